/// A limit that a description seems to state: so many requests in a time, or so many at a time.
package struct ProseLimit: Hashable, Sendable {
    package enum Numbers: Hashable, Sendable {
        case quota(Double, per: ProseWindow)
        case concurrency(Int)
    }

    package var numbers: Numbers
    /// What is counted, where it is not requests.
    package var unit: String?
    /// The word of `per` for whom the sentence counts apart.
    package var principal: String?
    /// The words that state it.
    package var quote: String
}

extension ProseLimit {
    /// The limits that a description states, in its order, each once.
    ///
    /// - Parameter isAboutLimits: Whether the description stands where only limits are described, such as at a quota's
    ///   header field.
    /// - Complexity: O(n) in the text's length.
    static func all(in text: String, isAboutLimits: Bool = false) -> [ProseLimit] {
        // Most descriptions state no number.
        guard text.utf8.contains(where: ProseScanner.isDigit) || ProseWords.holdsNumber(text) else { return [] }
        return ProseReader(prose: Prose(text), isAboutLimits: isAboutLimits).limits()
    }
}
