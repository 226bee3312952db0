import PacelineDiagnostics

/// Lines of a doc comment, wrapped and at their final depth.
struct DocLines {
    /// The column up to which text is wrapped.
    private static let width = 120

    private let prefix: String
    private var endsWithItem = false
    private(set) var lines: [String] = []

    /// The whole comment, without a line break at its end.
    var text: String { lines.isEmpty ? prefix : lines.joined(separator: "\n") }
    /// The same; nil where there is nothing to say.
    var textIfAny: String? { lines.isEmpty ? nil : text }
    var isEmpty: Bool { lines.isEmpty }

    /// A comment whose lines are indented by `depth` spaces.
    init(depth: Int) { prefix = String(repeating: " ", count: depth) + "///" }

    /// Adds text as paragraphs of its own, HTML in it as Markdown.
    mutating func paragraph(_ text: String) { markdown(HTMLText.markdown(text)) }

    /// Adds Markdown as paragraphs of its own. It keeps its meaning: only plain paragraphs are wrapped anew.
    mutating func markdown(_ text: String) {
        let text = text.commentSafe.lines(keepsEmpty: true).map(\.trimmingTrailingSpace)
        guard text.contains(where: { !$0.isEmpty }) else { return }
        separate()
        endsWithItem = false
        var isFenced = false
        var running: [Substring] = []
        for line in text {
            let isFence = line.utf8.first(where: { $0 != UInt8(ascii: " ") }) == UInt8(ascii: "`") && line.isFence
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
    /// Its paragraphs become one, but for those behind a list, whose items stand one level further in.
    mutating func item(_ text: String, level: Int = 0) {
        if !endsWithItem { separate() }
        let indent = String(repeating: " ", count: 2 * level)
        let text = HTMLText.markdown(text).commentSafe
        guard text.utf8.contains(UInt8(ascii: "\n")) else {
            wrap(indent + "- " + text[...].trimmingIndentation, hanging: indent + "  ")
            endsWithItem = true
            return
        }
        var blocks: [(isListItem: Bool, lines: [Substring])] = [(false, [])]
        var isAfterList = false
        for line in text.lines(keepsEmpty: true) {
            let line = line.trimmingTrailingSpace.trimmingIndentation
            if line.isEmpty {
                isAfterList = blocks.last?.isListItem ?? false
            } else if (isAfterList || line.isListItem), blocks.last?.lines.isEmpty == false {
                blocks.append((line.isListItem, [line]))
                isAfterList = false
            } else {
                blocks[blocks.count - 1].lines.append(line)
            }
        }
        wrap(indent + "- " + blocks[0].lines.joined(separator: " "), hanging: indent + "  ")
        for block in blocks.dropFirst() {
            if !block.isListItem { separate() }
            let hanging = indent + (block.isListItem ? "    " : "  ")
            wrap(indent + "  " + block.lines.joined(separator: " "), hanging: hanging)
        }
        endsWithItem = true
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

    /// Adds text in lines up to the width, the words with one space between; `hanging` indents those behind the first.
    private mutating func wrap(_ text: String, hanging: String) {
        let space = UInt8(ascii: " ")
        let indented = text.utf8.prefix { $0 == space }
        var words = text[indented.endIndex...]
        if !words.hasSingleSpaces {
            words = words.parts(separatedBy: space, keepsEmpty: false).joined(separator: " ")[...]
        }
        let isASCII = words.utf8.allSatisfy { $0 < 0x80 }
        var lead = prefix + " " + Substring(indented)
        var room = Self.width - lead.length
        // The line that is made, and where it ends so far.
        var (start, end, next) = (words.startIndex, words.startIndex, words.startIndex)
        while next < words.endIndex {
            let stop = words.utf8[next...].firstIndex(of: space) ?? words.endIndex
            let length = isASCII ? words.utf8.distance(from: start, to: stop) : words[start..<stop].length
            if end > start, length > room {
                lines.append(lead + words[start..<end])
                lead = prefix + " " + hanging
                room = Self.width - lead.length
                start = next
            }
            end = stop
            next = stop < words.endIndex ? words.utf8.index(after: stop) : stop
        }
        lines.append(lead + words[start..<end])
    }
}

extension Substring {
    /// Whether the words are separated by one space each, with none before and behind them all.
    fileprivate var hasSingleSpaces: Bool {
        var last = UInt8(ascii: " ")
        for byte in utf8 {
            if byte == UInt8(ascii: " "), last == byte { return false }
            last = byte
        }
        return last != UInt8(ascii: " ")
    }
}

extension Substring {
    fileprivate var isFence: Bool { drop { $0 == " " }.hasPrefix("```") }

    /// Whether the line is a row of a table, which cannot be broken.
    fileprivate var isTableRow: Bool { drop { $0 == " " }.hasPrefix("|") }

    /// Whether Markdown starts a block of its own with this line: a list item, a heading, a quote, a table, code.
    var startsBlock: Bool {
        let bytes = utf8.drop { $0 == UInt8(ascii: " ") }
        if utf8.count - bytes.count >= 4 { return true }
        // Prose begins with a letter.
        if let first = bytes.first, first.isLetter { return false }
        let text = Substring(bytes)
        return text.hasPrefix("#") || text.hasPrefix(">") || text.hasPrefix("|") || text.isListItem
    }

    /// Whether Markdown starts an item of a list with this line, which has no indentation.
    fileprivate var isListItem: Bool {
        if hasPrefix("- ") || hasPrefix("* ") || hasPrefix("+ ") { return true }
        let digits = prefix { $0.isNumber }
        return !digits.isEmpty && dropFirst(digits.count).hasPrefix(". ")
    }
}

extension String {
    /// The text with one spelling of line breaks and without the controls that would end a comment, that the compiler
    /// refuses in one, or that turn the order of what a reader sees. Swift counts CR LF as one character, which is no
    /// `\n`.
    fileprivate var commentSafe: String {
        guard !isCommentSafe else { return self }
        var text = ""
        for character in self {
            if character.isNewline {
                text += "\n"
            } else if character == "\t" {
                text += "    "
            } else {
                text.unicodeScalars += character.unicodeScalars.filter { !$0.isCommand }
            }
        }
        return text
    }

    /// Whether there are no controls (U+0000 to U+001F, U+007F to U+009F) but `\n`, neither U+2028 nor U+2029, and none
    /// of the marks of direction (U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069, U+061C).
    private var isCommentSafe: Bool {
        var (before, last) = (UInt8(0), UInt8(0))
        for byte in utf8 {
            if byte < 0x20, byte != UInt8(ascii: "\n") { return false }
            if byte == 0x7F || last == 0xC2 && byte < 0xA0 { return false }
            let isMark = (0xA8...0xAE).contains(byte) || (0x8E...0x8F).contains(byte)
            if before == 0xE2, last == 0x80, isMark { return false }
            if before == 0xE2, last == 0x81, (0xA6...0xA9).contains(byte) { return false }
            if last == 0xD8, byte == 0x9C { return false }
            (before, last) = (last, byte)
        }
        return true
    }
}
