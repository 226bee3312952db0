import HTTPTypes
@testable import PacelineRuntime
import Testing

/// The Retry-After field and the dates in it.
@Suite struct RetryAfterTests {
    private static let date = "Sun, 06 Nov 1994 08:49:37 GMT"

    private static func wait(_ value: String?, date: String? = date) -> Duration? {
        var fields = HTTPFields()
        fields[.retryAfter] = value
        fields[.date] = date
        return RetryAfterField.wait(fields, clock: ResponseClock(fields, wall: 1.8e9))
    }

    @Test(
        arguments: [
            ("5", .seconds(5)), ("1.5", .seconds(1.5)), ("5s", .seconds(5)), ("34.07s", .milliseconds(34_070)),
            ("120", .seconds(120)), ("007", .seconds(7)), (" 9 ", .seconds(9)),
            ("99999999999", .seconds(366 * 86_400)), ("99999999999999999999", .seconds(366 * 86_400)),
            ("Sun, 06 Nov 1994 08:50:07 GMT", .seconds(30)),
            ("Mon, 07 Nov 1994 08:49:37 GMT", .seconds(86_400)),
            ("Sun, 06 Nov 2094 08:00:00 GMT", .seconds(366 * 86_400)),
        ] as [(String, Duration)])
    func valid(value: String, wait: Duration) {
        #expect(Self.wait(value) == wait)
    }

    @Test(arguments: [
        "", "-1", "+1", "1.5.2", "5 s", "0x5", "1 2", "soon", "\u{0665}", "Sun, 06 Nov 1994",
    ])
    func malformed(value: String) {
        #expect(Self.wait(value) == nil)
    }

    /// What asks for no wait at all is no response to when.
    @Test(arguments: [
        "0", "0.0", "000", "0s", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:00:00 GMT",
    ])
    func atOnce(value: String) {
        #expect(Self.wait(value) == nil)
    }

    @Test func missing() {
        #expect(Self.wait(nil) == nil)
    }

    /// A date means nothing without the server's own present.
    @Test(arguments: [nil, "yesterday"])
    func dateWithoutDate(date: String?) {
        #expect(Self.wait("Sun, 06 Nov 1994 08:50:07 GMT", date: date) == nil)
        #expect(Self.wait("5", date: date) == .seconds(5))
    }

    /// Expected values are those of `date -u -d … +%s`.
    @Test(
        arguments: [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600), ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800),
            ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199), ("Fri, 31 Dec 1999 23:59:60 GMT", 946_684_800),
            ("Sun, 28 Feb 2100 00:00:00 GMT", 4_107_456_000), ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
            ("Wed, 31 Dec 1969 23:59:59 GMT", -1), ("Fri, 31 Dec 2027 00:00:00 GMT", 1_830_211_200),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
        ] as [(String, Int64)])
    func dates(text: String, seconds: Int64) {
        #expect(HTTPDate.seconds(text, near: 1.8e9) == seconds)
    }

    @Test(arguments: [
        "", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 +0000",
        "06 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT",
        "Tue, 29 Feb 2023 00:00:00 GMT", "Mon, 29 Feb 2100 00:00:00 GMT", "Tue, 30 Feb 2024 00:00:00 GMT",
        "Sun, 32 Dec 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 0000 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 08:49:37:1 GMT", "Sun, +6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 -8:49:37 GMT", "Sun, 06 Nov 1994 08::37 GMT", "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37", "Sunday 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 94", "Sun Nov  6 08:49:37 1994 GMT", "Sunday Nov  6 08:49:37 1994",
    ])
    func malformedDates(text: String) {
        #expect(HTTPDate.seconds(text, near: 1.8e9) == nil)
    }
}
