/// The clocks of a zone as its TZif file tells them (RFC 9636): each change of the past, and a rule for the future.
///
/// A file is read as what anybody may have written: whatever its bytes, it is understood or refused.
struct ZoneFile: Sendable {
    /// The instants from which on clocks were set otherwise, in seconds since 1970; each is later than the one before.
    private let changes: [Int64]
    /// The seconds that clocks were ahead of UTC from each of the changes on.
    private let offsets: [Int64]
    /// The seconds that they were ahead of it before the first one.
    private let first: Int64
    /// What holds from the last change on; nil when clocks stay as they were set by it.
    private let rule: ZoneRule?

    /// The clocks that the bytes of a file tell.
    init(_ bytes: [UInt8]) throws(ZoneFileProblem) {
        guard bytes.count <= Self.longest else { throw Self.tooLong }
        var reader = ZoneFileReader(bytes)
        // The block of the first version, whose times are of 32 bits, is there for old readers (section 3.1).
        let old = try reader.header()
        guard old.version >= UInt8(ascii: "2") else { throw ZoneFileProblem("it has no times of 64 bits") }
        _ = try reader.take(old.length(ofTimes: 4))
        let header = try reader.header()
        guard (1...256).contains(header.kinds) else { throw ZoneFileProblem("it has no kind of local time") }
        guard header.leaps == 0 else { throw ZoneFileProblem("it counts leap seconds, which clocks do not show") }

        changes = try reader.changes(header.changes)
        let places = try reader.take(header.changes)
        let kinds = try reader.offsets(header.kinds)
        guard places.allSatisfy({ kinds.indices.contains(Int($0)) }) else {
            throw ZoneFileProblem("a change names a kind of local time that is not there")
        }
        offsets = places.map { kinds[Int($0)] }
        // The first kind is that of the time before the first change (section 3.2).
        first = kinds[0]
        _ = try reader.take(header.lengthOfRest)
        rule = try reader.footer()
    }

    /// The seconds that clocks are ahead of UTC at an instant, which is given in seconds since 1970.
    func offset(at seconds: Int64) -> Int64 {
        guard let last = changes.last, seconds < last else {
            return rule?.offset(at: seconds) ?? offsets.last ?? first
        }
        // How many changes there were until then, by halving.
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : offsets[low - 1]
    }

    /// More than fifty times the longest file of the IANA database.
    private static let longest = 1 << 18

    private static let tooLong = ZoneFileProblem("it is longer than \(longest) bytes")

    /// The bytes of a file. Blocks while the system reads it.
    static func bytes(of path: String) throws(FileProblem) -> [UInt8] {
        let file = try OpenFile(reading: path)
        guard file.length <= longest else { throw FileProblem("\(path) is longer than \(longest) bytes") }
        var bytes: [UInt8] = []
        while bytes.count < file.length {
            let next = try file.read(upTo: file.length - bytes.count)
            if next.isEmpty { break }
            bytes += next
        }
        return bytes
    }
}

/// Why the bytes of a zone's file are not understood.
struct ZoneFileProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
