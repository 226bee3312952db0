import Foundation
@testable import PacelineRuntime

/// The parts of a TZif file, which become its bytes, right or wrong ones.
struct ZoneFileBytes {
    var version = UInt8(ascii: "2")
    var changes: [Int64] = []
    /// The kind of local time from each change on.
    var places: [UInt8] = []
    /// The offsets of the kinds of local time.
    var kinds: [Int32] = [0]
    var leaps = 0
    var footer = "\n\n"
    /// The counts of the second header, where they are not those of the parts: changes and kinds.
    var told: (changes: UInt32, kinds: UInt32)?

    var bytes: [UInt8] {
        let told = told ?? (UInt32(changes.count), UInt32(kinds.count))
        // In the block of 32 bits, a change takes five bytes, a kind of time six, and a leap second eight.
        var bytes = header(changes: 1, kinds: 1, leaps: 1) + [UInt8](repeating: 0, count: 5 + 6 + 8 + 4)
        bytes += header(changes: told.changes, kinds: told.kinds, leaps: UInt32(leaps))
        for change in changes { bytes += Self.bytes(of: change) }
        bytes += places
        for kind in kinds { bytes += Self.bytes(of: kind) + [0, 0] }
        bytes += [UInt8](repeating: 0, count: 4 + leaps * 12)
        return bytes + footer.utf8
    }

    private func header(changes: UInt32, kinds: UInt32, leaps: UInt32) -> [UInt8] {
        let counts = [0, 0, leaps, changes, kinds, 4]
        return "TZif".utf8 + [version] + [UInt8](repeating: 0, count: 15) + counts.flatMap { Self.bytes(of: $0) }
    }

    private static func bytes(of number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { [UInt8]($0) }
    }
}

/// The zones' files of this machine.
enum ZoneFolder {
    static let path = "/usr/share/zoneinfo"

    static let isThere = FileManager.default.fileExists(atPath: "\(path)/Europe/Paris")

    /// The bytes of a zone's file.
    static func bytes(of name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(filePath: "\(path)/\(name)")))
    }
}

/// Zones whose clocks differ in kind, and whose past and future the databases of recent years agree about.
let comparedZones = [
    "Europe/Paris", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Athens", "Europe/Moscow",
    "Europe/Istanbul", "Europe/Helsinki", "Europe/Volgograd", "America/New_York", "America/Chicago", "America/Denver",
    "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "America/St_Johns", "America/Halifax",
    "America/Havana", "America/Santiago", "America/Sao_Paulo", "America/Bogota", "America/Caracas", "America/Nuuk",
    "America/Argentina/Buenos_Aires", "America/Adak", "Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos",
    "Africa/Tripoli", "Asia/Beirut", "Asia/Jerusalem", "Asia/Amman", "Asia/Tehran", "Asia/Dubai", "Asia/Kabul",
    "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Bangkok", "Asia/Shanghai", "Asia/Tokyo", "Asia/Seoul",
    "Asia/Pyongyang", "Asia/Singapore", "Asia/Magadan", "Australia/Sydney", "Australia/Adelaide",
    "Australia/Lord_Howe", "Australia/Perth", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia",
    "Pacific/Kiritimati", "Pacific/Kwajalein", "Pacific/Easter", "Pacific/Honolulu", "Pacific/Marquesas",
    "Pacific/Norfolk", "Antarctica/Troll", "Atlantic/Azores", "Indian/Mauritius",
]
