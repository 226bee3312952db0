/// Takes an event stream apart (WHATWG, "HTML", section 9.2.6).
///
/// An event that the end of the stream cuts off is discarded, as the standard says.
struct EventParser: StreamParser {
    private let limit: Int
    private var lines: LineReader
    private var data: [UInt8] = []
    private var hasData = false
    private var event = ""
    private var id: String?
    /// With the id as of the last end of an event, and the time as of the last line.
    private(set) var place: StreamPlace

    /// - Parameters:
    ///   - limit: The bytes that an event may have.
    ///   - place: Where the stream goes on.
    init(limit: Int, behind place: StreamPlace = StreamPlace()) {
        self.limit = limit
        self.place = place
        id = place.id
        lines = LineReader(.any, limit: limit)
    }

    mutating func append(_ bytes: [UInt8]) { lines.append(bytes) }

    mutating func next() throws(StreamElementTooLarge) -> StreamPart? {
        while let line = try lines.next() {
            guard line.isEmpty else {
                try read(line)
                continue
            }
            if let part = dispatch() { return part }
        }
        return nil
    }

    mutating func rest() -> StreamPart? { nil }

    /// Reads a line: a field, or a comment, which begins with a colon.
    private mutating func read(_ line: ArraySlice<UInt8>) throws(StreamElementTooLarge) {
        let colon = line.firstIndex(of: UInt8(ascii: ":"))
        guard colon != line.startIndex else { return }
        var value = colon.map { line[($0 + 1)...] } ?? []
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch String(decoding: line[..<(colon ?? line.endIndex)], as: UTF8.self) {
        case "data":
            if hasData { data.append(.lineFeed) }
            hasData = true
            guard data.count + value.count <= limit else { throw StreamElementTooLarge(limit: limit) }
            data += value
        case "event": event = String(decoding: value, as: UTF8.self)
        case "id" where !value.contains(0): id = String(decoding: value, as: UTF8.self)
        case "retry" where value.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }):
            // One that no number holds says nothing.
            place.retry = Int(String(decoding: value, as: UTF8.self)).map { .milliseconds($0) } ?? place.retry
        default: break
        }
    }

    /// Ends an event; nil where it has no data.
    private mutating func dispatch() -> StreamPart? {
        place.id = id.flatMap { $0.isEmpty ? nil : $0 }
        defer {
            (data, hasData, event) = ([], false, "")
        }
        guard hasData else { return nil }
        var part = StreamPart(data)
        if !event.isEmpty { part.event = event }
        part.id = place.id
        part.retry = place.retry
        return part
    }
}
