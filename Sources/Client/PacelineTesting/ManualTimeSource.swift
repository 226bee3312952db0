public import PacelineLimiter
import Synchronization

/// A time source whose time stands still until a test moves it.
///
/// ```swift
/// let time = ManualTimeSource()
/// let limiter = RateLimiter(time: time.source)
/// time.advance(by: .seconds(60))
/// ```
public final class ManualTimeSource: Sendable {
    private struct Sleeper {
        let instant: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Instant
        var lastSleeper = 0
        var sleepers: [Int: Sleeper] = [:]
        /// Sleepers that were cancelled before they had fallen asleep.
        var cancelled: Set<Int> = []
    }

    private let state: Mutex<State>
    private let sleeperSignal = CountSignal()

    /// A time source whose present is `start`.
    public init(start: Instant = .zero) {
        state = Mutex(State(now: start))
    }

    /// The time source to give to a limiter.
    public var source: TimeSource {
        TimeSource(now: { self.now }, sleep: { try await self.sleep(until: $0) })
    }

    /// The present.
    public var now: Instant {
        state.withLock { $0.now }
    }

    /// How many tasks are asleep.
    public var sleeperCount: Int {
        state.withLock { $0.sleepers.count }
    }

    /// The time at which the next sleeper wakes; nil when nobody sleeps.
    public var nextWake: Instant? {
        state.withLock { $0.sleepers.values.map(\.instant).min() }
    }

    /// Waits until at least `count` tasks are asleep.
    ///
    /// - Throws: `CancellationError` when the task is cancelled, as by a test's time limit.
    public func sleepers(atLeast count: Int = 1) async throws {
        try await sleeperSignal.wait(atLeast: count)
    }

    /// Moves the time forward and wakes those whose time has come, the earliest first.
    public func advance(by duration: Duration) {
        advance(to: now + duration)
    }

    /// Moves the time forward to `instant` and wakes those whose time has come, the earliest first. Never moves it
    /// back.
    public func advance(to instant: Instant) {
        let due = state.withLock { state in
            state.now = max(state.now, instant)
            let due = state.sleepers.filter { $0.value.instant <= state.now }
            for key in due.keys { state.sleepers[key] = nil }
            sleeperSignal.set(state.sleepers.count)
            return due.sorted { ($0.value.instant, $0.key) < ($1.value.instant, $1.key) }.map(\.value)
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Sleeps until the time has been moved to `instant`.
    private func sleep(until instant: Instant) async throws {
        let key = state.withLock { state in
            state.lastSleeper += 1
            return state.lastSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(key) != nil { return .failure(CancellationError()) }
                    if instant <= state.now { return .success(()) }
                    state.sleepers[key] = Sleeper(instant: instant, continuation: continuation)
                    sleeperSignal.set(state.sleepers.count)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: key)
                sleeperSignal.set(state.sleepers.count)
                if sleeper == nil { state.cancelled.insert(key) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
