import HTTPTypes
@testable import PacelineRuntime
import Testing

/// Which responses are refusals, and whose.
@Suite struct RefusalRecognitionTests {
    private static let message = "You've exceeded the per-minute rate limit"

    private static func policy(
        _ name: String, _ statuses: [ResponsePattern.StatusRange] = [], _ messages: [String] = []
    ) -> RateLimitPolicy {
        RateLimitPolicy(
            name: name, numbers: .quota(1, per: .seconds(1)),
            refusal: RefusalPattern(statuses: statuses, messages: messages))
    }

    private static func names(_ status: Int, _ body: String, _ policies: RateLimitPolicy...) -> [String] {
        var reader = ResponseReader(Response(status: status, headerFields: [:], body: Array(body.utf8)))
        return (RefusalRecognition.refusal(by: policies, in: &reader)?.places ?? []).map { policies[$0].name }
    }

    @Test(arguments: [
        (429, true), (428, false), (430, false), (200, false), (503, false),
    ])
    func statusAlone(status: Int, isRefusal: Bool) {
        #expect(Self.names(status, "", Self.policy("p", [.code(429)])).isEmpty == !isRefusal)
    }

    @Test(arguments: [(400, true), (499, true), (500, false), (399, false)])
    func statusHundreds(status: Int, isRefusal: Bool) {
        #expect(Self.names(status, "", Self.policy("p", [.hundreds(4)])).isEmpty == !isRefusal)
    }

    @Test(arguments: [400, 403, 404, 429, 500, 503, 599])
    func messageAloneAtAnyErrorStatus(status: Int) {
        #expect(Self.names(status, "{\"errors\":[\"\(Self.message)\"]}", Self.policy("p", [], [Self.message])) == ["p"])
    }

    @Test(arguments: [200, 201, 302, 399])
    func messageOfASuccessIsNoRefusal(status: Int) {
        #expect(Self.names(status, Self.message, Self.policy("p", [], [Self.message])).isEmpty)
    }

    @Test(arguments: [
        "You've exceeded the per-minute rate limit",
        "YOU'VE EXCEEDED THE PER-MINUTE RATE LIMIT",
        "You\u{2019}ve exceeded the per-minute rate limit",
        "You\u{2018}ve exceeded the per-minute rate limit",
        "You`ve exceeded the per-minute rate limit",
        "You've  exceeded\n\tthe per-minute\u{00A0}rate limit",
        #"You\u0027ve exceeded the per-minute rate limit"#,
        #"You\u2019ve exceeded the per\u002dminute rate limit"#,
        #"You\'ve exceeded\nthe per-minute\trate limit"#,
        "{\"code\": 7, \"msg\": \"Sorry. You've exceeded the per-minute rate limit.\"}",
    ])
    func folded(body: String) {
        #expect(Self.names(400, body, Self.policy("p", [], [Self.message])) == ["p"])
    }

    @Test(arguments: [
        "", "You have exceeded the per-minute rate limit", "Youve exceeded the per-minute rate limit",
        "You've exceeded the perminute rate limit", "You've exceeded the per-minute rate limi", #"\u00"#, "\\",
    ])
    func otherText(body: String) {
        #expect(Self.names(400, body, Self.policy("p", [], [Self.message])).isEmpty)
    }

    /// Quotes in the document are folded like those of the response.
    @Test func foldsTheMessageToo() {
        let policy = Self.policy("p", [], ["LIMIT \u{201C}A\u{201D}  reached"])
        #expect(Self.names(400, #"{"m": "limit \"a\" reached"}"#, policy) == ["p"])
    }

    @Test func anyOfSeveralMessages() {
        let policy = Self.policy("p", [.code(403), .code(429)], ["slow down", "quota"])
        #expect(Self.names(403, "Quota!", policy) == ["p"])
        #expect(Self.names(429, "slow down", policy) == ["p"])
        #expect(Self.names(400, "quota", policy).isEmpty)
        #expect(Self.names(403, "no", policy).isEmpty)
    }

    @Test func mostConditionsWin() {
        let plain = Self.policy("plain", [.code(429)])
        let exact = Self.policy("exact", [.code(429)], ["daily"])
        let twin = Self.policy("twin", [.hundreds(4)], ["daily"])
        #expect(Self.names(429, "daily", plain, exact) == ["exact"])
        #expect(Self.names(429, "daily", exact, plain) == ["exact"])
        #expect(Self.names(429, "other", plain, exact) == ["plain"])
        #expect(Self.names(429, "daily", plain, exact, twin) == ["exact", "twin"])
    }

    @Test func unclaimed429IsChargedToAll() {
        let first = Self.policy("first", [], ["a"])
        let second = Self.policy("second", [.code(403)])
        #expect(Self.names(429, "?", first, second) == ["first", "second"])
        #expect(Self.names(400, "?", first, second).isEmpty)
        #expect(Self.names(429, "?").isEmpty)
    }

    /// A pattern without any condition claims nothing by itself.
    @Test func emptyPattern() {
        #expect(Self.names(400, "", Self.policy("p")).isEmpty)
        #expect(Self.names(429, "", Self.policy("p")) == ["p"])
    }
}
