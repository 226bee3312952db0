/// Breaks the lines that are too long, where templates allow it.
///
/// A line of more than ``width`` characters is broken at all breaks inside its outermost brackets; a part that is still
/// too long, at those further inside. What follows is indented by four spaces more than the line, a closing bracket
/// like the line itself. The last element of a list gets a comma then, the last argument of a call none.
struct LineBreaks {
    /// One less than a formatter's default of 120: it refuses some lines of just that length.
    private static let width = 119
    /// How many brackets inside one another are broken: people write three or four.
    private static let deepest = 32

    private let text: [UInt8]
    private var result: [UInt8] = []

    /// The text with its lines broken. Linear in the text, but for lines that are too long: they are read again for
    /// each pair of brackets around a break.
    /// - Parameter breaks: The places where lines may be broken, in their order.
    static func applied(_ breaks: [Int], to text: [UInt8]) -> [UInt8] {
        guard !breaks.isEmpty else { return text }
        var lines = LineBreaks(text)
        lines.copy(breaks[...])
        return lines.result
    }

    private init(_ text: [UInt8]) {
        self.text = text
        result.reserveCapacity(text.count + text.count / 32)
    }

    private mutating func copy(_ breaks: ArraySlice<Int>) {
        var breaks = breaks
        var copied = 0
        while let first = breaks.first {
            let start = text[copied..<first].lastIndex(of: .newline).map { $0 + 1 } ?? copied
            let end = text[first...].firstIndex(of: .newline) ?? text.count
            let own = breaks.prefix { $0 <= end }
            result += text[copied..<start]
            let indent = text[start..<end].prefix { $0 == .space }.count
            add(Line(range: start + indent..<end, indent: indent, breaks: own.drop { $0 <= start + indent }))
            copied = end
            breaks = breaks.dropFirst(own.count)
        }
        result += text[copied...]
    }

    /// A line without its indentation.
    private struct Line {
        var range: Range<Int>
        var indent: Int
        var breaks: ArraySlice<Int>
        /// What is written behind it.
        var end = ""
        /// In how many broken brackets it stands.
        var depth = 0
    }

    private mutating func add(_ line: Line) {
        let content = text[line.range]
        if !line.breaks.isEmpty, line.depth < Self.deepest,
            line.indent + content.length + line.end.utf8.count > Self.width
        {
            let parts = parts(of: line)
            if parts.dropFirst().contains(where: { !isClosing($0) && !$0.range.isEmpty }) {
                for (index, part) in parts.enumerated() {
                    if index > 0 { result.append(.newline) }
                    add(part)
                }
                return
            }
        }
        if !content.isEmpty { result += repeatElement(.space, count: line.indent) }
        result += content
        result += line.end.utf8
    }

    /// The line, broken inside its outermost brackets.
    private func parts(of line: Line) -> [Line] {
        let depths = depths(of: line.breaks, in: line.range)
        let least = depths.min() ?? 0
        let chosen = zip(line.breaks, depths).filter { $0.1 == least }.map(\.0)
        var parts: [Line] = []
        var inner = line.breaks
        for (start, end) in zip([line.range.lowerBound] + chosen, chosen + [line.range.upperBound]) {
            let trailing = end == line.range.upperBound ? 0 : text[start..<end].reversed().prefix { $0 == .space }.count
            var part = Line(range: start..<end - trailing, indent: line.indent + 4, breaks: [], depth: line.depth + 1)
            inner = inner.drop { $0 <= start }
            part.breaks = inner.prefix { $0 < part.range.upperBound }
            inner = inner.dropFirst(part.breaks.count)
            if parts.isEmpty || isClosing(part) { part.indent = line.indent }
            // As formatters have it, a list of one element ends without a comma.
            let endsList = part.range.first.map { text[$0] } == UInt8(ascii: "]")
            if endsList, parts.count > 2 {
                parts[parts.count - 1].end = ","
            }
            parts.append(part)
        }
        parts[parts.count - 1].end = line.end
        return parts
    }

    private func isClosing(_ line: Line) -> Bool { line.range.first.map { text[$0].isClosingBracket } ?? false }

    /// In how many brackets each break stands; brackets in literals are none.
    private func depths(of breaks: ArraySlice<Int>, in range: Range<Int>) -> [Int] {
        var depths: [Int] = []
        var rest = breaks
        var (depth, isInLiteral, index) = (0, false, range.lowerBound)
        while let next = rest.first {
            if index >= next {
                depths.append(depth)
                rest.removeFirst()
                continue
            }
            let byte = text[index]
            if byte == UInt8(ascii: "\"") {
                isInLiteral.toggle()
            } else if isInLiteral {
                if byte == UInt8(ascii: "\\") { index += 1 }
            } else if byte.isOpeningBracket {
                depth += 1
            } else if byte.isClosingBracket {
                depth -= 1
            }
            index += 1
        }
        return depths
    }
}

extension UInt8 {
    fileprivate static let newline = UInt8(ascii: "\n")
    fileprivate static let space = UInt8(ascii: " ")
    fileprivate var isOpeningBracket: Bool {
        self == UInt8(ascii: "(") || self == UInt8(ascii: "[") || self == UInt8(ascii: "{")
    }
    fileprivate var isClosingBracket: Bool {
        self == UInt8(ascii: ")") || self == UInt8(ascii: "]") || self == UInt8(ascii: "}")
    }
}

extension ArraySlice<UInt8> {
    /// How many characters there are: of ASCII, as many as bytes.
    fileprivate var length: Int { allSatisfy { $0 < 0x80 } ? count : String(decoding: self, as: UTF8.self).count }
}
