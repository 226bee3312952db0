import HTTPTypes
@testable import PacelineRuntime
import Testing

/// Where the time to wait after a refusal is taken from.
@Suite struct RefusalWaitTests {
    /// The response's Date, and what the client's clock shows: it is ten minutes slow.
    private static let date = "Sun, 06 Nov 1994 08:49:37 GMT"
    private static let present = 784_111_777.0
    private static let wall = present - 600

    private static func wait(
        _ sources: [RetryAfterSource], fields: [String: String] = [:], body: String = "", reset: QuotaFields? = nil,
        date: String? = date, window: Duration = .seconds(60)
    ) -> Duration? {
        let policy = RateLimitPolicy(
            name: "p", numbers: .quota(1, per: window), retry: RefusalRetry(after: sources), fields: reset)
        return wait(policy, fields, body, date)
    }

    private static func wait(
        _ policy: RateLimitPolicy, _ fields: [String: String], _ body: String, _ date: String?
    ) -> Duration? {
        var all = HTTPFields()
        for (name, value) in fields { all[HTTPField.Name(name)!] = value }
        all[.date] = date
        var reader = ResponseReader(Response(status: 429, headerFields: all, body: Array(body.utf8)))
        return RefusalWait.wait(after: policy, &reader, clock: ResponseClock(all, wall: wall))
    }

    @Test(
        arguments: [
            (["Retry-After": "7"], 7), (["retry-after-ms": "250", "Retry-After": "1"], 0.25),
            (["retry-after-ms": "12.5"], 0.0125), (["retry-after-ms": "soon", "Retry-After": "9"], 9),
            (["retry-after-ms": "-5"], 60), (["Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT"], 30),
            (["Retry-After": "Sunday, 06-Nov-94 08:50:07 GMT"], 30), (["Retry-After": "Sun Nov  6 08:50:07 1994"], 30),
            ([:], 60), (["Retry-After": "99999999999"], 366 * 86_400), (["retry-after-ms": "1e300"], 60),
        ] as [([String: String], Double)])
    func header(fields: [String: String], seconds: Double) {
        #expect(Self.wait([.header, .window], fields: fields) == .seconds(seconds))
    }

    private static func reset(
        _ form: QuotaFields.Form, _ value: String, date: String? = date
    ) -> Duration? {
        wait(
            [.reset, .fixed(.seconds(1000))], fields: ["X-Reset": value],
            reset: .named(reset: QuotaFields.Reset(.header("X-Reset"), form)), date: date)
    }

    @Test(
        arguments: [
            (.delta, "12", 12), (.delta, "0.65", 0.65), (.delta, "-1", 1000), (.delta, "1 s", 1000), (.delta, "", 1000),
            (.epoch, "784111807", 30), (.epoch, "784111807.5", 30.5), (.epoch, "784111700", 1000),
            (.epoch, "soon", 1000),
            (.epochMilliseconds, "784111807250", 30.25), (.duration, "1m30.5s", 90.5), (.duration, "250ms", 0.25),
            (.duration, "6m0s", 360), (.duration, "1h2m3s", 3723), (.duration, "2d", 172_800), (.duration, "5", 1000),
            (.duration, "", 1000), (.duration, "s", 1000), (.duration, "1m-3s", 1000), (.duration, "1.2.3s", 1000),
            (.date, "Sun, 06 Nov 1994 08:50:07 GMT", 30), (.date, "784111807", 1000), (.delta, "34.07s", 34.07),
            (.delta, "1m30s", 90),
            (.rfc3339, "1994-11-06T08:50:07Z", 30), (.rfc3339, "1994-11-06T09:50:07+01:00", 30),
            (.rfc3339, "soon", 1000),
        ] as [(QuotaFields.Form, String, Double)])
    func resets(form: QuotaFields.Form, value: String, seconds: Double) {
        #expect(Self.reset(form, value) == .nanoseconds(Int64((seconds * 1e9).rounded())))
    }

    /// Without the response's own Date the client's clock is all there is: it is believed within one window.
    @Test(
        arguments: [
            (.epoch, wall + 30, 30), (.epoch, wall + 60, 60), (.epoch, wall + 630, 60), (.epoch, wall, 1000),
            (.epoch, wall - 5, 1000), (.epochMilliseconds, (wall + 5) * 1000, 5),
        ] as [(QuotaFields.Form, Double, Double)])
    func withoutDate(form: QuotaFields.Form, value: Double, seconds: Double) {
        #expect(Self.reset(form, String(Int(value)), date: nil) == .seconds(seconds))
    }

    @Test(
        arguments: [
            (#"{"retry_after": 1.25}"#, 1.25), (#"{"retry_after": "3"}"#, 3), (#"{"retry_after": 64}"#, 64),
            (#"{"retry_after": -1}"#, 60), (#"{"retry_after": null}"#, 60), (#"{"retry_after": [1]}"#, 60),
            ("retry_after: 3", 60), ("{}", 60), (#"{"retry_after": 1e9}"#, 366 * 86_400),
        ] as [(String, Double)])
    func values(body: String, seconds: Double) {
        #expect(Self.wait([.value(.body("/retry_after")), .window], body: body) == .seconds(seconds))
    }

    @Test func valuesOfFields() {
        let sources: [RetryAfterSource] = [.value(.header("X-Wait")), .fixed(.seconds(3))]
        #expect(Self.wait(sources, fields: ["X-Wait": "8"]) == .seconds(8))
        #expect(Self.wait(sources, fields: ["X-Wait": "x"]) == .seconds(3))
    }

    /// With no usable source it is one whole window, and nothing where there is none.
    @Test func nothingUsable() {
        #expect(Self.wait([]) == .seconds(60))
        #expect(Self.wait([.header, .reset]) == .seconds(60))
        let policy = RateLimitPolicy(name: "p", numbers: .undisclosed)
        #expect(Self.wait(policy, [:], "", nil) == nil)
        #expect(Self.wait(policy, ["Retry-After": "4"], "", nil) == .seconds(4))
    }

    /// A fraction is never cut off: nothing is earlier than told.
    @Test func roundsUp() {
        #expect(Duration.seconds(decimal: "0.0000000001") == .nanoseconds(1))
        #expect(Duration.seconds(decimal: "0.3") == .milliseconds(300))
        #expect(Duration.atLeast(seconds: -3) == .zero)
        #expect(Duration.atLeast(seconds: .infinity) == .longestWait)
    }

    /// Years of two digits are near the present.
    @Test(
        arguments: [("94", 784111777), ("26", 1793954977), ("70", 3182489377), ("76", 3371878177), ("77", 247654177)]
            as [(String, Int64)])
    func centuries(year: String, seconds: Int64) {
        let text = "Sunday, 06-Nov-\(year) 08:49:37 GMT"
        #expect(HTTPDate.seconds(text, near: 1.79e9) == seconds)
    }
}
