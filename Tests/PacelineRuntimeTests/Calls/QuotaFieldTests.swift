import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// What a response's fields tell of a quota, and what the limiter makes of it.
@Suite(.timeLimit(.minutes(1))) struct QuotaFieldTests {
    private static func state(
        _ quotaFields: QuotaFields, _ fields: [String: String], name: String = "p", unit: String = "requests"
    ) -> QuotaState? {
        let policy = RateLimitPolicy(
            name: name, numbers: .quota(100, per: .seconds(60)), unit: unit, fields: quotaFields)
        let all = httpFields(fields)
        var response = ResponseReader(Response(status: 200, headerFields: all, body: []))
        return QuotaState(of: policy, &response, clock: ResponseClock(all, wall: 0))
    }

    private static func httpFields(_ fields: [String: String]) -> HTTPFields {
        fields.reduce(into: HTTPFields()) { $0[HTTPField.Name($1.key)!] = $1.value }
    }

    /// The lists of the present draft, by the policy's name or by its numbers.
    @Test(
        arguments: [
            (#""p";r=50;t=30"#, nil, 50, 30), (#""other";r=1;t=1, "p";r=50"#, nil, 50, nil), ("p;r=50", nil, 50, nil),
            (#""p";r=0;t=2.5"#, nil, 0, 2.5), (#""default";r=7;t=9"#, #""default";q=100;w=60"#, 7, 9),
            (#""default";r=7"#, #""default";q=100;w=60;qu="requests";pk=:cHNycw==:"#, 7, nil),
            (#""p";r=-3"#, nil, 0, nil),
        ] as [(String, String?, Double, Double?)])
    func standard(field: String, policy: String?, remaining: Double, reset: Double?) throws {
        var fields = ["RateLimit": field]
        fields["RateLimit-Policy"] = policy
        let state = try #require(Self.state(.ietf, fields))
        #expect(state.remaining == remaining)
        #expect(state.reset?.wait == reset.map { .seconds($0) })
    }

    @Test(
        arguments: [
            (#""default";r=7"#, #""default";q=100;w=3600"#), (#""default";r=7"#, #""default";q=99;w=60"#),
            (#""default";r=7"#, #""default";q=100;w=60;qu="content-bytes""#), (#""default";r=7"#, nil),
            (#""p";t=7"#, nil), (#""p";r="7""#, nil), (#""p";r=7 "#, "x"), (#""p;r=7"#, nil), (#""p";r=7,"#, nil),
            ("limit=100, remaining=50, reset=30", nil), ("", nil), ("7", nil), (#"("p";r=7)"#, nil),
        ] as [(String, String?)])
    func notOfThisPolicyOrMalformed(field: String, policy: String?) {
        var fields = ["RateLimit": field]
        fields["RateLimit-Policy"] = policy
        #expect(Self.state(.ietf, fields) == (field == #""p";r=7 "# ? QuotaState(remaining: 7, reset: nil) : nil))
    }

    /// The three fields of the older drafts.
    @Test(
        arguments: [
            (["RateLimit-Limit": "100", "RateLimit-Remaining": "5", "RateLimit-Reset": "9"], 5, 9),
            (["RateLimit-Limit": "100, 100;w=60", "RateLimit-Remaining": "5"], 5, nil),
            (["RateLimit-Remaining": "5"], 5, nil), (["RateLimit-Limit": "10", "RateLimit-Remaining": "5"], nil, nil),
            (["RateLimit-Limit": "100", "RateLimit-Remaining": "many"], nil, nil),
            (["RateLimit-Limit": "100", "RateLimit-Remaining": "-1"], nil, nil),
        ] as [([String: String], Double?, Double?)])
    func olderDrafts(fields: [String: String], remaining: Double?, reset: Double?) {
        let state = Self.state(.ietf, fields)
        #expect(state?.remaining == remaining)
        #expect(state?.reset?.wait == reset.map { .seconds($0) })
    }

    private static let named = QuotaFields.named(
        limit: .header("X-Limit"), remaining: .header("X-Left"), used: .header("X-Used"),
        reset: QuotaFields.Reset(.header("X-Reset"), .delta))

    @Test(
        arguments: [
            (["X-Left": "4", "X-Reset": "3"], 4, 3), (["X-Limit": "10", "X-Used": "4"], 6, nil),
            (["X-Limit": "10", "X-Used": "14"], 0, nil), (["X-Left": "1.5"], 1.5, nil), (["X-Reset": "3"], nil, 3),
            (["X-Left": "-1"], nil, nil), (["X-Left": "4 left"], nil, nil), (["X-Used": "4"], 96, nil),
            ([:], nil, nil),
        ] as [([String: String], Double?, Double?)])
    func named(fields: [String: String], remaining: Double?, reset: Double?) {
        let state = Self.state(Self.named, fields)
        #expect(state?.remaining == remaining)
        #expect(state?.reset?.wait == reset.map { .seconds($0) })
    }

    // MARK: What it does

    private static let policy = RateLimitPolicy(
        name: "p", numbers: .quota(5, per: .seconds(60)), retry: RefusalRetry(after: [.reset, .window]), fields: named)

    /// When three calls are sent after one that was answered so.
    private func sends(after response: ScriptedResponse) async -> String {
        let timeline = Timeline { $0.number == 0 ? response : .status(200) }
        let core = timeline.core([Self.policy])
        timeline.calls(["a"], of: .limited(Self.policy), on: core)
        timeline.calls(["b", "c", "d"], of: .limited(Self.policy), on: core, at: .seconds(1))
        await timeline.run()
        return timeline.sends
    }

    private static func response(_ status: Int, _ fields: [String: String]) -> ScriptedResponse {
        .status(status, "", fields: httpFields(fields))
    }

    /// It only lowers: another client used the same quota.
    @Test func lowers() async {
        #expect(await sends(after: Self.response(200, ["X-Left": "2", "X-Reset": "30"])) == "0s a | 1s b c | 30s d")
        #expect(await sends(after: Self.response(200, ["X-Left": "2"])) == "0s a | 1s b c | 60s d")
        #expect(await sends(after: Self.response(404, ["X-Left": "0", "X-Reset": "7"])) == "0s a | 7s b c d")
        #expect(await sends(after: Self.response(200, ["X-Left": "99", "X-Reset": "30"])) == "0s a | 1s b c d")
    }

    /// A response out of a cache, a redirect, and what cannot be read say nothing.
    @Test(
        arguments: [
            (200, ["Age": "3"]), (304, [:]), (302, [:]), (200, ["X-Left": "0x1"]),
        ] as [(Int, [String: String])])
    func ignored(status: Int, more: [String: String]) async {
        let fields = ["X-Left": "0", "X-Reset": "30"].merging(more) { $1 }
        #expect(await sends(after: Self.response(status, fields)) == "0s a | 1s b c d")
    }

    /// After a refusal the mapped reset tells the time. Nothing had been let through before, so it goes on with little.
    @Test func resetOfARefusal() async {
        #expect(await sends(after: Self.response(429, ["X-Reset": "12"])) == "0s a | 12s a | 72s b c | 132s d")
        #expect(await sends(after: Self.response(429, ["X-Reset": "soon"])) == "0s a | 60s a | 120s b c | 180s d")
    }
}
