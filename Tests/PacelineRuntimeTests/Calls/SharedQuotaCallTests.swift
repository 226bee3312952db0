import HTTPTypes
import PacelineLedger
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// Calls whose quota is shared with other processes.
@Suite(.timeLimit(.minutes(1))) struct SharedQuotaCallTests {
    /// A process that was stopped between the permit and the sending has lost what it was granted: the call waits for
    /// another permit, and its request is sent once.
    @Test func stoppedBeforeTheSending() async throws {
        let clock = Mutex<ManualTimeSource?>(nil)
        let hasStopped = Atomic(false)
        let fixture = CallFixture(.status(200, "first")) { options in
            let shared = MemoryLedger(time: options.limiter.time)
            options.limiter = RateLimiter(sharing: shared, time: options.limiter.time, random: { 0 })
            options.middleware = [
                .custom { request, body, _, next in
                    if !hasStopped.exchange(true, ordering: .relaxed) {
                        clock.withLock { $0 }?.advance(by: .seconds(30))
                    }
                    return try await next(request, body)
                }
            ]
        }
        clock.withLock { $0 = fixture.time }
        let text = try await fixture.call()
        #expect(text == "first")
        #expect(fixture.transport.sent.count == 1)
    }
}
