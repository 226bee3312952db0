/// Cuts bytes that arrive in chunks into lines. It holds the chunk and the beginning of one line.
struct LineReader: Sendable {
    /// What ends a line.
    enum Ending: Sendable {
        case lineFeed
        /// CR LF, LF or CR.
        case any
    }

    private let ending: Ending
    private let limit: Int
    /// What has come; read up to `place`, and without an end of line up to `scanned`.
    private var bytes: [UInt8] = []
    private var place = 0
    private var scanned = 0
    /// Whether a LF would still belong to the line that ended last.
    private var isAfterReturn = false
    private var isFirst = true

    /// A reader of lines of up to `limit` bytes.
    init(_ ending: Ending, limit: Int) {
        self.ending = ending
        self.limit = limit
    }

    /// Takes further bytes.
    mutating func append(_ chunk: [UInt8]) {
        if place == bytes.count {
            bytes = chunk
        } else {
            bytes.removeSubrange(..<place)
            bytes += chunk
        }
        scanned -= place
        place = 0
    }

    /// The next line without its end; nil where its end has not come.
    mutating func next() throws(StreamElementTooLarge) -> ArraySlice<UInt8>? {
        if isAfterReturn, place < bytes.count {
            if bytes[place] == .lineFeed { place += 1 }
            isAfterReturn = false
        }
        let end = endOfLine()
        scanned = end ?? bytes.count
        guard scanned - place <= limit else { throw StreamElementTooLarge(limit: limit) }
        guard let end else { return nil }
        let line = bytes[place..<end]
        isAfterReturn = ending == .any && bytes[end] == .carriageReturn
        place = end + 1
        scanned = place
        return withoutMark(line)
    }

    /// What stands behind the last end of a line.
    mutating func rest() -> ArraySlice<UInt8> {
        let line = bytes[place...]
        place = bytes.count
        scanned = place
        return withoutMark(line)
    }

    private func endOfLine() -> Int? {
        let start = max(scanned, place)
        return bytes.withUnsafeBufferPointer { bytes in
            var index = start
            while index < bytes.count {
                let byte = bytes[index]
                if byte == .lineFeed || byte == .carriageReturn && ending == .any { return index }
                index += 1
            }
            return nil
        }
    }

    /// The line without the byte order mark that the first one may have.
    private mutating func withoutMark(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard isFirst else { return line }
        isFirst = false
        return line.starts(with: [0xEF, 0xBB, 0xBF]) ? line.dropFirst(3) : line
    }
}

extension UInt8 {
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D

    /// Whether it is white space of JSON (RFC 8259, section 2).
    var isJSONSpace: Bool { self == 0x20 || self == 0x09 || self == .lineFeed || self == .carriageReturn }
}
