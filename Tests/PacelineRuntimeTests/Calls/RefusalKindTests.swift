import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// What a refusal does by what its policy says of it: who is stopped, who is repeated, what was counted.
@Suite(.timeLimit(.minutes(1))) struct RefusalKindTests {
    private static func policy(
        _ name: String, _ numbers: RateLimitNumbers = .quota(9, per: .seconds(60)), _ refusal: RefusalPattern = .init(),
        _ retry: RefusalRetry = .init()
    ) -> RateLimitPolicy {
        RateLimitPolicy(name: name, numbers: numbers, refusal: refusal, retry: retry)
    }

    /// Whatever the method where something is counted, and where no more is said than that there are refusals, unless
    /// the document says otherwise; else only what does no harm twice.
    @Test(
        arguments: [
            (.quota(9, per: .seconds(60)), nil, .post, true), (.quota(9, per: .seconds(60)), false, .post, false),
            (.quota(9, per: .seconds(60)), false, .get, true), (.undisclosed, nil, .post, true),
            (.undisclosed, false, .post, false),
            (.undisclosed, nil, .get, true), (.undisclosed, true, .post, true), (.concurrency(3), nil, .post, true),
        ] as [(RateLimitNumbers, Bool?, OperationDescriptor.Method, Bool)])
    func repetition(
        numbers: RateLimitNumbers, isNotProcessed: Bool?, method: OperationDescriptor.Method, isRepeated: Bool
    ) async throws {
        let policy = Self.policy("p", numbers, .init(), RefusalRetry(isNotProcessed: isNotProcessed))
        let fixture = CallFixture(.status(429, fields: [.retryAfter: "5"]), .status(200), policies: [policy])
        let operation = OperationDescriptor(id: "o", method: method, path: "/", limits: [AppliedLimit(policy)])
        let result = await fixture.result(operation)
        #expect(fixture.sentAt == (isRepeated ? [0, 5] : [0]))
        if !isRepeated { #expect(try #require(throws: CallError.self) { try result.get() }.code == .refused) }
    }

    /// Nothing tells the end of an undisclosed limit's refusal: the waits grow, and all calls of the limit keep them.
    @Test(arguments: [RateLimitNumbers.undisclosed, .concurrency(3)])
    func withoutWindow(numbers: RateLimitNumbers) async throws {
        let policy = Self.policy("p", numbers)
        let fixture = CallFixture(.status(429), .status(429), .status(200), policies: [policy], limits: .unobserved)
        let operation = OperationDescriptor(id: "o", method: .get, path: "/", limits: [AppliedLimit(policy)])
        _ = try await fixture.result(operation).get()
        // Half of 1 s, then half of 2 s.
        #expect(fixture.sentAt == [0, 0.5, 1.5])
        #expect(fixture.bucket.held == 0)
    }

    /// A refusal that the server did not count frees its unit, but no other policy's.
    @Test func notCounted() async throws {
        let uncounted = Self.policy("u", .quota(9, per: .seconds(60)), RefusalPattern(isCounted: false))
        for (policies, held) in [([uncounted], [0.0]), ([uncounted, Self.policy("c")], [1, 1])] {
            let fixture = CallFixture(
                .status(429, "", fields: [.contentType: "application/problem+json"]), policies: policies, retry: .never)
            let operation = OperationDescriptor(
                id: "o", method: .get, path: "/", limits: policies.map { AppliedLimit($0) })
            _ = try await fixture.failure(operation)
            #expect(fixture.core.limits.snapshot().map(\.held) == held)
            #expect(fixture.core.limits.snapshot().map(\.inFlight) == held.map { _ in 0 })
        }
        let other = CallFixture(.status(500), policies: [uncounted])
        _ = try await other.failure(.limited(uncounted))
        #expect(other.bucket.held == 1, "a failure that is no refusal was counted")
    }

    /// One policy's refusal stops every call of the API, also those that do not draw on it and those that come later.
    @Test func blocksAll() async {
        let global = Self.policy(
            "global", .quota(50, per: .seconds(1)),
            RefusalPattern(conditions: [ResponseCondition(.header("X-Scope"), .anyOf(["global"]))]),
            RefusalRetry(blocksAll: true))
        let route = RateLimitPolicy(name: "route", numbers: .quota(9, per: .seconds(60)), per: [.operation])
        let timeline = Timeline { sent in
            sent.number == 0
                ? .status(429, fields: [.retryAfter: "7", HTTPField.Name("X-Scope")!: "global"]) : .status(200)
        }
        let core = timeline.core([global, route])
        timeline.calls(["a"], of: .limited(global, route), on: core)
        let other = OperationDescriptor(id: "other", method: .get, path: "/other", limits: [AppliedLimit(route)])
        timeline.calls(["b"], of: other, on: core, at: .seconds(1))
        timeline.calls(["c"], of: .unlimited(.get), on: core, at: .seconds(2))
        await timeline.run()
        #expect(timeline.sends == "0s a | 7s a b c")
        #expect(timeline.levels(of: "Library/global/all acme") == "")
        #expect(
            timeline.levels(of: "Library/global/all") == "0s 0/1000000000000 shut 7s | 1s 0/1000000000000 +1 shut 6s"
                + " | 2s 0/1000000000000 +2 shut 5s | 7s 0/1000000000000")
    }

    /// Without it only the policy's own calls stop.
    @Test func blocksItself() async {
        let timeline = Timeline { $0.number == 0 ? .status(429, fields: [.retryAfter: "7"]) : .status(200) }
        let policy = Self.policy("p")
        let core = timeline.core([policy])
        timeline.calls(["a"], of: .limited(policy), on: core)
        timeline.calls(["c"], of: .unlimited(.get), on: core, at: .seconds(2))
        await timeline.run()
        #expect(timeline.sends == "0s a | 2s c | 7s a")
    }

    /// A success that says in its body that it was a refusal.
    @Test func refusedWithSuccess() async throws {
        let policy = Self.policy(
            "graph", .quota(9, per: .seconds(60)),
            RefusalPattern(
                statuses: [.code(200), .code(429)],
                conditions: [ResponseCondition(.body("/errors/0/message"), .anyOf(["Throttled"]))]))
        let fixture = CallFixture(
            .status(200, #"{"errors": [{"message": "Throttled"}]}"#, fields: [.retryAfter: "3"]),
            .status(200, #"{"data": 1}"#), policies: [policy])
        #expect(try await fixture.result(.limited(policy)).get() == #"{"data": 1}"#)
        #expect(fixture.sentAt == [0, 3])
        #expect(fixture.bucket.gatedUntil == nil)
        #expect(fixture.bucket.held == 2)
    }

    /// Several limits refuse at once, and each is shut for the time that was told of it.
    @Test func eachForItsOwnTime() async {
        let short = Self.policy(
            "short", .quota(9, per: .seconds(10)), .init(), RefusalRetry(after: [.fixed(.seconds(4))]))
        let long = Self.policy("long", .quota(9, per: .seconds(30)), .init(), RefusalRetry(after: [.window]))
        let body = #"{"violated-policies": ["short", "long"]}"#
        let refusal = ScriptedResponse.status(429, body, fields: [.contentType: "application/problem+json"])
        let timeline = Timeline { $0.number == 0 ? refusal : .status(200) }
        let core = timeline.core([short, long])
        timeline.calls(["a"], of: .limited(short, long), on: core)
        timeline.calls(["b"], of: .limited(short), on: core, at: .seconds(1))
        await timeline.run()
        #expect(timeline.sends == "0s a | 4s b | 30s a")
    }

    /// The problem description may name the policies that were exceeded.
    @Test func violatedPolicies() async throws {
        let policies = [Self.policy("daily"), Self.policy("bandwidth"), Self.policy("third")]
        let body = #"{"type": "about:blank", "violated-policies": ["daily", "third", "unknown"]}"#
        let fixture = CallFixture(
            .status(429, body, fields: [.contentType: "application/problem+json; charset=utf-8"]), policies: policies)
        let operation = OperationDescriptor(
            id: "o", method: .get, path: "/", limits: policies.map { AppliedLimit($0) })
        _ = try await fixture.failure(operation, CallOptions(retry: .never))
        #expect(fixture.core.limits.snapshot().map { $0.gatedUntil != nil } == [true, false, true])
    }
}
