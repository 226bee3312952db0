import Foundation
@testable import PacelineRuntime
import Testing

/// The periods of a calendar: which windows are some, and when they end, by numbers that were worked out by hand.
@Suite struct PeriodCalendarTests {
    @Test(
        arguments: [
            (.seconds(1), .partOfDay(seconds: 1)), (.seconds(60), .partOfDay(seconds: 60)),
            (.seconds(3_600), .partOfDay(seconds: 3_600)), (.seconds(43_200), .partOfDay(seconds: 43_200)),
            (.seconds(86_400), .day), (days(28), .months(1)), (days(30), .months(1)), (days(31), .months(1)),
            (days(89), .months(3)), (days(90), .months(3)), (days(92), .months(3)), (days(181), .months(6)),
            (days(184), .months(6)), (days(365), .months(12)), (days(365.25), .months(12)), (days(366), .months(12)),
            (.zero, nil), (.seconds(-60), nil), (.milliseconds(500), nil), (.seconds(1.5), nil), (.seconds(7), nil),
            (.seconds(25_200), nil), (.seconds(86_399), nil), (.seconds(86_401), nil), (days(2), nil), (days(7), nil),
            (days(10), nil), (days(27), nil), (days(32), nil), (days(59), nil), (days(60), nil), (days(93), nil),
            (days(180), nil), (days(364), nil), (days(367), nil), (.seconds(Int64.max), nil),
        ] as [(Duration, CalendarPeriod?)])
    func kinds(window: Duration, period: CalendarPeriod?) {
        #expect(CalendarPeriod(window) == period)
    }

    /// A zone, a window in days, and instants at which periods begin one after the other.
    private static let boundaries: [(String, Double, String)] = [
        // Days of 23 and of 25 hours.
        ("Europe/Paris", 1, "2026-03-27T23:00 2026-03-28T23:00 2026-03-29T22:00 2026-03-30T22:00"),
        ("Europe/Paris", 1, "2026-10-23T22:00 2026-10-24T22:00 2026-10-25T23:00 2026-10-26T23:00"),
        ("Europe/Dublin", 1, "2024-03-30T00:00 2024-03-31T00:00 2024-03-31T23:00 2024-04-01T23:00"),
        ("Europe/Dublin", 1, "2024-10-25T23:00 2024-10-26T23:00 2024-10-28T00:00 2024-10-29T00:00"),
        // Half an hour more and less.
        ("Australia/Lord_Howe", 1, "2024-04-05T13:00 2024-04-06T13:00 2024-04-07T13:30 2024-04-08T13:30"),
        ("Australia/Lord_Howe", 1, "2024-10-04T13:30 2024-10-05T13:30 2024-10-06T13:00 2024-10-07T13:00"),
        // Two hours more.
        ("Antarctica/Troll", 1, "2024-10-25T22:00 2024-10-26T22:00 2024-10-28T00:00 2024-10-29T00:00"),
        // A day that begins at 01:00, and one that has its last hour twice.
        ("America/Santiago", 1, "2024-09-06T04:00 2024-09-07T04:00 2024-09-08T04:00 2024-09-09T03:00"),
        ("America/Santiago", 1, "2024-04-05T03:00 2024-04-06T03:00 2024-04-07T04:00 2024-04-08T04:00"),
        ("Africa/Cairo", 1, "2024-04-23T22:00 2024-04-24T22:00 2024-04-25T22:00 2024-04-26T21:00"),
        ("Africa/Cairo", 1, "2024-10-29T21:00 2024-10-30T21:00 2024-10-31T22:00 2024-11-01T22:00"),
        ("Asia/Beirut", 1, "2024-03-28T22:00 2024-03-29T22:00 2024-03-30T22:00 2024-03-31T21:00"),
        ("Asia/Beirut", 1, "2024-10-24T21:00 2024-10-25T21:00 2024-10-26T22:00 2024-10-27T22:00"),
        // A day that has its first hour twice, and one that begins at 01:00.
        ("America/Havana", 1, "2024-11-01T04:00 2024-11-02T04:00 2024-11-03T04:00 2024-11-04T05:00"),
        ("America/Havana", 1, "2024-03-08T05:00 2024-03-09T05:00 2024-03-10T05:00 2024-03-11T04:00"),
        // Clocks were set back one minute after midnight: the evening of the day before came twice.
        ("America/St_Johns", 1, "2006-10-27T02:30 2006-10-28T02:30 2006-10-29T02:30 2006-10-30T03:30"),
        ("America/St_Johns", 30, "2009-10-01T02:30 2009-11-01T02:30 2009-12-01T03:30"),
        // Samoa had no 30 December.
        ("Pacific/Apia", 1, "2011-12-28T10:00 2011-12-29T10:00 2011-12-30T10:00 2011-12-31T10:00"),
        ("Pacific/Apia", 31, "2011-11-01T10:00 2011-12-01T10:00 2011-12-31T10:00 2012-01-31T10:00"),
        // Months, quarters, half years and years, between which clocks are changed.
        ("Europe/Paris", 30, "2025-12-31T23:00 2026-01-31T23:00 2026-02-28T23:00 2026-03-31T22:00 2026-04-30T22:00"),
        ("Africa/Cairo", 30, "2024-09-30T21:00 2024-10-31T22:00 2024-11-30T22:00"),
        ("Asia/Beirut", 30, "2024-02-29T22:00 2024-03-31T21:00 2024-04-30T21:00"),
        ("America/Havana", 28, "2024-02-01T05:00 2024-03-01T05:00 2024-04-01T04:00"),
        ("Europe/Paris", 90, "2025-12-31T23:00 2026-03-31T22:00 2026-06-30T22:00 2026-09-30T22:00 2026-12-31T23:00"),
        ("America/New_York", 182, "2024-01-01T05:00 2024-07-01T04:00 2025-01-01T05:00 2025-07-01T04:00"),
        ("America/Santiago", 365, "2023-01-01T03:00 2024-01-01T03:00 2025-01-01T03:00"),
        // Parts of a day: seconds that pass, and the day's end.
        ("Europe/Paris", 0.25, "2026-10-24T22:00 2026-10-25T04:00 2026-10-25T10:00 2026-10-25T16:00 2026-10-25T22:00"),
        ("Europe/Paris", 0.25, "2026-10-25T22:00 2026-10-25T23:00 2026-10-26T05:00"),
        ("Europe/Paris", 0.25, "2026-03-28T23:00 2026-03-29T05:00 2026-03-29T11:00 2026-03-29T17:00 2026-03-29T22:00"),
        ("America/Santiago", 0.5, "2024-09-07T16:00 2024-09-08T04:00 2024-09-08T16:00 2024-09-09T03:00"),
        ("Asia/Kathmandu", 0.5, "2026-05-01T06:15 2026-05-01T18:15 2026-05-02T06:15"),
    ]

    @Test(.enabled(if: ZoneFolder.isThere, "There are no zones on this machine."), arguments: boundaries.indices)
    func boundariesByHand(index: Int) throws {
        let (name, days, texts) = Self.boundaries[index]
        try expect(texts, days, in: ZoneClock(named: name, in: ZoneFolder.path))
    }

    @Test(arguments: [
        (1, "1969-12-31T00:00 1970-01-01T00:00 1970-01-02T00:00"), (1, "2024-02-28T00:00 2024-02-29T00:00"),
        (30, "1999-12-01T00:00 2000-01-01T00:00 2000-02-01T00:00 2000-03-01T00:00"),
        (365, "1969-01-01T00:00 1970-01-01T00:00 1971-01-01T00:00"), (0.5, "2026-01-01T12:00 2026-01-02T00:00"),
    ])
    func boundariesOfUTC(days: Double, texts: String) throws {
        try expect(texts, days, in: ZoneClock(named: "UTC"))
    }

    /// Any instant of a period has its end, that in the second minute and that just before the end included.
    private func expect(_ texts: String, _ days: Double, in zone: ZoneClock) throws {
        let period = try #require(CalendarPeriod(.seconds(days * 86_400)))
        let instants = try texts.split(separator: " ").map {
            try Date("\($0):00Z", strategy: .iso8601).timeIntervalSince1970
        }
        for (start, end) in zip(instants, instants.dropFirst()) {
            for instant in [start, start + 0.5, start + 90, (start + end) / 2, end - 1, end - 0.001] {
                #expect(period.end(after: instant, in: zone) == end, "\(zone.name) after \(instant)")
            }
        }
    }

    @Test(arguments: [-Double.infinity, -1e300, -1, 0, 1e11, 1e300, .infinity, .nan])
    func noInstantDoesHarm(seconds: Double) throws {
        let zone = try ZoneClock(named: "UTC")
        for period in [CalendarPeriod.partOfDay(seconds: 1), .day, .months(1), .months(12)] {
            #expect(period.end(after: seconds, in: zone).isFinite)
        }
    }
}

private func days(_ days: Double) -> Duration { .seconds(days * 86_400) }
