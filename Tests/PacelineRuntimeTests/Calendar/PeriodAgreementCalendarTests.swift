import Foundation
@testable import PacelineRuntime
import Testing

/// The periods of a calendar against those of Foundation's, and against the longest that the limiter takes them to be.
@Suite struct PeriodAgreementCalendarTests {
    @Test(.enabled(if: ZoneFolder.isThere, "There are no zones on this machine."), arguments: comparedZones)
    func periodsAreThoseOfFoundation(name: String) throws {
        let clock = try ZoneClock(named: name, in: ZoneFolder.path)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: name))
        var generator = SplitMix64(seed: 3)
        var instants = (0..<40).map { _ in Int64.random(in: 0..<2_840_000_000, using: &generator) }
        // Hours around changes, where there are some.
        for _ in 0..<40 {
            let start = Int64.random(in: 0..<2_840_000_000, using: &generator)
            guard
                let change = calendar.timeZone.nextDaylightSavingTimeTransition(
                    after: Date(timeIntervalSince1970: Double(start)))
            else { break }
            instants.append(Int64(change.timeIntervalSince1970) + .random(in: -100_000..<100_000, using: &generator))
        }
        for instant in instants {
            let date = Date(timeIntervalSince1970: Double(instant))
            func expect(_ period: CalendarPeriod, _ expected: Date) {
                let end = period.end(after: Double(instant), in: clock)
                #expect(end == expected.timeIntervalSince1970, "\(name), \(period) after \(instant)")
            }
            let day = try #require(calendar.dateInterval(of: .day, for: date))
            // Clocks were set back to the evening of a day that Foundation takes to have ended, too.
            guard date < day.end else { continue }
            expect(.day, day.end)
            let ended = (date.timeIntervalSince(day.start) / 21_600).rounded(.down)
            expect(.partOfDay(seconds: 21_600), min(day.start + (ended + 1) * 21_600, day.end))
            expect(.months(1), try #require(calendar.dateInterval(of: .month, for: date)).end)
            expect(.months(12), try #require(calendar.dateInterval(of: .year, for: date)).end)
        }
    }

    /// Where summer time is an hour ahead at most, no period is longer than its bucket holds what was counted.
    @Test(
        .enabled(if: ZoneFolder.isThere, "There are no zones on this machine."),
        arguments: [
            "UTC", "Europe/Paris", "Europe/Dublin", "America/New_York", "America/Havana", "America/Santiago",
            "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Apia",
        ])
    func noPeriodIsLongerThanTheLimiterTakesItToBe(name: String) throws {
        let clock = try ZoneClock(named: name, in: ZoneFolder.path)
        for days in [0.25, 1, 28, 31, 89, 92, 181, 184, 365, 366] {
            let window = Duration.seconds(days * 86_400)
            let period = try #require(CalendarPeriod(window))
            let longest = window.longestCalendarPeriod.seconds
            // Two years that change their clocks, one of which is a leap year.
            var start = period.end(after: 1_672_531_200, in: clock)
            while start < 1_735_689_600 {
                let end = period.end(after: start, in: clock)
                #expect(start < end && end - start <= longest, "\(name), \(days) d from \(start)")
                start = end
            }
        }
    }
}
