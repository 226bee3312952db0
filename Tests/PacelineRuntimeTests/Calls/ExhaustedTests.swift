import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// What a call does when a quota is spent, or when the server told to wait for long.
@Suite(.timeLimit(.minutes(1))) struct ExhaustedTests {
    private static func hourly(_ exhausted: RefusalRetry.Exhausted? = nil, quota: Double = 2) -> RateLimitPolicy {
        RateLimitPolicy(
            name: "hourly", numbers: .quota(quota, per: .seconds(3600)), retry: RefusalRetry(exhausted: exhausted))
    }

    /// For windows over ten minutes a call fails at once, with the policy and the time.
    @Test func failsAtOnce() async throws {
        let policy = Self.hourly()
        let fixture = CallFixture(policies: [policy])
        for _ in 0..<2 { _ = try await fixture.call(.limited(policy)) }
        fixture.time.advance(by: .seconds(600))
        let error = try await #require(throws: CallError.self) { _ = try await fixture.call(.limited(policy)) }
        #expect(error.code == .exhausted)
        #expect(error.policy == "hourly")
        #expect(error.retryAfter == .seconds(3000))
        #expect(error.attempts == 0)
        #expect("\(error)".contains("2 requests per 3600 s: nothing is left"))
        #expect(fixture.bucket.waiting == 0)
        fixture.time.advance(by: .seconds(3000))
        _ = try await fixture.call(.limited(policy))
        #expect(fixture.sentAt == [0, 0, 3600])
    }

    @Test(
        arguments: [
            (nil, 600, [0, 600]), (nil, 601, [0]), (.wait, 3600, [0, 3600]), (.fail, 60, [0]), (.wait, 60, [0, 60]),
        ] as [(RefusalRetry.Exhausted?, Int, [Double])])
    func waitsOrFails(exhausted: RefusalRetry.Exhausted?, window: Int, sentAt: [Double]) async throws {
        let policy = RateLimitPolicy(
            name: "p", numbers: .quota(1, per: .seconds(window)), retry: RefusalRetry(exhausted: exhausted))
        let fixture = CallFixture(policies: [policy])
        _ = try await fixture.call(.limited(policy))
        let result = await fixture.result(.limited(policy))
        #expect(fixture.sentAt == sentAt)
        if sentAt.count == 1 { #expect(try #require(throws: CallError.self) { try result.get() }.code == .exhausted) }
    }

    /// Of calls that wait for a short window together, those fail for whom the long one has nothing when their turn
    /// comes.
    @Test func spentWhileWaiting() async {
        let minute = RateLimitPolicy(name: "minute", numbers: .quota(1, per: .seconds(60)))
        let hour = Self.hourly()
        let timeline = Timeline()
        let core = timeline.core([minute, hour])
        timeline.calls(["a", "b", "c", "d"], of: .limited(minute, hour), on: core)
        await timeline.run()
        #expect(timeline.diagram == "0s a a:200 a. | 60s b b:200 b. c!exhausted d!exhausted")
        #expect(timeline.levels(of: "Library/minute") == "0s 1/1 +3 | 60s 1/1")
    }

    /// At even distances a call waits for its distance, which is not the quota's end.
    @Test func pacingIsNoExhaustion() async {
        let policy = Self.hourly()
        let timeline = Timeline()
        let core = timeline.core([policy]) { $0.limits.pacing = .even }
        timeline.calls(["a", "b", "c"], of: .limited(policy), on: core)
        await timeline.run()
        #expect(timeline.diagram == "0s a a:200 a. | 1800s b b:200 b. c!exhausted")
    }

    /// What is in flight counts as spent.
    @Test func inFlight() async {
        let policy = Self.hourly(quota: 1)
        let timeline = Timeline { _ in .status(200).after(.seconds(5)) }
        timeline.calls(["a", "b"], of: .limited(policy), on: timeline.core([policy]))
        await timeline.run()
        #expect(timeline.diagram == "0s a b!exhausted | 5s a:200 a.")
    }

    /// Calls that come after a refusal do not wait longer than the one that was refused.
    @Test func gateBeyondWaitLimits() async throws {
        let fixture = CallFixture(.status(429, fields: [.retryAfter: "700"]), .status(200))
        let first = try await fixture.failure()
        #expect(first.code == .refused)
        let second = try await fixture.failure()
        #expect(second.code == .exhausted)
        #expect(second.retryAfter == .seconds(700))
        #expect(fixture.sentAt == [0])
        fixture.time.advance(by: .seconds(100))
        // One request may try after 10 minutes: the time told may be absurd.
        _ = try await fixture.result().get()
        #expect(fixture.sentAt == [0, 600])
        let patient = CallFixture(.status(429, fields: [.retryAfter: "700"]), .status(200))
        _ = try await patient.result(.add, CallOptions(retry: RetryOptions(maximumWait: .seconds(700)))).get()
        #expect(patient.sentAt == [0, 700])
    }

    /// The document may allow a longer wait, and the caller a shorter one.
    @Test(arguments: [(3600, nil, 2), (3600, 60, 1), (5, nil, 1), (5, 700, 2)] as [(Int, Int?, Int)])
    func maximumWait(declared: Int, chosen: Int?, sent: Int) async throws {
        let policy = RateLimitPolicy(
            name: "p", numbers: .quota(9, per: .seconds(60)), retry: RefusalRetry(maximumWait: .seconds(declared)))
        let fixture = CallFixture(
            .status(429, fields: [.retryAfter: "700"]), .status(200), policies: [policy],
            retry: RetryOptions(maximumWait: chosen.map { .seconds($0) }))
        _ = await fixture.result(.limited(policy))
        #expect(fixture.sentAt.count == sent)
    }

    /// Credit that is used up: nothing is counted, and waiting does not help.
    @Test func creditIsUsedUp() async throws {
        let credit = RateLimitPolicy(
            name: "credit", numbers: .undisclosed,
            refusal: RefusalPattern(
                conditions: [ResponseCondition(.body("/error/code"), .anyOf(["insufficient_quota"]))]),
            retry: RefusalRetry(exhausted: .fail))
        let fixture = CallFixture(
            .status(429, #"{"error": {"code": "insufficient_quota"}}"#), policies: [.perMinute, credit])
        let operation = OperationDescriptor(
            id: "get", method: .get, path: "/", limits: [AppliedLimit(.perMinute), AppliedLimit(credit)])
        let error = try await fixture.failure(operation)
        #expect(error.code == .refused)
        #expect(error.policy == "credit")
        #expect(fixture.sentAt == [0])
        #expect(fixture.core.limits.snapshot().map { $0.gatedUntil != nil } == [false, true])
    }

    @Test(arguments: [(nil, nil, 6), (2, nil, 2), (2, 4, 5), (nil, 0, 1), (9, 0, 1)] as [(Int?, Int?, Int)])
    func attempts(declared: Int?, chosen: Int?, sent: Int) async throws {
        let policy = RateLimitPolicy(
            name: "p", numbers: .quota(99, per: .seconds(60)), retry: RefusalRetry(attempts: declared))
        let fixture = CallFixture(
            .status(429, fields: [.retryAfter: "1"]), policies: [policy], retry: RetryOptions(refusals: chosen))
        let error = try await fixture.failure(.limited(policy))
        #expect(error.code == .refused)
        #expect(fixture.sentAt.count == sent)
    }
}
