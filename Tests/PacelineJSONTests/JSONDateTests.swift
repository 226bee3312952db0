import Foundation
import PacelineJSON
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

    /// Other forms of ISO 8601, which are decoding errors where dates are read strictly.
    @Test(arguments: [
        ("2025-11-24", 1_763_942_400.0), ("2025-11-24T16:00:00", 1_764_000_000), ("2025-11-24 16:00:00", 1_764_000_000),
        ("2025-11-24t16:00:00.25", 1_764_000_000.25), ("2025-11-24T16:00Z", 1_764_000_000),
        ("2025-11-24T16:00", 1_764_000_000), ("2025-11-24T16:00:00+0000", 1_764_000_000),
        ("2025-11-24T16:00:00.123456+0000", 1_764_000_000.123456), ("2025-11-24T17:30:00+0130", 1_764_000_000),
        ("2025-11-24T16:00:00+00", 1_764_000_000), ("2025-11-24T08:00:00-08", 1_764_000_000),
        ("2025-11-24 16:00:00 +0000", 1_764_000_000), ("2025-11-24 16:00:00 UTC", 1_764_000_000),
        ("2025-11-24 16:00:00GMT", 1_764_000_000), ("2025-11-24 16:00:00 Z", 1_764_000_000),
        ("2025-11-24T16:00:00,5Z", 1_764_000_000.5), ("2025-11-24T16:00:00.1234567", 1_764_000_000.1234567),
        ("0001-01-01T00:00:00", -62_135_596_800),
    ]) func readsOtherForms(text: String, seconds: Double) throws {
        let date = try decode(Date.self, "\"\(text)\"")
        #expect(abs(date.timeIntervalSince1970 - seconds) < 1e-6)
        let written = try JSONReader.decode(Date.self, from: Array(try encode(date).utf8), dates: .strict)
        #expect(abs(written.timeIntervalSince(date)) < 1e-6)
        let error = #expect(throws: JSONError.self) {
            try JSONReader.decode([Date].self, from: Array("[\"\(text)\"]".utf8), dates: .strict)
        }
        #expect(
            error?.description == """
                /0: expected a date and time (RFC 3339), found `\(text)`; `dates: lenient` in the configuration reads it
                """)
    }

    @Test(arguments: [
        "", "2025", "2025-11", "2025-11-24T", "2025-11-24T16", "2025-11-24T16:00:00.Z", "20251124T160000Z",
        "2025-13-01T00:00:00Z", "2025-00-01T00:00:00Z", "2025-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "2025-04-31T00:00:00Z", "2025-11-00T00:00:00Z", "2025-11-24T24:00:00Z", "2025-11-24T16:60:00Z",
        "2025-11-24T16:00:61Z", "2025-11-24T16:00:00+24:00", "2025-11-24T16:00:00+01:60", "2025-11-24T16:00:00+0",
        "2025-11-24T16:00:00+1:00", "2025-11-24T16:00:00+010", "2025-11-24T16:00:00+01000", "2025-11-24T16:00:00 ",
        "2025-11-24T16:00:00ZZ", " 2025-11-24T16:00:00Z", "2025-11-24T16:00:00Z ", "+2025-11-24T16:00:00Z",
        "2025-1-24T16:00:00Z", "2025-11-24T-1:00:00Z", "2025-11-24T16:00:00é", "2025-11-24T16:00:00CET", "11/24/2025",
        "Mon, 24 Nov 2025 16:00:00 GMT", "2025-02-29", "2025-11-24  16:00:00",
    ]) func refusesWhatIsNoDate(text: String) {
        for dates in [DateReading.lenient, .strict] {
            #expect(throws: JSONError.self) {
                try JSONReader.decode(Date.self, from: Array("\"\(text)\"".utf8), dates: dates)
            }
        }
    }

    /// The greatest date of .NET and others that stand for "never", by whatever clock: what is read can be written.
    @Test(arguments: [
        ("9999-12-31T23:59:59.9999999Z", "Z"), ("9999-12-31T23:59:59.9999999", "Z"),
        ("9999-12-31T23:59:59.999999999999Z", "Z"), ("9999-12-31T23:59:59Z", "Z"),
        ("9999-12-31T23:59:59.9999999+14:00", "Z"), ("9999-12-31T23:59:59.9999999-08:00", "-09:00"),
        ("9999-12-31T23:59:59-08:00", "-08:00"), ("9999-12-31T23:59:59-23:59", "-23:59"),
        ("9999-12-31T23:59:59-00:30", "-01:00"), ("0001-01-01T00:00:00+14:00", "Z"),
        ("0000-01-01T00:00:00+01:00", "+01:00"), ("0000-01-01T00:00:00.5+23:59", "+23:59"),
    ]) func theFarthestDates(text: String, offset: String) throws {
        let date = try decode(Date.self, "\"\(text)\"")
        let written = try encode(date)
        #expect(written.hasSuffix(offset + "\""), "\(written)")
        #expect(try JSONReader.decode(Date.self, from: Array(written.utf8), dates: .strict) == date)
        #expect(date.parameterText == written.filter { $0 != "\"" })
    }

    @Test func namesTheExpectedForm() {
        #expect(problem([Date].self, "[1764000000]") == "/0: expected a date and time (RFC 3339), found a number")
        #expect(
            problem([Date].self, #"["24.11.2025\u0000\u202e"]"#) == """
                /0: expected a date and time (RFC 3339), found `24.11.2025\u{FFFD}\u{FFFD}`; \
                `types: { formats: { date-time: { swift: String } } }` in the configuration reads any text
                """)
        let long = String(repeating: "9", count: 1_000_000)
        #expect(problem(Date.self, "\"\(long)\"").map { $0.count < 250 } == true)
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
        #expect(
            problem([CalendarDate].self, "[\"x\"]") == """
                /0: expected a date (yyyy-mm-dd), found `x`; `types: { formats: { date: { swift: String } } }` in the \
                configuration reads any text
                """)
    }

    /// A day with a time behind it is the day that is written, whatever the offset.
    @Test(arguments: ["2024-02-29T00:00:00Z", "2024-02-29 23:59:59+14:00", "2024-02-29T00:00:00", "2024-02-29T00:00"])
    func daysWithATime(text: String) throws {
        let json = Array("\"\(text)\"".utf8)
        #expect(try JSONReader.decode(CalendarDate.self, from: json).description == "2024-02-29")
        #expect(throws: JSONError.self) { try JSONReader.decode(CalendarDate.self, from: json, dates: .strict) }
        #expect(CalendarDate(text) == nil)
    }
}
