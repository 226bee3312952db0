/// A description taken apart into sentences of words and numbers, each with its place in the text. Markdown's and
/// HTML's marks are left out; a list's item, a table's row and a heading are sentences of their own.
struct Prose {
    enum Kind: UInt8 {
        case word, number, slash
        /// What parts words that belong to nothing common: the border of a table's cell, an amount of money, a
        /// percentage.
        case barrier
    }

    struct Token {
        var kind: Kind
        /// The bytes of the text.
        var range: Range<Int>
        /// The value of a number.
        var value = 0.0
        /// Whether it follows the one before without a space.
        var isAttached = false
    }

    struct Sentence {
        enum Kind { case plain, item, heading }

        var kind: Kind
        var tokens: Range<Int>
        var bytes: Range<Int>
    }

    /// What is read of a text, in bytes: descriptions are a page, rarely a book.
    static let longest = 1 << 20

    /// The text, its typographic spaces, dashes and bullets replaced by those of ASCII.
    let bytes: [UInt8]
    private(set) var tokens: [Token] = []
    private(set) var sentences: [Sentence] = []

    init(_ text: String) {
        bytes = Array(Self.plain(text).utf8.prefix(Self.longest))
        var scanner = ProseScanner(bytes)
        scanner.scan()
        tokens = scanner.tokens
        sentences = scanner.sentences
    }

    /// A token's text in lower case.
    func text(_ index: Int) -> String {
        String(decoding: bytes[tokens[index].range], as: UTF8.self).lowercased()
    }

    /// The word at an index, in lower case; nil for anything else.
    func word(_ index: Int) -> String? {
        tokens.indices.contains(index) && tokens[index].kind == .word ? text(index) : nil
    }

    func kind(_ index: Int) -> Kind? { tokens.indices.contains(index) ? tokens[index].kind : nil }

    private static func plain(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        var plain = ""
        for scalar in text.unicodeScalars {
            guard scalar.value >= 0x80 else {
                plain.unicodeScalars.append(scalar)
                continue
            }
            switch scalar.properties.generalCategory {
            case .spaceSeparator: plain += " "
            case .lineSeparator, .paragraphSeparator: plain += "\n\n"
            case .dashPunctuation: plain += "-"
            case .initialPunctuation, .finalPunctuation: plain += "'"
            case .otherPunctuation: plain += "\u{2022}\u{00B7}".unicodeScalars.contains(scalar) ? "\n- " : " "
            default: plain.unicodeScalars.append(scalar)
            }
        }
        return plain
    }
}

extension Prose {
    /// The words around a match, on one line: its sentence, or of a long one the part around it.
    ///
    /// - Parameter most: The bytes that are shown at each side of the match.
    func quote(_ sentence: Sentence, around match: Range<Int>, most: Int = 90) -> String {
        var start = sentence.bytes.lowerBound
        var end = sentence.bytes.upperBound
        if match.lowerBound - start > most { start = boundary(from: match.lowerBound - most, step: 1) }
        if end - match.upperBound > most { end = boundary(from: match.upperBound + most, step: -1) }
        let text = String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
        // The borders of a table's row tell nothing.
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").drop { $0 == "|" || $0 == " " }
            .reversed().drop { $0 == "|" || $0 == " " }.reversed().map(String.init).joined()
        return (start > sentence.bytes.lowerBound ? "…" : "") + words
            + (end < sentence.bytes.upperBound ? "…" : "")
    }

    /// The next space, so that no word and no character is cut; where there is none near, the next whole character.
    private func boundary(from place: Int, step: Int) -> Int {
        for distance in 0..<30 where bytes.indices.contains(place + step * distance) {
            if bytes[place + step * distance] == UInt8(ascii: " ") { return place + step * distance }
        }
        var place = place
        while bytes.indices.contains(place), bytes[place] & 0xC0 == 0x80 { place += 1 }
        return place
    }
}
