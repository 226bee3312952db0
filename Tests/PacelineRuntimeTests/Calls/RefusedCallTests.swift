import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// What becomes of a call that the server refused.
@Suite(.timeLimit(.minutes(1))) struct RefusedCallTests {
    private static func refused(_ retryAfter: String? = nil, date: String? = nil) -> ScriptedResponse {
        var fields = HTTPFields()
        fields[.retryAfter] = retryAfter
        fields[.date] = date
        return .status(429, fields: fields)
    }
    static let date = "Sun, 06 Nov 1994 08:49:37 GMT"

    /// A refused POST was not processed: it is repeated, at the time told and not before.
    @Test(
        arguments: [
            (refused("5"), 5), (refused("Sun, 06 Nov 1994 08:50:07 GMT", date: date), 30),
            (refused("Sun, 06 Nov 1994 08:50:07 GMT"), 60), (refused("soon"), 60), (refused(), 60),
            // At once, or before the response: no time that could be meant. Fractions are.
            (refused("0"), 60), (refused("0.0"), 60), (refused(date, date: date), 60),
            (refused("Sun, 06 Nov 1994 08:00:00 GMT", date: date), 60), (refused("1.5"), 1.5), (refused("34s"), 34),
        ] as [(ScriptedResponse, Double)])
    func repeatedWhenTold(response: ScriptedResponse, seconds: Double) async throws {
        let fixture = CallFixture(response, .status(200, "done"))
        #expect(try await fixture.result(.add).get() == "done")
        #expect(fixture.sentAt == [0, seconds])
        #expect(fixture.transport.sent.map(\.request.method) == [.post, .post])
    }

    /// The window counts from the receipt of the refusal, not from the sending of the request.
    @Test func wholeWindowFromReceipt() async throws {
        let fixture = CallFixture(Self.refused().after(.seconds(7)), .status(200, ""))
        _ = try await fixture.result(.add).get()
        #expect(fixture.sentAt == [0, 67])
    }

    /// What another call was told holds for all calls of the bucket.
    @Test func gateHoldsOthersBack() async throws {
        let fixture = CallFixture(Self.refused("5"), .status(200, ""))
        let error = try await fixture.failure(.add, CallOptions(retry: .never))
        #expect(error.code == .refused)
        #expect(fixture.bucket.gatedUntil == .zero + .seconds(5))
        _ = try await fixture.result(.list).get()
        #expect(fixture.sentAt == [0, 5])
        #expect(fixture.bucket.gatedUntil == nil)
    }

    /// Who was refused goes before those who came later.
    @Test func repeatedFirst() async throws {
        let policy = RateLimitPolicy(name: "p", numbers: .quota(1, per: .seconds(60)))
        let fixture = CallFixture(Self.refused().after(.seconds(1)), .status(200), policies: [policy])
        let first = Task { try await fixture.call(.limited(policy)) }
        try await fixture.time.sleepers()
        let get = OperationDescriptor(id: "get", method: .get, path: "/get", limits: [AppliedLimit(policy)])
        let second = Task { try await fixture.call(get) }
        while fixture.bucket.waiting < 1, !Task.isCancelled { await Task.yield() }
        fixture.time.advance(by: .seconds(1))
        while fixture.bucket.waiting < 2, !Task.isCancelled { await Task.yield() }
        fixture.time.advance(by: .seconds(60))
        _ = try await fixture.transport.sent(atLeast: 2)
        #expect(fixture.transport.sent.map(\.request.method) == [.post, .post])
        #expect(fixture.sentAt == [0, 61])
        for call in [first, second] { call.cancel() }
        for call in [first, second] { _ = await call.outcome }
    }

    /// The head of the first response after a refusal lets the others start, though its body is still on its way.
    @Test func gateOpensAtTheHead() async throws {
        let policy = RateLimitPolicy(name: "p", numbers: .quota(9, per: .seconds(60)))
        let fixture = CallFixture(
            .status(200), .status(200), Self.refused("65"), .status(200, "x").thenHangs(), .status(200),
            policies: [policy])
        for _ in 0..<2 { _ = try await fixture.call(.limited(policy)) }
        _ = await fixture.result(.limited(policy), CallOptions(retry: .never))
        let calls = (0..<2).map { _ in Task { try await fixture.call(.limited(policy)) } }
        while fixture.bucket.waiting < 2, !Task.isCancelled { await Task.yield() }
        fixture.time.advance(by: .seconds(65))
        _ = try await fixture.transport.sent(atLeast: 5)
        #expect(fixture.sentAt == [0, 0, 0, 65, 65])
        for call in calls { call.cancel() }
        for call in calls { _ = await call.outcome }
    }

    @Test func neverRepeats() async throws {
        let fixture = CallFixture(Self.refused("5"), retry: .never)
        let error = try await fixture.failure()
        #expect(error.code == .refused)
        #expect(error.retryAfter == .seconds(5))
        #expect(error.policy == "per-minute")
        #expect(error.key == "acme")
        #expect(error.attempts == 1)
        #expect(error.response?.status == 429)
        #expect(error.operation == "listBooks")
        #expect(error.group == "Books")
        #expect(fixture.sentAt == [0])
    }

    @Test func boundOfRefusals() async throws {
        let fixture = CallFixture(Self.refused("1"), retry: RetryOptions(attempts: 1, refusals: 2))
        let error = try await fixture.failure(.add)
        #expect(error.code == .refused)
        #expect(error.attempts == 3)
        #expect(fixture.sentAt.count == 3)
    }

    /// Refusals and passing failures are counted apart.
    @Test func refusalsDrawOnNoAttempts() async throws {
        let fixture = CallFixture(
            Self.refused("1"), .status(503), Self.refused("1"), .status(503), .status(200, "done"),
            policies: [RateLimitPolicy(name: "per-minute", numbers: .quota(9, per: .seconds(60)))],
            retry: RetryOptions(attempts: 3, refusals: 2))
        #expect(try await fixture.result().get() == "done")
        #expect(fixture.sentAt.count == 5)
    }

    @Test(arguments: [("600", 2), ("601", 1), ("99999999999", 1)])
    func maximumWait(told: String, sent: Int) async throws {
        let fixture = CallFixture(Self.refused(told), .status(200, ""))
        let result = await fixture.result()
        #expect(fixture.sentAt.count == sent)
        if sent == 1 {
            let error = try #require(throws: CallError.self) { try result.get() }
            #expect(error.code == .refused)
            #expect(try #require(error.retryAfter) > .seconds(600))
            #expect(fixture.time.now == .zero)
        }
    }

    /// A refusal that asks for more time than the call has fails it at once, with that time.
    @Test(arguments: [true, false])
    func callWithoutTimeToWait(isEnforced: Bool) async throws {
        let fixture = CallFixture(Self.refused("30"), limits: LimitSettings(isEnforced: isEnforced, clockMargin: .none))
        let error = try await #require(throws: CallError.self) {
            _ = try await fixture.call(.add, CallOptions(timeout: .seconds(20)))
        }
        #expect(error.code == .refused)
        #expect(error.retryAfter == .seconds(30))
        #expect(fixture.time.now == .zero)
    }

    /// Without enforcement no bucket holds the repetition back, but the wait does.
    @Test func waitedOutWithoutEnforcement() async throws {
        let fixture = CallFixture(Self.refused("5"), Self.refused(), .status(200, ""), limits: .notEnforced)
        _ = try await fixture.result(.add).get()
        #expect(fixture.sentAt == [0, 5, 65])
    }

    /// The longest wait of the policies that refused counts for the call; each is shut for its own.
    @Test(arguments: [true, false])
    func severalPoliciesRefuse(isLongestFirst: Bool) async throws {
        let hour = RateLimitPolicy(name: "per-hour", numbers: .quota(50, per: .seconds(3600)))
        let fixture = CallFixture(
            .status(
                429, #"{"violated-policies": ["per-hour", "per-minute"]}"#,
                fields: [.contentType: "application/problem+json"]), policies: [.perMinute, hour],
            retry: RetryOptions(attempts: 1, refusals: 9, maximumWait: .seconds(60)))
        let operation = OperationDescriptor.limited(
            isLongestFirst ? hour : .perMinute, isLongestFirst ? .perMinute : hour)
        let error = try await fixture.failure(operation)
        #expect(error.policy == "per-hour")
        #expect(error.retryAfter == .seconds(3600))
        #expect(fixture.core.limits.snapshot().map(\.gatedUntil) == [.zero + .seconds(60), .zero + .seconds(3600)])
    }

    /// Only the policy whose message the response holds is shut.
    @Test func onlyTheRefusingPolicyIsShut() async throws {
        let fixture = CallFixture(
            .status(400, #"{"error": "TOO MUCH"}"#), .status(200, ""), policies: [.perMinute, .one])
        let error = try await fixture.failure(.limited(.perMinute, .one), CallOptions(retry: .never))
        #expect(error.policy == "one")
        #expect(fixture.core.limits.snapshot().map(\.gatedUntil) == [nil, .zero + .seconds(60)])
        _ = try await fixture.call(.list)
        #expect(fixture.sentAt == [0, 0])
    }

    /// A fixed wait of the policy comes before a field that stands behind it.
    @Test(
        arguments: [
            ([.fixed(.seconds(3)), .header], 3), ([.header, .fixed(.seconds(3))], 5), ([.window, .header], 60),
            ([], 60),
        ] as [([RetryAfterSource], Double)])
    func order(sources: [RetryAfterSource], seconds: Double) async throws {
        let policy = RateLimitPolicy(
            name: "p", numbers: .quota(9, per: .seconds(60)), retry: RefusalRetry(after: sources))
        let fixture = CallFixture(Self.refused("5"), .status(200, ""), policies: [policy])
        _ = try await fixture.result(.limited(policy)).get()
        #expect(fixture.sentAt == [0, seconds])
    }
}
