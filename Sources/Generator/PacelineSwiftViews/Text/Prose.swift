/// Looks at prose by its bytes: most of it is ASCII, and characters cost ten times as much.
extension StringProtocol {
    /// How many characters there are: of ASCII, as many as bytes.
    var length: Int { utf8.allSatisfy { $0 < 0x80 } ? utf8.count : count }
}

extension String {
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

    /// The text up to the first full stop that ends a sentence, line breaks made spaces, without the stop.
    package var firstSentence: String {
        let paragraph = lines(keepsEmpty: true).map(\.trimmingTrailingSpace).prefix { !$0.isEmpty }
        let text = paragraph.map(\.trimmingIndentation).joined(separator: " ")
        let sentence = text[..<text.endOfSentence]
        return String(sentence.utf8.last == UInt8(ascii: ".") ? sentence.dropLast() : sentence)
    }

    /// The text behind the first sentence; empty where there is no more.
    var withoutFirstSentence: String {
        let lines = lines(keepsEmpty: true).map(\.trimmingTrailingSpace)
        let paragraph = lines.prefix { !$0.isEmpty }
        let text = paragraph.map(\.trimmingIndentation).joined(separator: " ")
        let rest = text[text.endOfSentence...].drop { $0 == " " }
        let others = lines.dropFirst(paragraph.count).drop { $0.isEmpty }
        return ([String(rest)].filter { !$0.isEmpty } + [others.joined(separator: "\n")]).filter { !$0.isEmpty }
            .joined(separator: "\n\n")
    }

    /// The first full stop with a space behind it; the end where there is none.
    private var endOfSentence: Index {
        var stop: Index?
        for index in utf8.indices {
            if let stop, utf8[index] == UInt8(ascii: " ") { return stop }
            stop = utf8[index] == UInt8(ascii: ".") ? index : nil
        }
        return endIndex
    }
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
        filter { !$0.isEmpty }
            .map { $0.last.map { ".!?:`".contains($0) } == true ? $0 : $0 + "." }.joined(separator: " ")
    }
}
