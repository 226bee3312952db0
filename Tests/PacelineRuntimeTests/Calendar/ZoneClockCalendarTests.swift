import Foundation
@testable import PacelineRuntime
import Testing

/// A zone's clocks: against those of Foundation, and which names are one's.
@Suite struct ZoneClockCalendarTests {
    private static let present: Int64 = 1_800_000_000

    @Test(.enabled(if: ZoneFolder.isThere, "There are no zones on this machine."), arguments: comparedZones)
    func clocksAreThoseOfFoundation(name: String) throws {
        let clock = try ZoneClock(named: name, in: ZoneFolder.path)
        let zone = try #require(TimeZone(identifier: name))
        func expected(_ seconds: Int64) -> Int64 {
            Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
        }
        // About every second week from 1970 to 2060, at all times of the day, and both sides of each change between.
        var before = expected(0)
        for seconds in stride(from: 0, to: Int64(2_840_000_000), by: 1_423_421) {
            let offset = expected(seconds)
            #expect(clock.offset(at: seconds) == offset, "\(name) at \(seconds)")
            defer { before = offset }
            guard before != offset else { continue }
            var (low, high) = (seconds - 1_423_421, seconds)
            while high - low > 1 {
                let middle = (low + high) / 2
                if expected(middle) == before { low = middle } else { high = middle }
            }
            #expect(clock.offset(at: low) == before, "\(name) at \(low)")
            #expect(clock.offset(at: high) == expected(high), "\(name) at \(high)")
        }
    }

    /// Offsets that were looked up by hand: in summer and winter of 2026 and 2050.
    @Test(
        .enabled(if: ZoneFolder.isThere, "There are no zones on this machine."),
        arguments: [
            ("Europe/Paris", 7_200, 3_600), ("Europe/Dublin", 3_600, 0), ("America/Nuuk", -3_600, -7_200),
            ("America/Santiago", -14_400, -10_800), ("Australia/Lord_Howe", 37_800, 39_600),
            ("Asia/Kathmandu", 20_700, 20_700), ("Antarctica/Troll", 7_200, 0), ("Pacific/Kiritimati", 50_400, 50_400),
            ("Etc/GMT+5", -18_000, -18_000),
        ] as [(String, Int64, Int64)])
    func offsetsInJulyAndJanuary(name: String, july: Int64, january: Int64) throws {
        let clock = try ZoneClock(named: name, in: ZoneFolder.path)
        #expect([1_783_080_000, 2_540_462_400].map { clock.offset(at: $0) } == [july, july])
        #expect([1_768_478_400, 2_525_860_800].map { clock.offset(at: $0) } == [january, january])
    }

    @Test(arguments: ["UTC", "Etc/UTC", "GMT", "Etc/GMT"])
    func utcNeedsNoFile(name: String) throws {
        let clock = try ZoneClock(named: name, in: "/nowhere")
        #expect(clock.name == name)
        #expect([Int64.min, 0, Self.present, .max].map { clock.offset(at: $0) } == [0, 0, 0, 0])
    }

    @Test(arguments: [
        "", "/", ".", "..", "../UTC", "/etc/passwd", "Europe/../../passwd", "Europe//Paris", "Europe/", "/Europe/Paris",
        "Europe/Paris\0", "\0", "Europe\\Paris", "Europe/.hidden", "tzdata.zi", "5", "Europe/Pâris", "Europe/Paris ",
        String(repeating: "a", count: 256), "~", "C:Paris", "Europe/-",
    ])
    func whatIsNoNameIsRefused(name: String) {
        #expect(throws: ZoneProblem.name(name)) { try ZoneClock(named: name, in: ZoneFolder.path) }
        #expect(throws: ZoneProblem.name(name)) { try ZoneClock(named: name) }
    }

    @Test func aMissingZoneIsNamedWithThePackage() throws {
        for folder in ["/nowhere", nil] {
            let problem = try #require(throws: ZoneProblem.self) { try ZoneClock(named: "Mars/Phobos", in: folder) }
            let text = problem.description
            #expect(text.contains("`Mars/Phobos`") && text.contains("`tzdata`"), "\(text)")
        }
    }

    /// A folder is no zone.
    @Test(.enabled(if: ZoneFolder.isThere, "There are no zones on this machine.")) func aFolderIsRefused() {
        #expect(throws: ZoneProblem.self) { try ZoneClock(named: "Europe", in: ZoneFolder.path) }
    }

    @Test func zonesOfAFolderOfOnesOwn() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID())")
        try FileManager.default.createDirectory(at: folder.appending(path: "Mars"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let good = ZoneFileBytes(kinds: [88_775], footer: "\n<MTC>-24:39:35\n").bytes
        try Data(good).write(to: folder.appending(path: "Mars/Phobos"))
        try Data("no zone".utf8).write(to: folder.appending(path: "Mars/Deimos"))
        try Data(count: 300_000).write(to: folder.appending(path: "Mars/Long"))
        let path = folder.path(percentEncoded: false)

        let clock = try ZoneClock(named: "Mars/Phobos", in: path)
        #expect(clock.offset(at: 0) == 88_775)
        let problem = try #require(throws: ZoneProblem.self) { try ZoneClock(named: "Mars/Deimos", in: path) }
        #expect(problem == .malformed("Mars/Deimos", reason: "it does not begin with `TZif`"))
        let long = ZoneProblem.missing("Mars/Long", reason: "\(path)/Mars/Long is longer than 262144 bytes")
        #expect(throws: long) { try ZoneClock(named: "Mars/Long", in: path) }
        #expect(throws: ZoneProblem.self) { try ZoneClock(named: "Mars", in: path) }
        #expect(throws: ZoneProblem.self) { try ZoneClock(named: "Europe/Paris", in: path) }
    }
}
