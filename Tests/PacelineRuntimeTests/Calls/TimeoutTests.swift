import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// The time that an attempt and a call may take.
@Suite(.timeLimit(.minutes(1))) struct TimeoutTests {
    /// Starts a call, and moves the time by `duration` as soon as a request is on its way and its timeout is set.
    private func failure(
        _ fixture: CallFixture, _ operation: OperationDescriptor, _ options: CallOptions = .default,
        after duration: Duration
    ) async throws -> CallError {
        let call = Task { try await fixture.call(operation, options) }
        _ = try await fixture.transport.sent(atLeast: 1)
        try await fixture.time.sleepers()
        fixture.time.advance(by: duration)
        let result = await call.outcome
        return try #require(throws: CallError.self) { try result.get() }
    }

    /// A timed-out request may have reached the server: a POST is not repeated, and its unit is held with grace.
    @Test func attemptTimesOut() async throws {
        let fixture = CallFixture(.hangs(), attemptTimeout: .seconds(10))
        let error = try await failure(fixture, .add, after: .seconds(10))
        #expect(error.code == .timeout)
        #expect(error.attempts == 1)
        #expect(fixture.bucket.inFlight == 0)
        fixture.time.advance(to: .zero + .seconds(80) - .nanoseconds(1))
        #expect(fixture.bucket.held == 1)
        fixture.time.advance(by: .nanoseconds(1))
        #expect(fixture.bucket.held == 0)
        #expect(fixture.time.sleeperCount == 0)
    }

    @Test func timedOutGetIsRepeated() async throws {
        let fixture = CallFixture(.hangs(), .status(200, "done"), attemptTimeout: .seconds(10))
        let call = Task { try await fixture.call(.unlimited(.get)) }
        _ = try await fixture.transport.sent(atLeast: 1)
        try await fixture.time.sleepers()
        fixture.time.advance(by: .seconds(10))
        // The pause before the second attempt.
        try await fixture.time.sleepers()
        fixture.time.advance(by: .milliseconds(250))
        #expect(try await call.outcome.get() == "done")
        #expect(fixture.sentAt == [0, 10.25])
    }

    /// The body counts, too.
    @Test func bodyTimesOut() async throws {
        let reading = Signal()
        let fixture = CallFixture(.status(200, "x").thenHangs(), attemptTimeout: .seconds(10)) {
            $0.middleware = [tellsOfReading(reading)]
        }
        let call = Task { try await fixture.call(.add) }
        await reading.wait()
        try await fixture.time.sleepers()
        fixture.time.advance(by: .seconds(10))
        let result = await call.outcome
        let error = try #require(throws: CallError.self) { try result.get() }
        #expect(error.code == .timeout)
        #expect(fixture.sentAt == [0])
        // The response's head came at once: no grace.
        #expect(fixture.bucket.held == 1)
        fixture.time.advance(to: .zero + .seconds(60))
        #expect(fixture.bucket.held == 0)
    }

    /// A response in time leaves no timer behind.
    @Test func inTime() async throws {
        let fixture = CallFixture(.status(200, "done").after(.seconds(9)), attemptTimeout: .seconds(10))
        let call = Task { try await fixture.call(.add) }
        try await fixture.time.sleepers(atLeast: 2)
        fixture.time.advance(by: .seconds(9))
        #expect(try await call.outcome.get() == "done")
        #expect(fixture.time.sleeperCount == 0)
    }

    /// A call that cannot start in time fails at once, with the time to wait.
    @Test func deadlineFailsAtOnce() async throws {
        let fixture = CallFixture(policies: [.one])
        _ = try await fixture.call(.limited(.one))
        let error = try await #require(throws: CallError.self) {
            _ = try await fixture.call(.limited(.one), CallOptions(timeout: .milliseconds(59_999)))
        }
        #expect(error.code == .deadline)
        #expect(error.retryAfter == .seconds(60))
        #expect(error.policy == "one")
        #expect(error.attempts == 0)
        #expect(fixture.sentAt == [0])
        #expect(fixture.time.now == .zero)
        #expect(fixture.bucket.waiting == 0)
    }

    @Test func startsJustInTime() async throws {
        let fixture = CallFixture(policies: [.one])
        _ = try await fixture.call(.limited(.one))
        let call = Task { try await fixture.call(.limited(.one), CallOptions(timeout: .milliseconds(60_001))) }
        try await fixture.time.sleepers()
        fixture.time.advance(by: .seconds(60))
        _ = try await call.outcome.get()
        #expect(fixture.sentAt == [0, 60])
    }

    /// The call's own time cuts an attempt off, and nothing is repeated after it.
    @Test func callTimesOutWhileSending() async throws {
        let fixture = CallFixture(.hangs(), attemptTimeout: .seconds(30))
        let error = try await failure(fixture, .list, CallOptions(timeout: .seconds(4)), after: .seconds(4))
        #expect(error.code == .timeout)
        #expect(error.attempts == 1)
        #expect(fixture.sentAt == [0])
    }

    /// A provider that takes longer than the call may keeps the request from being sent.
    @Test func credentialComesTooLate() async throws {
        let time = ManualTimeSource()
        let credentials = CredentialSet(scheme: "key", placement: .header("Key")) {
            time.advance(by: .seconds(5))
            return "k"
        }
        let operation = OperationDescriptor(
            id: "secret", method: .get, path: "/", limits: [AppliedLimit(.perMinute)], security: [["key"]])
        let fixture = CallFixture(credentials: credentials) { $0.limiter = RateLimiter(time: time.source) }
        let error = try await #require(throws: CallError.self) {
            _ = try await fixture.call(operation, CallOptions(timeout: .seconds(4)))
        }
        #expect(error.code == .deadline)
        #expect(fixture.sentAt.isEmpty)
        #expect(fixture.bucket.held == 0)
        #expect(fixture.bucket.inFlight == 0)
    }

    /// The attempt's time does not begin before the limiter admits it.
    @Test func waitingIsNotPartOfTheAttempt() async throws {
        let fixture = CallFixture(.status(200), policies: [.one], attemptTimeout: .seconds(10))
        _ = try await fixture.call(.limited(.one))
        let call = Task { try await fixture.call(.limited(.one)) }
        try await fixture.time.sleepers()
        fixture.time.advance(by: .seconds(60))
        _ = try await call.outcome.get()
        #expect(fixture.sentAt == [0, 60])
    }
}
