import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// Two limits on one call: what a response says of one of them is not said of the other.
@Suite(.timeLimit(.minutes(1))) struct PolicyPairTests {
    private static func policy(
        _ name: String, status: Int = 429, message: String? = nil, counted: Bool = true, retry: RefusalRetry = .init(),
        window: Double = 60, left: String? = nil
    ) -> RateLimitPolicy {
        RateLimitPolicy(
            name: name, numbers: .quota(9, per: .seconds(window)),
            refusal: RefusalPattern(
                statuses: [.code(status)], messages: message.map { [$0] } ?? [], isCounted: counted),
            retry: retry, fields: left.map { .named(remaining: .header($0)) })
    }

    private static func post(_ policies: [RateLimitPolicy]) -> OperationDescriptor {
        OperationDescriptor(
            id: "post", method: .post, path: "/", limits: policies.map { AppliedLimit($0) })
    }

    private static func held(_ fixture: CallFixture) -> [Double] { fixture.core.limits.snapshot().map(\.held) }
    private static func isShut(_ fixture: CallFixture) -> [Bool] {
        fixture.core.limits.snapshot().map { $0.gatedUntil != nil }
    }

    // MARK: Whose remaining

    @Test(arguments: [("X-A", "0s x | 1s b | 60s a"), ("X-B", "0s x | 1s a | 60s b")])
    func remaining(field: String, sends: String) async throws {
        let (a, b) = (Self.policy("a", left: "X-A"), Self.policy("b", left: "X-B"))
        let timeline = Timeline {
            $0.number == 0 ? .status(200, "", fields: [HTTPField.Name(field)!: "0"]) : .status(200)
        }
        let core = timeline.core([a, b])
        timeline.calls(["x"], of: Self.post([a, b]), on: core)
        timeline.calls(["a"], of: Self.post([a]), on: core, at: .seconds(1))
        timeline.calls(["b"], of: Self.post([b]), on: core, at: .seconds(1))
        await timeline.run()
        #expect(timeline.sends == sends)
    }

    /// What the probe's response says is left is known before anybody follows it.
    @Test func remainingOfTheProbe() async throws {
        let policy = RateLimitPolicy(
            name: "p", numbers: .quota(20, per: .seconds(60)), fields: .named(remaining: .header("X-Left")))
        let timeline = Timeline { request in
            switch request.number {
            case 0...11: .status(200)
            case 12: .status(429, fields: [.retryAfter: "65"])
            default: .status(200, "", fields: request.number == 13 ? [HTTPField.Name("X-Left")!: "2"] : [:])
            }
        }
        let core = timeline.core([policy])
        timeline.calls((0..<12).map { "a\($0)" }, of: Self.post([policy]), on: core)
        timeline.calls(["b"], of: Self.post([policy]), on: core, at: .seconds(1))
        timeline.calls((0..<12).map { "c\($0)" }, of: Self.post([policy]), on: core, at: .seconds(2))
        await timeline.run(until: .seconds(100))
        let after = timeline.sends.split(separator: "|").last?.split(separator: " ") ?? []
        #expect(after.first == "66s")
        #expect(after.count == 1 + 3, "the probe and the two that are left: \(timeline.sends)")
    }

    // MARK: Whose refund

    /// A refused request is given back to the limit that refused it without counting it, and to no other.
    @Test(
        arguments: [
            (false, true, "A", [0, 1]), (true, false, "B", [1, 0]), (true, false, "A", [1, 1]),
            (false, false, "A", [0, 1]),
            (false, false, "AB", [0, 0]), (false, true, "AB", [1, 1]), (true, true, "AB", [1, 1]),
        ] as [(Bool, Bool, String, [Double])])
    func refund(countedByA: Bool, countedByB: Bool, refusing: String, held: [Double]) async throws {
        let isOpen = refusing == "AB"
        let a = Self.policy("a", message: isOpen ? nil : "A", counted: countedByA)
        let b = Self.policy("b", message: isOpen ? nil : "B", counted: countedByB)
        let fixture = CallFixture(.status(429, refusing), policies: [a, b], retry: .never)
        _ = try await fixture.failure(Self.post([a, b]))
        #expect(Self.held(fixture) == held)
    }

    // MARK: Whose refusal lets a POST be repeated

    @Test(
        arguments: [
            (nil, false, "A", 2), (nil, false, "B", 1), (false, nil, "A", 1), (false, nil, "B", 2),
            (nil, nil, "AB", 2), (nil, false, "AB", 1), (false, nil, "AB", 1), (false, true, "AB", 1),
        ] as [(Bool?, Bool?, String, Int)])
    func repeatability(unprocessedByA: Bool?, unprocessedByB: Bool?, refusing: String, sent: Int) async throws {
        let isOpen = refusing == "AB"
        let a = Self.policy("a", message: isOpen ? nil : "A", retry: RefusalRetry(isNotProcessed: unprocessedByA))
        let b = Self.policy("b", message: isOpen ? nil : "B", retry: RefusalRetry(isNotProcessed: unprocessedByB))
        let fixture = CallFixture(.status(429, refusing), .status(200), policies: [a, b])
        _ = await fixture.result(Self.post([a, b]))
        #expect(fixture.sentAt.count == sent)
    }

    // MARK: Who is shut

    /// A 429 that fits both alike shuts the one of which more is used; its second one, soon after, the next longer.
    @Test func oneBare429ShutsOneWindow() async throws {
        let minute = RateLimitPolicy(name: "minute", numbers: .quota(60, per: .seconds(60)))
        let hour = RateLimitPolicy(name: "hour", numbers: .quota(1800, per: .seconds(3600)))
        let day = RateLimitPolicy(name: "day", numbers: .quota(40_000, per: .seconds(86_400)))
        let all = [day, minute, hour]
        let fixture = CallFixture(
            .status(200), .status(200), .status(200), .status(429), .status(200), policies: all, retry: .never)
        for _ in 0..<3 { _ = try await fixture.call(Self.post(all)) }
        let error = try await fixture.failure(Self.post(all))
        #expect(error.policy == "minute")
        #expect(error.retryAfter == .seconds(60))
        #expect(Self.isShut(fixture) == [false, true, false])
        fixture.time.advance(by: .seconds(60))
        _ = try await fixture.call(Self.post(all))
        #expect(Self.isShut(fixture) == [false, false, false])
    }

    @Test func aSecondRefusalShutsTheNextLonger() async throws {
        let minute = RateLimitPolicy(name: "minute", numbers: .quota(60, per: .seconds(60)))
        let hour = RateLimitPolicy(name: "hour", numbers: .quota(1800, per: .seconds(3600)))
        let fixture = CallFixture(.status(429), .status(429), .status(200), policies: [hour, minute], retry: .never)
        let operation = Self.post([hour, minute])
        _ = try await fixture.failure(operation)
        #expect(Self.isShut(fixture) == [false, true])
        fixture.time.advance(by: .seconds(60))
        let second = try await fixture.failure(operation)
        #expect(second.policy == "hour")
        #expect(second.retryAfter == .seconds(3600))
    }

    /// A limit of calls at a time takes part only where there is no other.
    @Test func concurrencyIsNotBlamed() async throws {
        let atATime = RateLimitPolicy(name: "parallel", numbers: .concurrency(1))
        let minute = RateLimitPolicy(name: "minute", numbers: .quota(60, per: .seconds(60)))
        let fixture = CallFixture(.status(429), policies: [atATime, minute], retry: .never)
        _ = try await fixture.failure(Self.post([atATime, minute]))
        #expect(Self.isShut(fixture) == [false, true])
        let alone = CallFixture(.status(429), policies: [atATime], retry: .never)
        _ = try await alone.failure(Self.post([atATime]))
        #expect(Self.isShut(alone) == [true])
    }

    // MARK: The probe

    /// A probe whose refusal stands in the body of a 4xx does not open; another 4xx does, and a server in trouble does
    /// not.
    @Test(
        arguments: [
            (400, "too much", [true, true]), (400, "wrong", [false, true]), (404, "", [false, true]),
            (503, "", [true, true]),
            (500, "too much is wrong here", [true, true]), (401, "", [true, true]), (200, "too much", [false, true]),
        ] as [(Int, String, [Bool])])
    func probe(status: Int, body: String, isShut: [Bool]) async throws {
        let a = Self.policy("a", status: 400, message: "too much", retry: RefusalRetry(after: [.fixed(.seconds(5))]))
        let b = Self.policy("b", message: "B", retry: RefusalRetry(after: [.fixed(.seconds(50))]))
        let fixture = CallFixture(
            .status(400, "too much"), .status(429, "B"), .status(status, body), policies: [a, b], retry: .never)
        _ = try await fixture.failure(Self.post([a]))
        _ = try await fixture.failure(Self.post([b]))
        fixture.time.advance(by: .seconds(5))
        _ = await fixture.result(Self.post([a]))
        #expect(fixture.sentAt == [0, 0, 5])
        #expect(Self.isShut(fixture) == isShut)
    }

    /// A probe's success whose body breaks off before it could say otherwise does not open.
    @Test(arguments: [(200, true), (201, false)]) func probeWithoutItsBody(status: Int, isShut: Bool) async throws {
        let policy = RateLimitPolicy(
            name: "p", numbers: .quota(9, per: .seconds(60)),
            refusal: RefusalPattern(statuses: [.code(200), .code(429)], messages: ["too much"]))
        let fixture = CallFixture(
            .status(429, "too much", fields: [.retryAfter: "5"]), .status(status, "{").thenFails(), policies: [policy],
            retry: .never)
        _ = try await fixture.failure(Self.post([policy]))
        fixture.time.advance(by: .seconds(5))
        _ = try await fixture.failure(Self.post([policy]))
        #expect(Self.isShut(fixture) == [isShut])
    }

    // MARK: Whose numbers

    /// The caller's come before the operation's, these before the plan's, and these before the declared ones.
    @Test(
        arguments: [
            (nil, nil, nil, 2), ("gold", nil, nil, 4), (nil, 6, nil, 6), ("gold", 6, nil, 6), (nil, nil, 8, 8),
            ("gold", nil, 8, 8), ("gold", 6, 8, 8),
        ] as [(String?, Double?, Double?, Double)])
    func precedence(plan: String?, own: Double?, override: Double?, capacity: Double) async throws {
        let policy = RateLimitPolicy(
            name: "each", numbers: .quota(2, per: .seconds(60)), plans: ["gold": .quota(4, per: .seconds(60))],
            per: [.operation])
        let other = RateLimitPolicy(name: "other", numbers: .quota(99, per: .seconds(60)))
        var settings = LimitSettings(plan: plan, clockMargin: .none)
        if let override { settings.override(policy, with: .init(quota: override)) }
        let fixture = CallFixture(policies: [policy, other], limits: settings)
        let numbers = own.map { RateLimitNumbers.quota($0, per: .seconds(60)) }
        let operation = OperationDescriptor(
            id: "own", method: .get, path: "/", limits: [AppliedLimit(policy, numbers: numbers), AppliedLimit(other)])
        let plain = OperationDescriptor(
            id: "plain", method: .get, path: "/", limits: [AppliedLimit(policy), AppliedLimit(other)])
        _ = try await fixture.call(operation)
        _ = try await fixture.call(plain)
        let buckets = fixture.core.limits.snapshot()
        #expect(buckets.first { $0.key == "own" }?.capacity == capacity)
        #expect(buckets.first { $0.key == "plain" }?.capacity == override ?? (plan == nil ? 2 : 4))
        #expect(buckets.first { $0.name.hasSuffix("other") }?.capacity == 99)
    }
}
