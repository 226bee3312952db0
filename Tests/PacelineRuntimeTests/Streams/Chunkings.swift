@testable import PacelineRuntime

/// The ways in which a text can arrive: whole, byte by byte, and split at each place.
enum Chunkings {
    static func all(of text: String) -> [[[UInt8]]] { all(of: Array(text.utf8)) }

    static func all(of bytes: [UInt8]) -> [[[UInt8]]] {
        let splits = bytes.indices.map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
        return [[bytes], bytes.map { [$0] }, bytes.flatMap { [[$0], []] }] + splits
    }
}

extension StreamFormat {
    /// The parts of a stream that arrives in these chunks.
    func parts(_ chunks: [[UInt8]], limit: Int = 1 << 20) throws(StreamElementTooLarge) -> [StreamPart] {
        var parser = parser(limit: limit)
        var parts: [StreamPart] = []
        for chunk in chunks {
            parser.append(chunk)
            while let part = try parser.next() { parts.append(part) }
        }
        while let part = try parser.rest() { parts.append(part) }
        return parts
    }
}

extension StreamPart {
    /// An event, or a value that has only data.
    init(_ data: String, event: String = "message", id: String? = nil, retry: Int? = nil, problem: String? = nil) {
        self.init(data.utf8)
        self.event = event
        self.id = id
        self.retry = retry.map { .milliseconds($0) }
        self.problem = problem
    }
}
