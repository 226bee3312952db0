import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// What the limiter is told of each way in which a request can end.
@Suite(.timeLimit(.minutes(1))) struct PermitAccountingTests {
    private struct Refusal: Error {}

    /// After the end nothing is in flight, and a request that may have reached the server is held.
    @Test(
        arguments: [
            (.status(200, "{}"), 1), (.status(404), 1), (.status(503), 1), (.status(429), 1), (.status(302), 1),
            (.fails(.notSent), 0), (.fails(.maybeSent), 1), (.status(200, "{").thenFails(), 1),
            (.status(200, String(repeating: "x", count: 2000)), 1),
        ] as [(ScriptedResponse, Double)])
    func held(response: ScriptedResponse, held: Double) async {
        let fixture = CallFixture(response, retry: .never) { $0.maximumBodyBytes = 1000 }
        _ = await fixture.result(.add)
        #expect(fixture.bucket.inFlight == 0)
        #expect(fixture.bucket.held == held)
        #expect(fixture.bucket.waiting == 0)
        #expect(fixture.sentAt.count == 1)
    }

    /// Every part of a repeated call is counted.
    @Test func repetitions() async throws {
        let policy = RateLimitPolicy(name: "p", numbers: .quota(9, per: .seconds(60)))
        let fixture = CallFixture(
            .status(429, fields: [.retryAfter: "1"]), .fails(.notSent), .status(200, ""), policies: [policy])
        _ = try await fixture.result(.limited(policy, cost: 2)).get()
        #expect(fixture.sentAt.count == 3)
        #expect(fixture.bucket.held == 4)
        #expect(fixture.bucket.inFlight == 0)
    }

    /// The hold begins at the head of the response, though the body takes longer.
    @Test func holdBeginsAtTheHead() async throws {
        let reading = Signal()
        let fixture = CallFixture(.status(200, "x").thenHangs()) { $0.middleware = [tellsOfReading(reading)] }
        let call = Task { try await fixture.call() }
        await reading.wait()
        #expect(fixture.bucket.inFlight == 0)
        #expect(fixture.bucket.held == 1)
        fixture.time.advance(by: .seconds(60))
        #expect(fixture.bucket.held == 0)
        call.cancel()
        _ = await call.outcome
        #expect(fixture.bucket.held == 0)
        #expect(fixture.bucket.inFlight == 0)
    }

    /// A lost request is held for the time that it may still be on its way, and one window: a short time where its
    /// connection is closed. The client's settings come before the limiter's.
    @Test(
        arguments: [
            (.maybeSent, nil, 10), (.connectionClosed, nil, 2), (.maybeSent, LimitSettings(grace: .seconds(25)), 25),
            (.connectionClosed, LimitSettings(graceAfterClose: .seconds(3)), 3), (.notSent, nil, nil),
        ] as [(TransportError.Delivery, LimitSettings?, Double?)])
    func lostWithGrace(delivery: TransportError.Delivery, limits: LimitSettings?, grace: Double?) async throws {
        var settings = limits ?? LimitSettings()
        settings.clockMargin = .none
        let fixture = CallFixture(.fails(delivery), limits: settings, retry: .never, attemptTimeout: .seconds(60))
        await #expect(throws: CallError.self) { _ = try await fixture.call() }
        guard let grace else { return #expect(fixture.bucket.held == 0) }
        let end = Instant.zero + .seconds(grace + 60)
        fixture.time.advance(to: end - .nanoseconds(1))
        #expect(fixture.bucket.held == 1)
        fixture.time.advance(to: end)
        #expect(fixture.bucket.held == 0)
    }

    /// The limiter's own graces hold where the client has none.
    @Test(arguments: [(.maybeSent, 70), (.connectionClosed, 65)] as [(TransportError.Delivery, Double)])
    func gracesOfTheLimiter(delivery: TransportError.Delivery, end: Double) async throws {
        let fixture = CallFixture(.fails(delivery), retry: .never)
        (fixture.limiter.grace, fixture.limiter.graceAfterClose) = (.seconds(10), .seconds(5))
        await #expect(throws: CallError.self) { _ = try await fixture.call() }
        fixture.time.advance(to: .zero + .seconds(end) - .nanoseconds(1))
        #expect(fixture.bucket.held == 1)
        fixture.time.advance(by: .nanoseconds(1))
        #expect(fixture.bucket.held == 0)
    }

    @Test func failedCredentialsAreRefunded() async throws {
        let credentials = CredentialSet(scheme: "key", placement: .header("Key")) { throw Refusal() }
        let operation = OperationDescriptor(
            id: "secret", method: .get, path: "/secret", limits: [AppliedLimit(.perMinute)], security: [["key"]])
        let fixture = CallFixture(credentials: credentials)
        let error = try await fixture.failure(operation)
        #expect(error.code == .credentials)
        #expect(error.underlying is Refusal)
        #expect(error.attempts == 0)
        #expect(fixture.bucket.held == 0)
        #expect(fixture.bucket.inFlight == 0)
    }

    /// What cannot be sent at all never reaches the limiter.
    @Test func invalidRequests() async throws {
        let fixture = CallFixture()
        let operation = OperationDescriptor(
            id: "get", method: .get, path: "/books/{id}", limits: [AppliedLimit(.perMinute)])
        let error = try await fixture.failure(operation)
        #expect(error.code == .invalidRequest)
        #expect(fixture.bucket.held == 0)
        #expect(fixture.sentAt.isEmpty)
    }

    @Test func overCapacity() async throws {
        let fixture = CallFixture()
        let error = try await fixture.failure(.limited(.perMinute, cost: 3))
        #expect(error.code == .exceedsQuota)
        #expect(error.policy == "per-minute")
        #expect(fixture.sentAt.isEmpty)
    }

    @Test func queueFull() async throws {
        let time = ManualTimeSource()
        let limiter = RateLimiter(time: time.source, maximumWaiters: 1)
        let fixture = CallFixture(policies: [.one]) { $0.limiter = limiter }
        _ = try await fixture.call(.limited(.one))
        let waiting = Task { try await fixture.call(.limited(.one)) }
        try await time.sleepers()
        let error = try await #require(throws: CallError.self) { _ = try await fixture.call(.limited(.one)) }
        #expect(error.code == .queueFull)
        #expect(error.policy == "one")
        waiting.cancel()
        _ = await waiting.outcome
    }
}
