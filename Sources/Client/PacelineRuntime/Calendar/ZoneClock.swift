#if canImport(Darwin)
import Foundation
#elseif canImport(Musl)
import Musl
#elseif canImport(Glibc)
import Glibc
#endif

/// The clocks of a named time zone: how far they are ahead of UTC, at any instant.
///
/// Apple's systems answer from Foundation. Elsewhere full Foundation would bring its whole library for languages along,
/// and the part of it that stands alone knows no zones but GMT's: the zone's file is read instead.
struct ZoneClock: Sendable {
    enum Source: Sendable {
        case utc
        case file(ZoneFile)
        #if canImport(Darwin)
        case system(TimeZone)
        #endif
    }

    /// The zone's name, as it was given.
    let name: String
    /// Where the clocks are told.
    let source: Source

    /// The clocks of a zone of the IANA database. Reads a file of some kilobytes, except for UTC.
    ///
    /// - Parameters:
    ///   - name: `Europe/Paris`, or one of the names of UTC, which need no file.
    ///   - folder: The folder of the zones' files; nil for the system's own zones.
    init(named name: String, in folder: String? = nil) throws(ZoneProblem) {
        guard Self.isName(name) else { throw .name(name) }
        self.init(name: name, source: try Self.source(name, in: folder))
    }

    /// The clocks that a source tells.
    init(name: String, source: Source) {
        self.name = name
        self.source = source
    }

    /// The seconds that the zone's clocks are ahead of UTC, east of Greenwich more than zero; always less than 26 hours
    /// either way.
    ///
    /// - Parameter seconds: Seconds since 1970.
    func offset(at seconds: Int64) -> Int64 {
        switch source {
        case .utc: 0
        case .file(let file): file.offset(at: seconds)
        #if canImport(Darwin)
        case .system(let zone): Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
        #endif
        }
    }

    private static let namesOfUTC: Set = ["UTC", "Etc/UTC", "GMT", "Etc/GMT"]

    /// The folder that the environment's TZDIR names, or else the one that Linux and the BSDs have.
    private static var systemFolder: String {
        let named = getenv("TZDIR").map { String(cString: $0) } ?? ""
        return named.isEmpty ? "/usr/share/zoneinfo" : named
    }

    /// Whether the text is words with a slash between them, each of which begins with a letter. No such text leads out
    /// of a folder, and every name in the IANA database is one.
    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= 255
            && text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { word in
                word.first?.isLetter == true
                    && word.allSatisfy { $0.isLetter || $0.isDigit || "_+-".utf8.contains($0) }
            }
    }

    private static func source(_ name: String, in folder: String?) throws(ZoneProblem) -> Source {
        if namesOfUTC.contains(name) { return .utc }
        #if canImport(Darwin)
        if folder == nil {
            guard let zone = TimeZone(identifier: name) else { throw .missing(name, reason: "the system has none") }
            return .system(zone)
        }
        #endif
        return .file(try file(name, in: folder ?? systemFolder))
    }

    private static func file(_ name: String, in folder: String) throws(ZoneProblem) -> ZoneFile {
        let bytes: [UInt8]
        do {
            bytes = try ZoneFile.bytes(of: "\(folder)/\(name)")
        } catch {
            throw .missing(name, reason: error.description)
        }
        do {
            return try ZoneFile(bytes)
        } catch {
            throw .malformed(name, reason: error.description)
        }
    }
}

extension UInt8 {
    /// Whether the byte is one of the letters of ASCII.
    var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
}
