/// Reads the parts of a TZif file one after the other (RFC 9636, section 3).
struct ZoneFileReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// The numbers at the beginning of a block, which tell the lengths of its parts (section 3.1). Each is at most that
    /// of the bytes behind it.
    struct Header {
        /// The version of the file, a digit; zero for the first one.
        let version: UInt8
        let marksOfUT: Int
        let marksOfStandard: Int
        let leaps: Int
        let changes: Int
        /// Kinds of local time: its offset, whether it is summer time, the place of its name.
        let kinds: Int
        let nameBytes: Int

        /// The bytes of the block behind this header, whose times have so many bytes.
        func length(ofTimes width: Int) -> Int {
            changes * (width + 1) + kinds * 6 + nameBytes + leaps * (width + 4) + marksOfStandard + marksOfUT
        }

        /// The bytes behind the kinds of local time in a block that counts no leap seconds.
        var lengthOfRest: Int { nameBytes + marksOfStandard + marksOfUT }
    }

    mutating func header() throws(ZoneFileProblem) -> Header {
        guard try take(4).elementsEqual("TZif".utf8) else { throw ZoneFileProblem("it does not begin with `TZif`") }
        let version = try integer(UInt8.self)
        // Fifteen bytes are kept for later versions.
        _ = try take(15)
        return Header(
            version: version, marksOfUT: try count(), marksOfStandard: try count(), leaps: try count(),
            changes: try count(), kinds: try count(), nameBytes: try count())
    }

    /// The instants of so many changes, in seconds since 1970.
    mutating func changes(_ count: Int) throws(ZoneFileProblem) -> [Int64] {
        var changes: [Int64] = []
        for _ in 0..<count {
            let change = try integer(Int64.self)
            guard changes.last.map({ $0 < change }) ?? true else {
                throw ZoneFileProblem("its changes are not in the order of time")
            }
            changes.append(change)
        }
        return changes
    }

    /// The offsets of so many kinds of local time, in seconds ahead of UTC.
    mutating func offsets(_ count: Int) throws(ZoneFileProblem) -> [Int64] {
        var offsets: [Int64] = []
        for _ in 0..<count {
            let offset = Int64(try integer(Int32.self))
            // "Should be between -89999 and 93599" (section 3.2); code that reads dates may rely on it.
            guard (-89_999...93_599).contains(offset) else {
                throw ZoneFileProblem("its clocks are \(offset) seconds ahead of UTC")
            }
            _ = try take(2)
            offsets.append(offset)
        }
        return offsets
    }

    /// The rule in the footer, which stands between two ends of lines (section 3.3); nil when it is empty.
    mutating func footer() throws(ZoneFileProblem) -> ZoneRule? {
        let newline = UInt8(ascii: "\n")
        guard try integer(UInt8.self) == newline, let end = rest.firstIndex(of: newline) else {
            throw ZoneFileProblem("it has no footer")
        }
        let text = rest[..<end]
        guard !text.isEmpty else { return nil }
        guard let rule = ZoneRule(text) else {
            throw ZoneFileProblem("its rule `\(String(decoding: text.prefix(100), as: UTF8.self))` is none")
        }
        return rule
    }

    /// The next bytes, so many.
    mutating func take(_ count: Int) throws(ZoneFileProblem) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw ZoneFileProblem("it ends too early") }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// A number of the header, which nothing in the file can be more than.
    private mutating func count() throws(ZoneFileProblem) -> Int {
        let count = try integer(UInt32.self)
        guard count <= rest.count else { throw ZoneFileProblem("it ends too early") }
        return Int(count)
    }

    /// The next number, its most significant byte first.
    private mutating func integer<Number: FixedWidthInteger>(_: Number.Type) throws(ZoneFileProblem) -> Number {
        try take(Number.bitWidth / 8).reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }
}
