package import PacelineLimiter
package import PacelineRuntime
import Synchronization

/// A time that passes in no time: when all that goes on waits for a later moment, that moment has come.
///
/// It knows of a request from its permit: the time stands still until the head of its response has come, unless its
/// transport waits, too. Of what happens before and after requests it knows nothing, so it gives everybody else several
/// turns and a moment of real time before it moves.
package final class SkippingTime: Sendable {
    /// In so many turns of everybody else, one after the other, nothing must have happened.
    private static let calmTurns = 16
    /// And nothing in this time: another thread may be at work.
    private static let calmTime = Duration.microseconds(200)

    private struct State {
        /// How many wait to go on, be it for ever. Who only ends what takes too long is not among them: the time does
        /// not move for that alone.
        var waits = 0
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
        source.deadlineWait = {
            try await self.time.source.sleep(until: $0)
            self.state.withLock { $0.events += 1 }
        }
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
        begin(inBody: inBody)
        defer { self.end(inBody: inBody) }
        do {
            if let end { try await time.source.sleep(until: end) } else { try await ScriptedResponse.untilCancelled() }
        } catch {
            throw .cancelled
        }
        if let deadline, deadline == end, instant != end { throw .timedOut }
    }

    /// Waits until the time has come.
    package func sleep(until instant: Instant) async throws {
        begin()
        defer { end() }
        try await time.source.sleep(until: instant)
    }

    /// One more waits; `inBody` as everybody does but an exchange before its head.
    private func begin(inBody: Bool = true) {
        let begins = state.withLock { state in
            state.waits += 1
            if !inBody { state.waitingExchanges += 1 }
            state.events += 1
            defer { state.isWatched = true }
            return !state.isWatched
        }
        if begins { Task.detached(priority: .low) { await self.watch() } }
    }

    private func end(inBody: Bool = true) {
        state.withLock { state in
            state.waits -= 1
            if !inBody { state.waitingExchanges -= 1 }
            state.events += 1
        }
    }

    /// What changes when something happens.
    private struct Activity: Equatable {
        var events = -1
        var unanswered = 0
        var queued = 0
    }

    /// Moves the time on whenever everything has come to rest, as long as anybody waits.
    private func watch() async {
        var (seen, calm) = (Activity(), 0)
        while true {
            await Task.yield()
            let (events, limiter, exchanges, isOver) = state.withLock { state in
                state.isWatched = state.waits > 0
                return (state.events, state.limiter, state.waitingExchanges, !state.isWatched)
            }
            if isOver { return }
            let activity = Activity(
                events: events, unanswered: limiter?.unansweredPermits ?? 0, queued: limiter?.waitingRequests ?? 0)
            (seen, calm) = (activity, activity == seen ? calm + 1 : 0)
            guard calm >= Self.calmTurns else { continue }
            if calm == Self.calmTurns {
                try? await Task.sleep(for: Self.calmTime)
            } else if activity.unanswered <= exchanges, let next = time.nextWake {
                // What takes too long may be the next, where somebody waits for longer than it lasts, or for ever.
                time.advance(to: next)
                calm = 0
            } else {
                // Somebody works for real.
                try? await Task.sleep(for: .milliseconds(1))
            }
        }
    }
}
