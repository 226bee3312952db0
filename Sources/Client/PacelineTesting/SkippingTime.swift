package import PacelineLimiter
package import PacelineRuntime
import Synchronization

/// A time that passes in no time: when all that goes on waits for a later moment, that moment has come.
///
/// It knows of a request from its permit: the time stands still until the head of its response has come, unless its
/// transport waits, too. Of what happens before and after requests it knows nothing, so it gives everybody else several
/// turns before it moves.
package final class SkippingTime: Sendable {
    /// In so many turns of everybody else, one after the other, nothing must have happened.
    private static let calmTurns = 16

    private struct State {
        /// Those who wait for a moment to go on.
        var waiting = 0
        /// Exchanges whose heads have not come, since their transport waits.
        var waitingExchanges = 0
        /// Grows with all that happens.
        var events = 0
        var isWatched = false
        weak var limiter: RateLimiter?
    }

    /// The time itself.
    package let time = ManualTimeSource()
    private let state = Mutex(State())

    package init() {}

    /// A limiter on this time. Its windows end exactly at the time told.
    package func makeLimiter() -> RateLimiter {
        var source = TimeSource(now: { self.time.now }, sleep: { try await self.sleep(until: $0) })
        // What ends what takes too long is not waited for.
        source.deadlineWait = { try await self.time.source.sleep(until: $0) }
        let limiter = RateLimiter(time: source, random: { 0 })
        state.withLock { $0.limiter = limiter }
        return limiter
    }

    /// Options of a client on this time: the limiter, jitter in the middle.
    package func options(_ limiter: RateLimiter, clockMargin: RateLimit.ClockMargin) -> ClientOptions {
        ClientOptions(
            limiter: limiter, limits: LimitSettings(clockMargin: clockMargin), random: { 0.5 },
            wallTime: { Double(self.time.now.nanoseconds) / 1e9 })
    }

    /// Has an exchange wait until the time has come, or its own is over.
    ///
    /// - Parameter inBody: Whether the head has come; the body of one that is handed on has its own time.
    package func wait(
        until instant: Instant?, inBody: Bool = false, _ context: TransportContext
    ) async throws(TransportError) {
        let deadline = inBody && context.isStreamed ? nil : context.deadline?.instant
        let end = [instant, deadline].compactMap(\.self).min()
        note(1, inBody: inBody)
        defer { note(-1, inBody: inBody) }
        do {
            if let end { try await time.source.sleep(until: end) } else { try await ScriptedResponse.untilCancelled() }
        } catch {
            throw .cancelled
        }
        if let deadline, deadline == end, instant != end { throw .timedOut }
    }

    private func sleep(until instant: Instant) async throws {
        note(1)
        defer { note(-1) }
        try await time.source.sleep(until: instant)
    }

    /// One more waits, or one less; `inBody` as everybody does but an exchange before its head.
    private func note(_ change: Int, inBody: Bool = true) {
        let begins = state.withLock { state in
            state.waiting += change
            if !inBody { state.waitingExchanges += change }
            state.events += 1
            guard state.waiting > 0, !state.isWatched else { return false }
            state.isWatched = true
            return true
        }
        if begins { Task.detached(priority: .low) { await self.watch() } }
    }

    /// Moves the time on whenever everything has come to rest, as long as anybody waits.
    private func watch() async {
        var (seen, calm) = (-1, 0)
        while true {
            await Task.yield()
            let (limiter, exchanges, isOver) = state.withLock { state in
                (seen, calm) = (state.events, state.events == seen ? calm + 1 : 0)
                state.isWatched = state.waiting > 0
                return (state.limiter, state.waitingExchanges, !state.isWatched)
            }
            if isOver { return }
            guard calm >= Self.calmTurns else { continue }
            if limiter?.unansweredPermits ?? 0 <= exchanges, let next = time.nextWake {
                time.advance(to: next)
                calm = 0
            } else {
                // Somebody works for real.
                try? await Task.sleep(for: .milliseconds(1))
            }
        }
    }
}
