import PacelineDiagnostics

/// Reads templates in the syntax of Mustache, without escaping and without lambdas.
///
/// A tag other than a value that stands alone on its line takes the line with it. A comment is `{{! … }}`. Every
/// mistake goes to `diagnostics`; what is wrong is left out.
struct TemplateParser {
    private(set) var diagnostics: DiagnosticSink
    private let source: Source
    /// Spaces that each line of the text gets which has something in it.
    private let indent: Int
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    /// The last place of the present line whose column was asked for, with that column.
    private var known = (index: 0, column: 1)
    /// Whether the rest was given up, after an error.
    private var isAbandoned = false

    /// - Parameter indent: The spaces before the partial's tag; nil for one inside a line.
    init(_ source: Source, indent: Int?, _ diagnostics: DiagnosticSink) {
        self.source = source
        self.indent = indent ?? 0
        self.diagnostics = diagnostics
        switch indent {
        case nil: bytes = source.bytes.last == UInt8(ascii: "\n") ? Array(source.bytes.dropLast()) : source.bytes
        case 0?: bytes = source.bytes
        case let indent?: bytes = Self.indented(source.bytes, by: indent)
        }
    }

    /// The whole template.
    mutating func parse() -> [TemplateNode] { nodes(until: nil) }

    private static func indented(_ bytes: [UInt8], by indent: Int) -> [UInt8] {
        let spaces = [UInt8](repeating: UInt8(ascii: " "), count: indent)
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return Array(lines.map { $0.isEmpty ? [] : spaces + $0 }.joined(separator: [UInt8(ascii: "\n")]))
    }

    /// How many sections may be inside one another: people write three or four.
    private static let deepest = 64

    private struct Open {
        let name: String
        let location: SourceLocation
    }

    /// The nodes up to the end of a section, or of the template.
    private mutating func nodes(until open: Open?, depth: Int = 0) -> [TemplateNode] {
        var nodes: [TemplateNode] = []
        var text: [UInt8] = []
        func flush() {
            if !text.isEmpty { nodes.append(.text(text)) }
            text = []
        }
        while index < bytes.count {
            guard starts(with: "{{") else {
                text.append(bytes[index])
                advance(1)
                continue
            }
            guard let tag = takeTag(&text) else { continue }
            switch tag.kind {
            case .value:
                flush()
                nodes.append(.value(tag.name, tag.location))
            case .section, .inverted:
                flush()
                guard depth < Self.deepest else {
                    error("more than \(Self.deepest) sections are inside one another here", at: tag.location)
                    isAbandoned = true
                    advance(bytes.count - index)
                    return nodes
                }
                let inner = self.nodes(until: Open(name: tag.name, location: tag.location), depth: depth + 1)
                nodes.append(.section(tag.name, tag.location, isInverted: tag.kind == .inverted, inner))
            case .end:
                flush()
                guard let open else {
                    error("`\(tag.name)` is closed, and was not opened", at: tag.location)
                    continue
                }
                if open.name != tag.name {
                    error(
                        "`\(tag.name)` is closed where `\(open.name)` is open", at: tag.location,
                        hint: "`{{/\(open.name)}}` closes the section that begins in line \(open.location.line)")
                }
                return nodes
            case .partial:
                flush()
                nodes.append(.partial(tag.name, tag.location, indent: tag.indent))
            case .comment: break
            }
        }
        if let open, !isAbandoned { error("the section `\(open.name)` is not closed", at: open.location) }
        flush()
        return nodes
    }

    // MARK: - Tags

    private enum Kind { case value, section, inverted, end, partial, comment }

    private struct Tag {
        let kind: Kind
        let name: String
        let location: SourceLocation
        /// The spaces before a tag that stands alone; nil for one that does not.
        var indent: Int?
    }

    private static let kinds: [UInt8: Kind] = [
        UInt8(ascii: "#"): .section, UInt8(ascii: "^"): .inverted, UInt8(ascii: "/"): .end,
        UInt8(ascii: ">"): .partial, UInt8(ascii: "!"): .comment,
    ]

    /// Takes the tag that begins here; nil where it means nothing, after an error.
    private mutating func takeTag(_ text: inout [UInt8]) -> Tag? {
        let start = index
        let location = location()
        var end = start + 2
        while end + 1 < bytes.count, !(bytes[end] == UInt8(ascii: "}") && bytes[end + 1] == UInt8(ascii: "}")) {
            end += 1
        }
        guard end + 1 < bytes.count else {
            error("the tag has no `}}`", at: location)
            advance(bytes.count - index)
            return nil
        }
        let kind = Self.kinds[bytes[start + 2]]
        var name = bytes[min(end, start + (kind == nil ? 2 : 3))..<end].drop(while: Self.isSpace)
        while name.last.map(Self.isSpace) == true { name.removeLast() }
        advance(end + 2 - index)
        var tag = Tag(kind: kind ?? .value, name: String(decoding: name, as: UTF8.self), location: location)
        if kind != nil { tag.indent = takeLine(of: start, &text) }
        guard kind == .comment || Self.isName(tag.name) else {
            let isEscape = kind == nil && "{&=%".contains(tag.name.prefix(1)) && !tag.name.isEmpty
            error(
                "`{{\(tag.name)}}` is not a tag", at: location,
                hint: isEscape
                    ? "nothing is escaped: write `{{name}}`"
                    : "a tag is a name of letters, digits and dots, with `#`, `^`, `/`, `>` or `!` before it")
            return nil
        }
        return tag
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte <= UInt8(ascii: " ") }

    private static func isName(_ name: String) -> Bool {
        if [".", "first()", "last()", "break()"].contains(name) { return true }
        return !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: false
                }
            }
    }

    /// Drops the rest of the line and the indentation of a tag at `start` that stands alone on its line. The width of
    /// the indentation; nil for a tag that does not stand alone.
    private mutating func takeLine(of start: Int, _ text: inout [UInt8]) -> Int? {
        var before = start
        while before > 0, bytes[before - 1] == UInt8(ascii: " ") { before -= 1 }
        guard before == 0 || bytes[before - 1] == UInt8(ascii: "\n") else { return nil }
        var end = index
        while end < bytes.count, bytes[end] == UInt8(ascii: " ") { end += 1 }
        guard end == bytes.count || bytes[end] == UInt8(ascii: "\n") else { return nil }
        text.removeLast(min(text.count, start - before))
        advance(min(end + 1, bytes.count) - index)
        return start - before
    }

    // MARK: - Places

    private mutating func location() -> SourceLocation {
        known = (index, known.column + bytes[known.index..<index].count { $0 & 0xC0 != 0x80 })
        return SourceLocation(path: source.path, line: line, column: max(1, known.column - indent))
    }

    private func starts(with mark: StaticString) -> Bool {
        index + 1 < bytes.count && bytes[index] == mark.utf8Start[0] && bytes[index + 1] == mark.utf8Start[1]
    }

    private mutating func advance(_ count: Int) {
        for _ in 0..<count {
            if bytes[index] == UInt8(ascii: "\n") { (line, known) = (line + 1, (index + 1, 1)) }
            index += 1
        }
    }

    private mutating func error(_ message: String, at location: SourceLocation, hint: String? = nil) {
        diagnostics.error(.templateSyntax, message, at: location, hint: hint)
    }
}
