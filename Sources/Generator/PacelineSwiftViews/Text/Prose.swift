/// Looks at prose by its bytes: most of it is ASCII, and characters cost ten times as much.
extension StringProtocol {
    /// How many characters there are: of ASCII, as many as bytes.
    var length: Int { utf8.allSatisfy { $0 < 0x80 } ? utf8.count : count }
}

extension StringProtocol where SubSequence == Substring {
    /// The lines, without their line breaks.
    func lines(keepsEmpty: Bool) -> [Substring] { parts(separatedBy: UInt8(ascii: "\n"), keepsEmpty: keepsEmpty) }

    /// The parts between separators, which are no part of a longer character in prose.
    func parts(separatedBy separator: UInt8, keepsEmpty: Bool) -> [Substring] {
        var parts: [Substring] = []
        var start = startIndex
        while true {
            let end = utf8[start...].firstIndex(of: separator) ?? endIndex
            if keepsEmpty || start < end { parts.append(self[start..<end]) }
            guard end < endIndex else { return parts }
            start = utf8.index(after: end)
        }
    }
}

extension String {
    /// The text up to the first full stop that ends a sentence, line breaks made spaces, without the stop.
    package var firstSentence: String {
        let sentence = splitAfterSentence.first
        return String(sentence.utf8.last == UInt8(ascii: ".") ? sentence.dropLast() : sentence)
    }

    /// The text behind the first sentence; empty where there is no more.
    var withoutFirstSentence: String {
        let (_, rest, lines) = splitAfterSentence
        let parts = [String(rest.trimmingIndentation), lines.joined(separator: "\n")]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// The first sentence with its stop, line breaks made spaces, the rest of its paragraph, and the lines behind that.
    /// A list or a heading is no part of a sentence.
    private var splitAfterSentence: (first: Substring, rest: Substring, lines: ArraySlice<Substring>) {
        let lines = lines(keepsEmpty: true).map(\.trimmingTrailingSpace).drop { $0.isEmpty }
        let paragraph = lines.prefix(1) + lines.dropFirst().prefix { !$0.isEmpty && !$0.startsBlock }
        let text = paragraph.map(\.trimmingIndentation).joined(separator: " ")
        let end = text.endOfSentence
        return (text[..<end], text[end...], lines.dropFirst(paragraph.count))
    }

    /// The end of the first full stop that ends a sentence; the end where there is none. A stop in brackets or in code
    /// ends none, and neither does that of an abbreviation, or one that a small letter follows.
    private var endOfSentence: Index {
        var depth = 0
        var isCode = false
        for index in utf8.indices {
            switch utf8[index] {
            case UInt8(ascii: "`"): isCode.toggle()
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth = max(0, depth - 1)
            case UInt8(ascii: ".") where depth == 0 && !isCode && endsSentence(at: index):
                return utf8.index(after: index)
            default: break
            }
        }
        return endIndex
    }

    private func endsSentence(at stop: Index) -> Bool {
        let space = UInt8(ascii: " ")
        let rest = utf8[utf8.index(after: stop)...]
        guard rest.first == space, let next = rest.firstIndex(where: { $0 != space }), !self[next].isLowercase else {
            return rest.isEmpty
        }
        let start = utf8[..<stop].lastIndex(of: space).map(utf8.index(after:)) ?? startIndex
        return !Self.abbreviations.contains(self[start..<stop].drop { !$0.isLetter }.lowercased())
    }

    private static let abbreviations: Set<String> = ["e.g", "i.e", "etc", "vs", "cf", "approx", "incl", "no"]
}

extension String {
    /// The text without white space at either end.
    var trimmingSpace: String { String(self[...].trimmingTrailingSpace.drop { $0.isWhitespace }) }
}

extension Substring {
    var trimmingTrailingSpace: Substring {
        guard let last = utf8.last, last >= 0x80 || last == UInt8(ascii: " ") || last < 0x20 else { return self }
        var text = self
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    /// The text without the spaces before it.
    var trimmingIndentation: Substring { Substring(utf8.drop { $0 == UInt8(ascii: " ") }) }
}

extension [String] {
    /// The texts that are not empty, one behind the other as sentences.
    var sentences: String {
        map { $0.trimmingSpace }.filter { !$0.isEmpty }
            .map { $0.last.map { ".!?:`".contains($0) } == true ? $0 : $0 + "." }.joined(separator: " ")
    }
}
