/// Lines of a doc comment, wrapped and at their final depth.
struct DocLines {
    /// The column up to which text is wrapped.
    private static let width = 120

    private let prefix: String
    private(set) var lines: [String] = []

    /// A comment whose lines are indented by `depth` spaces.
    init(depth: Int) { prefix = String(repeating: " ", count: depth) + "///" }

    /// Adds text as paragraphs of its own. Markdown keeps its meaning: only plain paragraphs are wrapped anew.
    mutating func paragraph(_ text: String) {
        let text = text.commentSafe.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.trimmingTrailingSpace
        }
        guard text.contains(where: { !$0.isEmpty }) else { return }
        separate()
        var isFenced = false
        var running: [Substring] = []
        for line in text {
            let isFence = line.drop { $0 == " " }.hasPrefix("```")
            if isFenced || isFence || line.isEmpty || line.startsBlock {
                flush(&running)
                if line.isEmpty && !isFenced {
                    separate()
                } else {
                    add(line, isWrapped: !isFenced && !isFence && !line.isTableRow)
                }
                if isFence { isFenced.toggle() }
            } else {
                running.append(line)
            }
        }
        flush(&running)
        if isFenced { lines.append(prefix + " ```") }
        while lines.last == prefix { lines.removeLast() }
    }

    /// Adds a list item such as `- Parameter x: …`, without an empty line before it when the last line is an item, too.
    mutating func item(_ text: String, level: Int = 0) {
        if lines.last?.dropFirst(prefix.count).drop(while: { $0 == " " }).first != "-" { separate() }
        let indent = String(repeating: " ", count: 2 * level)
        let flat = text.commentSafe.split(separator: "\n").map { $0.trimmingTrailingSpace.drop { $0 == " " } }
        wrap(indent + "- " + flat.joined(separator: " "), hanging: indent + "  ")
    }

    private mutating func separate() {
        if let last = lines.last, last != prefix { lines.append(prefix) }
    }

    private mutating func flush(_ running: inout [Substring]) {
        guard !running.isEmpty else { return }
        wrap(running.joined(separator: " "), hanging: String(running[0].prefix { $0 == " " }))
        running.removeAll()
    }

    private mutating func add(_ line: Substring, isWrapped: Bool) {
        guard isWrapped else {
            lines.append(line.isEmpty ? prefix : prefix + " " + line)
            return
        }
        let indent = line.prefix { $0 == " " }
        wrap(String(line), hanging: String(indent) + "  ")
    }

    private mutating func wrap(_ text: String, hanging: String) {
        let indent = text.prefix { $0 == " " }
        var line = prefix + " " + indent
        var isStart = true
        for word in text.split(separator: " ") {
            if !isStart, line.count + 1 + word.count > Self.width {
                lines.append(line)
                line = prefix + " " + hanging + word
            } else {
                line += isStart ? word : " " + word
            }
            isStart = false
        }
        lines.append(line)
    }
}

extension Unicode.Scalar {
    /// U+2028 and U+2029, which are no controls.
    fileprivate var isLineEnd: Bool { value == 0x2028 || value == 0x2029 }
}

extension Substring {
    fileprivate var trimmingTrailingSpace: Substring {
        var text = self
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    /// Whether the line is a row of a table, which cannot be broken.
    fileprivate var isTableRow: Bool { drop { $0 == " " }.hasPrefix("|") }

    /// Whether Markdown starts a block of its own with this line: a list item, a heading, a quote, a table, code.
    fileprivate var startsBlock: Bool {
        let text = drop { $0 == " " }
        if count - text.count >= 4 { return true }
        if text.hasPrefix("- ") || text.hasPrefix("* ") || text.hasPrefix("+ ") || text.hasPrefix("#") { return true }
        if text.hasPrefix(">") || text.hasPrefix("|") { return true }
        let digits = text.prefix { $0.isNumber }
        return !digits.isEmpty && text.dropFirst(digits.count).hasPrefix(". ")
    }
}

extension String {
    /// The text with one spelling of line breaks and without the controls that would end a comment, or that the compiler
    /// refuses in one. Swift counts CR LF as one character, which is no `\n`.
    fileprivate var commentSafe: String {
        if !unicodeScalars.contains(where: { $0 != "\n" && ($0.properties.generalCategory == .control || $0.isLineEnd) }
        ) {
            return self
        }
        var text = ""
        for character in self {
            if character.isNewline {
                text += "\n"
            } else if character == "\t" {
                text += "    "
            } else {
                text.unicodeScalars += character.unicodeScalars.filter { $0.properties.generalCategory != .control }
            }
        }
        return text
    }

    /// The text up to the first full stop that ends a sentence, line breaks made spaces, without the stop.
    package var firstSentence: String {
        let paragraph = split(separator: "\n", omittingEmptySubsequences: false).prefix {
            !$0.allSatisfy(\.isWhitespace)
        }
        let text = paragraph.map { $0.trimmingTrailingSpace.drop { $0 == " " } }.joined(separator: " ")
        let sentence = text.firstRange(of: ". ").map { text[..<$0.lowerBound] } ?? text[...]
        return String(sentence.last == "." ? sentence.dropLast() : sentence)
    }
}
