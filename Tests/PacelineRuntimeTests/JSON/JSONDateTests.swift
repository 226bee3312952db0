import Foundation
import PacelineRuntime
import Testing

@Suite struct JSONDateTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0.0), ("1985-04-12T23:20:50.52Z", 482_196_050.52),
        ("1996-12-19T16:39:57-08:00", 851_042_397), ("1990-12-31T23:59:60Z", 662_688_000),
        ("1990-12-31T15:59:60-08:00", 662_688_000), ("1937-01-01T12:00:27.87+00:20", -1_041_337_172.13),
        ("2025-11-24t16:00:00z", 1_764_000_000), ("2025-11-24 16:00:00Z", 1_764_000_000),
        ("2025-11-24T16:00:00-00:00", 1_764_000_000), ("2025-11-24T16:00:00.000000000000000000000Z", 1_764_000_000),
        ("2025-11-24T16:00:00.001Z", 1_764_000_000.001), ("2025-11-24T16:00:00.123456789Z", 1_764_000_000.123456789),
        ("2024-02-29T00:00:00Z", 1_709_164_800), ("2000-02-29T23:59:59Z", 951_868_799),
        ("1969-12-31T23:59:59.5Z", -0.5), ("0000-01-01T00:00:00Z", -62_167_219_200),
        ("9999-12-31T23:59:59Z", 253_402_300_799), ("2025-11-25T15:59:00+23:59", 1_764_000_000),
    ]) func readsDateTimes(text: String, seconds: Double) throws {
        let date = try decode(Date.self, "\"\(text)\"")
        #expect(abs(date.timeIntervalSince1970 - seconds) < 1e-6)
    }

    @Test(arguments: [
        "", "2025", "2025-11-24", "2025-11-24T16:00Z", "2025-11-24T16:00:00", "2025-11-24T16:00:00.Z",
        "20251124T160000Z",
        "2025-13-01T00:00:00Z", "2025-00-01T00:00:00Z", "2025-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "2025-04-31T00:00:00Z", "2025-11-00T00:00:00Z", "2025-11-24T24:00:00Z", "2025-11-24T16:60:00Z",
        "2025-11-24T16:00:61Z", "2025-11-24T16:00:00+0100", "2025-11-24T16:00:00+24:00", "2025-11-24T16:00:00+01:60",
        "2025-11-24T16:00:00ZZ", " 2025-11-24T16:00:00Z", "2025-11-24T16:00:00Z ", "+2025-11-24T16:00:00Z",
        "2025-1-24T16:00:00Z", "2025-11-24T16:00:00,5Z", "2025-11-24T-1:00:00Z", "2025-11-24T16:00:00é",
    ]) func refusesOtherForms(text: String) {
        #expect(throws: JSONError.self) { try decode(Date.self, "\"\(text)\"") }
    }

    @Test func namesTheExpectedForm() {
        #expect(problem([Date].self, "[1764000000]") == "/0: expected a date and time (RFC 3339), found a number")
    }

    @Test(arguments: [
        (0.0, "1970-01-01T00:00:00Z"), (1_764_000_000.25, "2025-11-24T16:00:00.250Z"),
        (-0.5, "1969-12-31T23:59:59.500Z"),
        (-0.0000001, "1970-01-01T00:00:00Z"), (1_764_000_000.9999996, "2025-11-24T16:00:01Z"),
        (-0.0001, "1969-12-31T23:59:59.999900Z"), (1_764_000_000.123456, "2025-11-24T16:00:00.123456Z"),
        (951_782_400, "2000-02-29T00:00:00Z"), (951_868_800, "2000-03-01T00:00:00Z"),
        (-62_167_219_200, "0000-01-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
        (1_764_000_000.007, "2025-11-24T16:00:00.007Z"),
    ]) func writesUTCToTheMicrosecond(seconds: Double, expected: String) throws {
        #expect(try encode(Date(timeIntervalSince1970: seconds)) == "\"\(expected)\"")
    }

    @Test func agreesWithFoundationOnEveryDay() throws {
        let plain = Date.ISO8601FormatStyle()
        for day in stride(from: -719_528, to: 2_932_896, by: 97) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400 + Double(abs(day) % 86_400))
            let text = try encode(date)
            #expect(try decode(Date.self, text) == date)
            // Foundation writes the years before the Gregorian reform by the Julian calendar.
            if day > -141_000 { #expect(text == "\"\(date.formatted(plain))\"") }
        }
    }

    @Test func keepsTheFraction() throws {
        var random = SeededRandom(seed: 3)
        for _ in 0..<5_000 {
            let milliseconds = Int64.random(in: 0..<4_000_000_000_000, using: &random)
            let text = try encode(Date(timeIntervalSince1970: Double(milliseconds) / 1000))
            let date = try decode(Date.self, text)
            #expect(Int64((date.timeIntervalSince1970 * 1000).rounded()) == milliseconds)
            #expect(try encode(date) == text)
        }
    }

    @Test func calendarDates() throws {
        let day = try decode(CalendarDate.self, #""2024-02-29""#)
        #expect((day.year, day.month, day.day) == (2024, 2, 29))
        #expect(day.description == "2024-02-29")
        #expect(CalendarDate("0007-01-02")?.description == "0007-01-02")
        #expect(CalendarDate(year: 9999, month: 12, day: 31)?.description == "9999-12-31")
        for text in ["2023-02-29", "2024-2-29", "2024-02-29T", "2024-04-31", "24-02-29", "", "2024-02-3", "2024/02/29"]
        {
            #expect(CalendarDate(text) == nil)
        }
        #expect(CalendarDate(year: 10_000, month: 1, day: 1) == nil && CalendarDate(year: 1, month: 13, day: 1) == nil)
        let days = try ["2024-02-29", "2023-12-31", "2024-01-31"].map { try #require(CalendarDate($0)) }
        #expect(days.sorted().map(\.description) == ["2023-12-31", "2024-01-31", "2024-02-29"])
        #expect(try JSONDecoder().decode([CalendarDate].self, from: JSONEncoder().encode(days)) == days)
        #expect(problem(CalendarDate.self, "\"x\"") == "expected a date (yyyy-mm-dd), found a string (byte 0)")
    }
}
