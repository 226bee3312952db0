@testable import PacelineMock
import PacelineModel
import PacelinePolicy
import Testing

/// What responses tell of the quota.
@Suite struct QuotaReportTests {
    private let epoch = 1_700_000_000 * second

    /// The fields of the last of `count` responses, each half a second after the one before it.
    private func fields(_ policies: [RateLimitPolicy], count: Int = 2) async throws -> [MockRequest.Pair] {
        let time = VirtualTime(epoch: epoch)
        let server = try Fixtures.server(Fixtures.api(policies: policies), time: time.mockTime)
        var response = MockResponse(status: 0)
        for _ in 0..<count {
            response = await server.response(Fixtures.listBooks(), received: 0)
            time.advance(second / 2)
        }
        return response.fields.filter { $0.name != "Content-Type" }
    }

    private func policy(
        _ name: String, _ numbers: RateLimitNumbers, _ fields: QuotaFields?, unit: String = "requests"
    ) -> RateLimitPolicy {
        RateLimitPolicy(name: name, numbers: numbers, unit: unit, fields: fields)
    }

    private let window = RateLimitNumbers.quota(3, per: .milliseconds(10_000), algorithm: .fixed(.first))

    @Test func standardFields() async throws {
        let bucket = RateLimitNumbers.quota(2, per: .milliseconds(1_000), algorithm: .tokenBucket(burst: 9))
        let fields = try await fields([
            policy("a", window, .ietf), policy("b", bucket, .ietf, unit: "points"), policy("c", window, nil),
            policy("d", .concurrency(4), .ietf), policy("e", .undisclosed, .ietf),
        ])
        #expect(
            fields == [
                .init(
                    "RateLimit-Policy",
                    #""a";q=3;w=10, "b";q=2;qu="points";w=1, "d";q=4;qu="concurrent-requests""#),
                // The bucket got back its first token in the meantime. Half a second is told as one.
                .init("RateLimit", #""a";r=1;t=10, "b";r=8;t=1, "d";r=3"#),
            ])
    }

    /// Nothing is told to be whole again later than after one window: not what stands to the very end of a sliding one,
    /// not what a coarse clock holds a second longer, not a bucket that holds more than a window brings.
    @Test func resetsAreNeverLongerThanTheWindow() async throws {
        let sliding = RateLimitNumbers.quota(2, per: .milliseconds(60_000))
        let coarse = RateLimitNumbers.quota(2, per: .milliseconds(60_000), granularity: .milliseconds(1_000))
        let bucket = RateLimitNumbers.quota(1, per: .milliseconds(60_000), algorithm: .tokenBucket(burst: 5))
        let policies = [policy("s", sliding, .ietf), policy("c", coarse, .ietf), policy("b", bucket, .ietf)]
        let fields = try await fields(policies, count: 1)
        #expect(fields[1] == .init("RateLimit", #""s";r=1;t=60, "c";r=1;t=60, "b";r=4;t=60"#))
        let names = QuotaFields.Names(reset: .init(.header("X-Reset"), .delta))
        #expect(try await self.fields([policy("n", sliding, .named(names))], count: 2) == [.init("X-Reset", "60")])
    }

    @Test func nothingIsToldUnlessDeclared() async throws {
        #expect(try await fields([policy("p", window, nil)]).isEmpty)
    }

    /// 9.5 seconds are left of the window, at 0.5 seconds past 1 700 000 000.
    @Test(arguments: [
        (QuotaFields.Form.delta, "10"), (.epoch, "1700000010"), (.epochMilliseconds, "1700000010000"),
        (.duration, "9.5s"), (.date, "Tue, 14 Nov 2023 22:13:30 GMT"),
    ])
    func namedFields(form: QuotaFields.Form, reset: String) async throws {
        let names = QuotaFields.Names(
            limit: .header("X-Limit"), remaining: .header("X-Remaining"), used: .header("X-Used"),
            reset: .init(.header("X-Reset"), form))
        let fields = try await fields([policy("p", window, .named(names))])
        #expect(
            fields == [
                .init("X-Limit", "3"), .init("X-Remaining", "1"), .init("X-Used", "2"), .init("X-Reset", reset),
            ])
    }

    @Test func longDurations() async throws {
        let hour = RateLimitNumbers.quota(3, per: .milliseconds(3_600_000), algorithm: .fixed(.first))
        let names = QuotaFields.Names(reset: .init(.header("X-Reset"), .duration))
        #expect(try await fields([policy("p", hour, .named(names))]) == [.init("X-Reset", "59m59.5s")])
    }

    /// Of two policies that use one field, the tighter one speaks; refusals tell it, too.
    @Test func theTighterPolicySpeaks() async throws {
        let wide = RateLimitNumbers.quota(100, per: .milliseconds(60_000))
        let names = QuotaFields.named(.init(limit: .header("X-Limit"), remaining: .header("X-Remaining")))
        let policies = [policy("wide", wide, names), policy("narrow", window, names)]
        #expect(try await fields(policies) == [.init("X-Limit", "3"), .init("X-Remaining", "1")])
        #expect(try await fields(policies, count: 5) == [.init("X-Limit", "3"), .init("X-Remaining", "0")])
    }
}
