import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// A call that is cancelled ends at once, wherever it is, and leaves nothing behind.
@Suite(.timeLimit(.minutes(1))) struct CancellationTests {
    /// Starts a call, waits for `moment`, cancels the call, and returns its error.
    private func cancelled(
        _ fixture: CallFixture, _ operation: OperationDescriptor = .add, _ options: CallOptions = .default,
        when moment: () async throws -> Void
    ) async throws -> CallError {
        let call = Task { try await fixture.call(operation, options) }
        try await moment()
        call.cancel()
        let result = await call.outcome
        return try #require(throws: CallError.self) { try result.get() }
    }

    /// Waits until a call waits for the limiter.
    private func waits(_ fixture: CallFixture) async throws {
        try await fixture.time.sleepers()
        #expect(fixture.bucket.waiting == 1)
    }

    private func expectNothingInFlight(_ fixture: CallFixture, held: Double) {
        #expect(fixture.bucket.inFlight == 0)
        #expect(fixture.bucket.held == held)
        #expect(fixture.bucket.waiting == 0)
        #expect(fixture.time.sleeperCount == 0)
    }

    @Test func beforeItBegins() async throws {
        let fixture = CallFixture()
        let call = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await fixture.call()
        }
        let result = await call.outcome
        let error = try #require(throws: CallError.self) { try result.get() }
        #expect(error.code == .cancelled)
        #expect(fixture.sentAt.isEmpty)
        expectNothingInFlight(fixture, held: 0)
    }

    @Test func whileWaitingForTheLimiter() async throws {
        let fixture = CallFixture(policies: [.one])
        _ = try await fixture.call(.limited(.one))
        let error = try await cancelled(fixture, .limited(.one)) { try await waits(fixture) }
        #expect(error.code == .cancelled)
        #expect(error.attempts == 0)
        #expect(fixture.sentAt == [0])
        expectNothingInFlight(fixture, held: 1)
    }

    @Test func whileWaitingAtTheGate() async throws {
        let fixture = CallFixture(.status(429))
        let error = try await cancelled(fixture) { try await waits(fixture) }
        #expect(error.code == .cancelled)
        #expect(error.attempts == 1)
        expectNothingInFlight(fixture, held: 1)
    }

    @Test(arguments: [LimitSettings.notEnforced, LimitSettings(clockMargin: .none)])
    func whilePausing(limits: LimitSettings) async throws {
        let fixture = CallFixture(.status(limits.isEnforced ? 503 : 429), limits: limits)
        let error = try await cancelled(fixture, .list) { try await fixture.time.sleepers() }
        #expect(error.code == .cancelled)
        #expect(fixture.sentAt == [0])
        expectNothingInFlight(fixture, held: limits.isEnforced ? 1 : 0)
    }

    /// Whatever the provider makes of the cancellation: its own error, CancellationError, or a credential all the same.
    @Test(arguments: [0, 1, 2])
    func whileAskingForTheCredential(reaction: Int) async throws {
        struct Failed: Error {}
        let asked = Signal()
        let credentials = CredentialSet(scheme: "key", placement: .header("Key")) {
            asked.set()
            await untilCancelled()
            if reaction == 0 { throw CancellationError() }
            if reaction == 1 { throw Failed() }
            return "k"
        }
        let operation = OperationDescriptor(
            id: "secret", method: .post, path: "/", limits: [AppliedLimit(.perMinute)], security: [["key"]])
        let fixture = CallFixture(credentials: credentials)
        let error = try await cancelled(fixture, operation) { await asked.wait() }
        #expect(error.code == .cancelled)
        #expect(fixture.sentAt.isEmpty)
        expectNothingInFlight(fixture, held: 0)
    }

    @Test(
        arguments: [(.maybeSent, nil), (.notSent, nil), (.maybeSent, .seconds(9)), (.notSent, .seconds(9))]
            as [(TransportError.Delivery, Duration?)])
    func whileSending(delivery: TransportError.Delivery, timeout: Duration?) async throws {
        let fixture = CallFixture(.hangs(delivery), retry: .never, attemptTimeout: timeout)
        let error = try await cancelled(fixture, .list) { _ = try await fixture.transport.sent(atLeast: 1) }
        #expect(error.code == .cancelled)
        #expect(error.attempts == 1)
        #expect(fixture.sentAt == [0])
        expectNothingInFlight(fixture, held: delivery == .notSent ? 0 : 1)
    }

    @Test(arguments: [nil, .seconds(9)] as [Duration?])
    func whileReadingTheBody(timeout: Duration?) async throws {
        let reading = Signal()
        let fixture = CallFixture(.status(200, "x").thenHangs(), retry: .never, attemptTimeout: timeout) {
            $0.middleware = [tellsOfReading(reading)]
        }
        let error = try await cancelled(fixture, .list) { await reading.wait() }
        #expect(error.code == .cancelled)
        #expect(fixture.sentAt == [0])
        expectNothingInFlight(fixture, held: 1)
    }

    /// Cancelled requests stop the next call for the grace and one window, and no longer.
    @Test func nextCallAfterCancellations() async throws {
        let policy = RateLimitPolicy(name: "two", numbers: .quota(2, per: .seconds(1)))
        let fixture = CallFixture(.hangs(), .hangs(), .status(200), policies: [policy])
        for number in 1...2 {
            let error = try await cancelled(fixture, .limited(policy)) {
                _ = try await fixture.transport.sent(atLeast: number)
            }
            #expect(error.code == .cancelled)
        }
        _ = try await fixture.result(.limited(policy)).get()
        #expect(fixture.sentAt == [0, 0, 11])
    }

    /// The caller of a middleware that does not heed cancellation comes back in time all the same.
    @Test func transportThatDoesNotHeedCancellation() async throws {
        let release = Signal()
        let fixture = CallFixture(attemptTimeout: .seconds(10)) {
            $0.middleware = [heedsNoCancellation(until: release)]
        }
        let ended = Mutex(false)
        let call = Task {
            defer { ended.withLock { $0 = true } }
            return try await fixture.call(.list, CallOptions(retry: .never))
        }
        try await fixture.time.sleepers()
        fixture.time.advance(by: .seconds(10))
        for _ in 0..<10_000 where !ended.withLock({ $0 }) { await Task.yield() }
        #expect(ended.withLock { $0 })
        release.set()
        _ = await call.outcome
    }

    /// What a middleware sends on when its call is over is not sent: nothing counts it any more.
    @Test func nothingIsSentAfterTheEnd() async throws {
        let (release, ended) = (Signal(), Signal())
        let fixture = CallFixture(attemptTimeout: .seconds(10)) {
            $0.middleware = [
                .custom { request, body, _, next in
                    defer { ended.set() }
                    return try await next(request, body)
                }, heedsNoCancellation(until: release),
            ]
        }
        let call = Task { try await fixture.call(.list, CallOptions(retry: .never)) }
        try await fixture.time.sleepers()
        fixture.time.advance(by: .seconds(10))
        let result = await call.outcome
        #expect(try #require(throws: CallError.self) { try result.get() }.code == .timeout)
        release.set()
        await ended.wait()
        #expect(fixture.sentAt.isEmpty)
    }

    /// Whoever cancels a call over such a middleware comes back after the grace in which the others say what became of
    /// the request.
    @Test func cancelledOverWhatDoesNotHeedIt() async throws {
        let (release, began) = (Signal(), Signal())
        let fixture = CallFixture(attemptTimeout: .seconds(10)) {
            $0.middleware = [heedsNoCancellation(until: release, began)]
        }
        let call = Task { try await fixture.call(.list, CallOptions(retry: .never)) }
        await began.wait()
        call.cancel()
        while fixture.time.nextWake != .zero + Exchange.cancellationGrace, !Task.isCancelled { await Task.yield() }
        fixture.time.advance(by: Exchange.cancellationGrace)
        let result = await call.outcome
        #expect(try #require(throws: CallError.self) { try result.get() }.code == .cancelled)
        // It had not sent the request on, and can no more.
        expectNothingInFlight(fixture, held: 0)
        release.set()
    }

    /// A head that comes when the call has long been given up is told to nobody, two calls side by side.
    @Test func headAfterTheEnd() async throws {
        let release = Gate()
        let fixture = CallFixture(attemptTimeout: .seconds(10))
        let time = fixture.time
        let ended = Mutex(0)
        let late = CustomMiddleware.custom { request, body, _, next in
            defer { ended.withLock { $0 += 1 } }
            return try await next(request, body)
        }
        var options = fixture.core.options
        options.middleware.insert(late, at: 0)
        let core = ClientCore(
            api: fixture.core.api, server: fixture.core.server, principals: ["account": "acme"],
            credentials: CredentialSet(), transport: LateTransport(base: fixture.transport, release: release),
            options: options)
        let calls = (0..<2).map { _ in
            Task { try await core.text(RequestBuilder(.list, CallOptions(retry: .never))) }
        }
        _ = try await fixture.transport.sent(atLeast: 2)
        try await time.sleepers()
        time.advance(by: .seconds(10))
        for call in calls {
            let result = await call.outcome
            #expect(try #require(throws: CallError.self) { try result.get() }.code == .timeout)
        }
        let before = core.limits.snapshot()
        release.open()
        while ended.withLock({ $0 }) < 2, !Task.isCancelled { await Task.yield() }
        #expect(core.limits.snapshot() == before)
        #expect(before[0].inFlight == 0 && before[0].held == 2)
    }
}

/// A middleware that waits for a signal, whether its task is cancelled or not.
private func heedsNoCancellation(until release: Signal, _ began: Signal? = nil) -> CustomMiddleware {
    .custom { request, body, _, next in
        began?.set()
        // Nobody cancels this task.
        await Task.detached { await release.wait() }.value
        return try await next(request, body)
    }
}

/// A transport whose heads come when they may, whether its task is cancelled or not.
private struct LateTransport: Transport {
    let base: RecordingTransport
    let release: Gate

    func send(
        _ request: HTTPRequest, body: RequestBody, context: TransportContext
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        let response = try await base.send(request, body: body, context: context)
        await Task.detached { [release] in await release.wait() }.value
        return response
    }
}

/// Something that opens once, for all who wait.
private final class Gate: Sendable {
    private let task: Task<Void, Never>
    private let signal = Signal()

    init() {
        let signal = signal
        task = Task.detached { await signal.wait() }
    }

    func open() { signal.set() }

    func wait() async { await task.value }
}

private func untilCancelled() async {
    let never = AsyncStream.makeStream(of: Never.self)
    for await _ in never.stream {}
    never.continuation.finish()
}

/// Tells of the first reading of a response's body, by when the limiter has been told of the head.
func tellsOfReading(_ signal: Signal) -> CustomMiddleware {
    .custom { request, body, _, next in
        let (head, rest) = try await next(request, body)
        return (
            head,
            ResponseBody { () throws(TransportError) in
                signal.set()
                var chunks = rest.makeAsyncIterator()
                return try await chunks.next()
            }
        )
    }
}
