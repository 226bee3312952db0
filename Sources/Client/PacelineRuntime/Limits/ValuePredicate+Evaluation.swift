extension ResponseCondition {
    /// Whether the response meets the condition.
    func holds(in response: inout ResponseReader) -> Bool { predicate.isMet(by: response.value(value)) }
}

extension ValuePredicate {
    /// Whether what was found meets the predicate. What is missing has no text, and what is an array or an object has
    /// none to compare.
    func isMet(by found: FoundValue) -> Bool {
        switch self {
        case .anyOf(let texts): found.text.map(texts.contains) ?? false
        case .contains(let text): found.text.map { text.isEmpty || $0.contains(text) } ?? false
        case .like(let pattern): found.text.map { $0.isLike(pattern) } ?? false
        case .minimum(let bound): found.number.map { $0 >= bound } ?? false
        case .maximum(let bound): found.number.map { $0 <= bound } ?? false
        case .present(let isPresent): (found != .missing) == isPresent
        case .not(let predicate): !predicate.isMet(by: found)
        case .all(let predicates): predicates.allSatisfy { $0.isMet(by: found) }
        }
    }
}

extension String {
    /// Whether the whole text is like a pattern, in which `*` stands for any text.
    ///
    /// The parts between stars are looked for from left to right, each at its first place: no text is looked at twice
    /// for a star.
    func isLike(_ pattern: String) -> Bool {
        var parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map { Array($0.utf8) }
        var rest = Array(utf8)[...]
        guard let last = parts.popLast(), !parts.isEmpty else { return self == pattern }
        guard rest.starts(with: parts.removeFirst()) else { return false }
        rest = rest.dropFirst(pattern.utf8.prefix { $0 != UInt8(ascii: "*") }.count)
        for part in parts where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }
}
