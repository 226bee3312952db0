import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// Whose numbers hold: the document's, a plan's, an operation's, the caller's.
@Suite(.timeLimit(.minutes(1))) struct LimitOverrideTests {
    private static let planned = RateLimitPolicy(
        name: "planned", numbers: .quota(2, per: .seconds(60)), plans: ["gold": .quota(4, per: .seconds(60))])

    private static func fixture(_ settings: LimitSettings, plan: String? = nil) -> CallFixture {
        CallFixture(policies: [planned], plan: plan, limits: settings)
    }

    private static func times(_ fixture: CallFixture, _ operation: OperationDescriptor) async throws -> [Double] {
        for _ in 0..<5 { _ = try await fixture.result(operation).get() }
        return fixture.sentAt
    }

    /// The client's plan comes before the document's; a plan that the policy does not know changes nothing of it.
    @Test(
        arguments: [(nil, nil, 2), ("gold", nil, 4), (nil, "gold", 4), ("silver", nil, 2), ("silver", "gold", 4)]
            as [(String?, String?, Double)])
    func plans(declared: String?, chosen: String?, quota: Double) async throws {
        let fixture = Self.fixture(LimitSettings(plan: chosen, clockMargin: .none), plan: declared)
        #expect(fixture.core.limits.policies.map(\.numbers.quota) == [quota])
        #expect(fixture.bucket.capacity == quota)
    }

    /// A plan that no policy has is a mistake of the caller, not a wish for the standard numbers.
    @Test func unknownPlan() async throws {
        let fixture = Self.fixture(LimitSettings(plan: "glod"))
        let error = try await fixture.failure(.limited(Self.planned))
        #expect(error.code == .invalidRequest)
        #expect(error.message.contains("glod"))
        #expect(fixture.sentAt.isEmpty)
    }

    private static func overridden(
        _ policy: RateLimitPolicy, _ override: LimitSettings.Override
    ) -> RateLimitPolicy {
        var settings = LimitSettings(plan: "gold")
        settings.override(policy, with: override)
        return settings.effective(policy)
    }

    @Test func everyNumber() {
        let all = LimitSettings.Override(
            quota: 9, window: .seconds(3), granularity: .seconds(1), attempts: 7, maximumWait: .seconds(8),
            exhausted: .fail)
        let policy = Self.overridden(Self.planned, all)
        #expect(policy.numbers == .quota(9, per: .seconds(3), algorithm: .unknown, granularity: .seconds(1)))
        #expect(policy.retry.attempts == 7)
        #expect(policy.retry.maximumWait == .seconds(8))
        #expect(policy.retry.exhausted == .fail)
        #expect(policy.retry.after == Self.planned.retry.after)
        #expect(Self.overridden(Self.planned, .init()).numbers == .quota(4, per: .seconds(60)))
        #expect(Self.overridden(Self.planned, .init(retryAfter: .seconds(2))).retry.after == [.fixed(.seconds(2))])
        #expect(
            Self.overridden(Self.planned, .init(burst: 12)).numbers
                == .quota(4, per: .seconds(60), algorithm: .tokenBucket(burst: 12)))
    }

    @Test func otherKinds() {
        let concurrency = RateLimitPolicy(name: "c", numbers: .concurrency(3))
        #expect(Self.overridden(concurrency, .init(quota: 9, concurrency: 5)).numbers == .concurrency(5))
        let undisclosed = RateLimitPolicy(name: "u", numbers: .undisclosed)
        #expect(Self.overridden(undisclosed, .init(quota: 9)).numbers == .undisclosed)
        #expect(Self.overridden(undisclosed, .init(concurrency: 2)).numbers == .concurrency(2))
        #expect(
            Self.overridden(undisclosed, .init(quota: 9, window: .seconds(1))).numbers
                == .quota(9, per: .seconds(1)))
    }

    @Test func costFactor() async throws {
        var settings = LimitSettings(clockMargin: .none)
        settings.override(Self.planned, with: .init(costFactor: 2))
        #expect(try await Self.times(Self.fixture(settings), .limited(Self.planned)) == [0, 60, 120, 180, 240])
    }

    @Test func pacing() async throws {
        let operation = OperationDescriptor.limited(Self.planned)
        let even = Self.fixture(LimitSettings(clockMargin: .none, pacing: .even))
        #expect(try await Self.times(even, operation) == [0, 30, 60, 90, 120])
        var settings = LimitSettings(clockMargin: .none, pacing: .even)
        settings.override(Self.planned, with: .init(pacing: .burst))
        #expect(try await Self.times(Self.fixture(settings), operation) == [0, 0, 60, 60, 120])
    }

    /// An operation's own numbers hold for its own bucket.
    @Test func operationNumbers() async throws {
        let policy = RateLimitPolicy(name: "each", numbers: .quota(2, per: .seconds(60)), per: [.operation])
        let fixture = CallFixture(policies: [policy])
        let own = OperationDescriptor(
            id: "own", method: .get, path: "/own",
            limits: [AppliedLimit(policy, numbers: .quota(1, per: .seconds(10)))])
        #expect(try await Self.times(fixture, own) == [0, 10, 20, 30, 40])
        _ = try await fixture.call(.limited(policy))
        #expect(fixture.core.limits.snapshot().map(\.key) == ["own", "limited"])
        #expect(fixture.core.limits.snapshot().map(\.capacity) == [1, 2])
    }

    /// A concurrency limit is freed by the end of the body.
    @Test func concurrency() async throws {
        let policy = RateLimitPolicy(name: "c", numbers: .concurrency(1))
        let timeline = Timeline { _ in .status(200, "").after(.seconds(1)) }
        let core = timeline.core([policy])
        for name in ["a", "b", "c"] {
            timeline.call(name) { try await core.send(RequestBuilder(.limited(policy), .default)) }
        }
        await timeline.run()
        #expect(timeline.sends == "0s a | 1s b | 2s c")
        #expect(timeline.levels(of: "Library/c") == "0s 1/1 +2 | 1s 1/1 +1 | 2s 1/1 | 3s 0/1")
    }
}
