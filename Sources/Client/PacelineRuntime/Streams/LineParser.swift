/// Takes JSON values apart that stand on lines of their own (JSON Lines, ndjson). Blank lines have no meaning.
struct LineParser: StreamParser {
    private var lines: LineReader

    init(limit: Int) { lines = LineReader(.lineFeed, limit: limit) }

    mutating func append(_ bytes: [UInt8]) { lines.append(bytes) }

    mutating func next() throws(StreamElementTooLarge) -> StreamPart? {
        while let line = try lines.next() {
            if let part = Self.part(line) { return part }
        }
        return nil
    }

    /// The last line, which needs no end.
    mutating func rest() -> StreamPart? { Self.part(lines.rest()) }

    private static func part(_ line: ArraySlice<UInt8>) -> StreamPart? {
        let text = line.trimmedJSONSpace
        return text.isEmpty ? nil : StreamPart(text)
    }
}

extension ArraySlice<UInt8> {
    /// The bytes without white space around them.
    var trimmedJSONSpace: ArraySlice<UInt8> {
        var text = drop { $0.isJSONSpace }
        while text.last?.isJSONSpace == true { text.removeLast() }
        return text
    }
}
