#if Redis
import NIOCore

/// Reads values from the bytes of a connection, however these are cut.
///
/// Nothing that the other side sends traps, recurses or has memory reserved for what has only been announced. After an
/// error nothing more can be read: where the next value begins is not known.
///
/// Streamed strings and aggregates of RESP3 (`$?`, `*?`), which no server sends, are malformed.
struct RESPParser: Sendable {
    private let limits: RESPLimits
    private var buffer = ByteBuffer()
    /// How many of the unread bytes have been searched for the end of a line.
    private var searched = 0
    /// The bytes read of the reply that is under way.
    private var size = 0
    /// A string that has been announced and is still to come.
    private var announced: (marker: RESPMarker, length: Int)?
    /// The aggregates that are under way, the innermost last.
    private var open: [RESPAggregate] = []
    private var failure: RESPError?

    init(limits: RESPLimits = RESPLimits()) { self.limits = limits }

    /// Takes bytes that have come.
    mutating func append(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.discardReadBytes()
            buffer.writeImmutableBuffer(bytes)
        }
    }

    /// The next value; nil until more bytes come.
    mutating func next() throws(RESPError) -> RESPValue? {
        if let failure { throw failure }
        do {
            while let token = try nextToken() {
                if let value = take(token) {
                    size = 0
                    return value
                }
            }
            return nil
        } catch {
            failure = error
            buffer = ByteBuffer()
            throw error
        }
    }

    /// What one line, or one string, gives.
    private enum Token {
        case value(RESPValue)
        case aggregate(RESPAggregate)
    }

    private mutating func nextToken() throws(RESPError) -> Token? {
        if let (marker, length) = announced {
            guard let value = try string(marker, length: length) else { return nil }
            announced = nil
            return .value(value)
        }
        guard let byte = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) else { return nil }
        guard let marker = RESPMarker(rawValue: byte) else { throw .unknownType(byte) }
        guard let line = try line(atMost: marker.lineLimit(limits)) else { return nil }
        try count(line.count + 3)
        switch marker {
        case .bulkString, .bulkError, .verbatimString:
            guard let length = try length(line, marker) else { return .value(.null) }
            // Counted before it comes: what is too long is never waited for.
            try count(length)
            try count(2)
            announced = (marker, length)
            return try nextToken()
        case .array, .set, .push, .map, .attribute:
            guard let length = try length(line, marker) else { return .value(.null) }
            let isOfPairs = marker == .map || marker == .attribute
            // A value has three bytes at least.
            guard length <= (limits.size - size) / (isOfPairs ? 6 : 3) else { throw .tooLarge }
            guard open.count < limits.depth else { throw .tooDeep }
            return .aggregate(RESPAggregate(marker, missing: isOfPairs ? 2 * length : length))
        default: return .value(try RESPValue(marker, line: line))
        }
    }

    /// Puts a value where it belongs; returns it, or what it completes, when nothing is under way any more.
    private mutating func take(_ token: Token) -> RESPValue? {
        var value: RESPValue
        switch token {
        case .value(let whole): value = whole
        case .aggregate(let aggregate) where aggregate.missing > 0:
            open.append(aggregate)
            return nil
        case .aggregate(let aggregate):
            guard let whole = aggregate.value else { return nil }
            value = whole
        }
        while var aggregate = open.popLast() {
            aggregate.add(value)
            if aggregate.missing > 0 {
                open.append(aggregate)
                return nil
            }
            guard let whole = aggregate.value else { return nil }
            value = whole
        }
        return value
    }

    private mutating func count(_ bytes: Int) throws(RESPError) {
        guard bytes <= limits.size - size else { throw .tooLarge }
        size += bytes
    }

    /// Reads a line, without its marker and its line break; nil until its end comes.
    private mutating func line(atMost limit: Int) throws(RESPError) -> [UInt8]? {
        let bytes = buffer.readableBytesView
        let start = bytes.startIndex + 1
        let isBreak: (UInt8) -> Bool = { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }
        let end = bytes[(bytes.startIndex + searched)...].firstIndex(where: isBreak)
        guard (end ?? bytes.endIndex) - start <= limit else { throw .lineTooLong }
        guard let end else {
            searched = bytes.count
            return nil
        }
        guard bytes[end] == UInt8(ascii: "\r") else { throw .malformed }
        guard end + 1 < bytes.endIndex else {
            searched = end - bytes.startIndex
            return nil
        }
        guard bytes[end + 1] == UInt8(ascii: "\n") else { throw .malformed }
        let line = Array(bytes[start..<end])
        buffer.moveReaderIndex(forwardBy: line.count + 3)
        searched = 0
        return line
    }

    /// Reads a string that has been announced, and its line break; nil until all of it has come.
    private mutating func string(_ marker: RESPMarker, length: Int) throws(RESPError) -> RESPValue? {
        guard buffer.readableBytes >= length + 2, let bytes = buffer.readBytes(length: length) else { return nil }
        guard let end = buffer.readInteger(as: UInt16.self), end == 0x0D0A else { throw .malformed }
        switch marker {
        case .bulkError: return .error(RESPServerError(text: String(decoding: bytes, as: UTF8.self)))
        case .verbatimString:
            // Three characters for the format and a colon come first.
            guard length >= 4, bytes[3] == UInt8(ascii: ":") else { throw .malformed }
            return .string(Array(bytes[4...]))
        default: return .string(bytes)
        }
    }

    /// The length on a line; nil for -1, by which RESP2 writes null strings and arrays.
    private func length(_ line: [UInt8], _ marker: RESPMarker) throws(RESPError) -> Int? {
        if line.elementsEqual("-1".utf8), marker == .bulkString || marker == .array { return nil }
        guard line.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let length = Int(String(decoding: line, as: UTF8.self))
        else { throw .malformed }
        return length
    }
}
#endif
