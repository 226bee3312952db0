import Foundation
@testable import PacelineMock
import Testing

/// The mock's count of a calendar's periods. Times are written as UTC's.
@Suite struct CalendarWindowCalendarTests {
    private static let day = 86_400 * second

    private static func nanoseconds(_ text: Substring) throws -> Nanoseconds {
        try Nanoseconds(Date("\(text):00Z", strategy: .iso8601).timeIntervalSince1970) * second
    }

    private static func count(_ window: Nanoseconds, _ zone: String, epoch: Nanoseconds = 0) throws -> CalendarWindow {
        CalendarWindow(window: window, zone: try #require(TimeZone(identifier: zone)), epoch: epoch)
    }

    /// The window in days, the zone, and instants at which periods begin one after the other.
    @Test(
        .enabled(if: TimeZone(identifier: "Europe/Paris") != nil, "Foundation knows no zones here."),
        arguments: [
            (1, "Europe/Paris", "2026-03-28T23:00 2026-03-29T22:00 2026-03-30T22:00"),
            (1, "Europe/Paris", "2026-10-24T22:00 2026-10-25T23:00 2026-10-26T23:00"),
            (1, "Europe/Dublin", "2024-10-26T23:00 2024-10-28T00:00 2024-10-29T00:00"),
            (1, "America/Santiago", "2024-09-07T04:00 2024-09-08T04:00 2024-09-09T03:00"),
            (1, "America/Santiago", "2024-04-06T03:00 2024-04-07T04:00 2024-04-08T04:00"),
            (1, "America/Havana", "2024-11-02T04:00 2024-11-03T04:00 2024-11-04T05:00"),
            (1, "Pacific/Apia", "2011-12-29T10:00 2011-12-30T10:00 2011-12-31T10:00"),
            (1, "Australia/Lord_Howe", "2024-04-06T13:00 2024-04-07T13:30 2024-04-08T13:30"),
            // Clocks were set back one minute after midnight: the evening of the day before came twice.
            (1, "America/St_Johns", "2006-10-28T02:30 2006-10-29T02:30 2006-10-30T03:30"),
            (30, "America/St_Johns", "2009-10-01T02:30 2009-11-01T02:30 2009-12-01T03:30"),
            (30, "Africa/Cairo", "2024-09-30T21:00 2024-10-31T22:00 2024-11-30T22:00"),
            (30, "Asia/Beirut", "2024-02-29T22:00 2024-03-31T21:00 2024-04-30T21:00"),
            (90, "Europe/Paris", "2025-12-31T23:00 2026-03-31T22:00 2026-06-30T22:00 2026-09-30T22:00"),
            (182, "America/New_York", "2024-01-01T05:00 2024-07-01T04:00 2025-01-01T05:00"),
            (365, "Europe/Paris", "2023-12-31T23:00 2024-12-31T23:00 2025-12-31T23:00"),
            (0.25, "Europe/Paris", "2026-10-25T16:00 2026-10-25T22:00 2026-10-25T23:00 2026-10-26T05:00"),
            (0.25, "Europe/Paris", "2026-03-29T17:00 2026-03-29T22:00 2026-03-30T04:00"),
            (1.0 / 24, "Asia/Kathmandu", "2026-05-01T17:15 2026-05-01T18:15 2026-05-01T19:15"),
        ] as [(Double, String, String)])
    func beginsAnewWithEachPeriod(days: Double, zone: String, texts: String) throws {
        let instants = try texts.split(separator: " ").map(Self.nanoseconds)
        let window = Nanoseconds((days * Double(Self.day)).rounded())
        for epoch in [0, instants[0] + 1, instants[0] - 400 * second - 7, instants[1]] {
            for (start, end) in zip(instants, instants.dropFirst()) {
                var count = try Self.count(window, zone, epoch: epoch)
                count.add(2, at: start - 1 - epoch)
                #expect(count.wait(untilAtMost: 1, at: start - 1 - epoch) == 1)
                #expect(count.used(at: start - epoch) == 0)
                count.add(1, at: start - epoch)
                count.add(3, at: (start + end) / 2 - epoch)
                #expect(count.wait(untilAtMost: 4, at: (start + end) / 2 - epoch) == 0)
                #expect(count.wait(untilAtMost: 3, at: start + second / 3 - epoch) == end - start - second / 3)
                var late = try Self.count(window, zone, epoch: epoch)
                late.add(1, at: start + 90 * second - epoch)
                #expect(late.wait(untilAtMost: 0, at: start + 90 * second - epoch) == end - start - 90 * second)
                #expect(count.used(at: end - 1 - epoch) == 4)
                #expect(count.used(at: end - epoch) == 0)
            }
        }
    }

    /// What is no period of a calendar is counted as the windows of a clock are.
    @Test(arguments: [7 * day, 2 * day, 59 * day, 7 * second, second / 2, 1_234_567_891, day - 1, day + 1])
    func otherWindowsFollowOneAnother(window: Nanoseconds) throws {
        let epoch: Nanoseconds = 1_700_000_003_123_456_789
        var count = try Self.count(window, "GMT", epoch: epoch)
        var other = FixedWindow(window: window, phase: -epoch % window)
        #expect(count.scope == other.scope)
        var generator = SplitMix64(seed: 1)
        var now: Nanoseconds = 0
        for _ in 0..<300 {
            now += .random(in: 0...window / 2, using: &generator)
            count.add(1, at: now)
            other.add(1, at: now)
            #expect(count.used(at: now) == other.used(at: now))
            let units = Double.random(in: 0...3, using: &generator)
            #expect(count.wait(untilAtMost: units, at: now) == other.wait(untilAtMost: units, at: now))
        }
    }

    @Test(
        arguments: [
            (day / 4, "in 21600 s of a day of GMT"), (day, "in a day of GMT"), (30 * day, "in a month of GMT"),
            (90 * day, "in a quarter of GMT"), (182 * day, "in half a year of GMT"), (366 * day, "in a year of GMT"),
            (7 * day, "in a window of 604800 s"),
        ] as [(Nanoseconds, String)])
    func scopesInWords(window: Nanoseconds, text: String) throws {
        #expect(try Self.count(window, "GMT").scope == text)
    }
}
