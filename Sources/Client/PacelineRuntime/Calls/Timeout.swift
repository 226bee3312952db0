import PacelineLimiter
import Synchronization

/// Runs `work`, which may not heed cancellation, in a task of its own, and waits for it until `deadline`: then `work`
/// is cancelled and left to itself, and there is no value.
///
/// When the calling task is cancelled, `work` is cancelled, too, and has so much time left (`grace`) to say what became
/// of it.
func withDeadline<Value: Sendable>(
    _ deadline: Instant, _ limiter: RateLimiter, grace: Duration, _ work: @escaping @Sendable () async -> Value
) async -> Value? {
    await MovableDeadline(deadline, limiter).run(grace: grace, work)
}

/// A deadline that may move while work is done until then.
final class MovableDeadline: Sendable {
    private struct State {
        var instant: Instant
        var ticket: Deadlines.Ticket?
    }

    private let limiter: RateLimiter
    private let state: Mutex<State>

    init(_ instant: Instant, _ limiter: RateLimiter) {
        self.limiter = limiter
        state = Mutex(State(instant: instant))
    }

    /// Moves the deadline.
    func move(to instant: Instant) {
        let ticket = state.withLock { state in
            state.instant = instant
            return state.ticket
        }
        if let ticket { limiter.deadlines.move(ticket, to: instant) }
    }

    /// See ``withDeadline(_:_:grace:_:)``. To be called once. Whoever has the race can end it, too.
    func run<Value: Sendable>(
        _ race: Race<Value> = Race(), grace: Duration, _ work: @escaping @Sendable () async -> Value
    ) async -> Value? {
        let worker = Task(executorPreference: limiter.time.executor) { race.end(with: await work()) }
        let ticket = limiter.deadlines.insert(race, at: state.withLock { $0.instant })
        state.withLock { $0.ticket = ticket }
        let value = await withTaskCancellationHandler {
            await race.result()
        } onCancel: {
            worker.cancel()
            if grace == .zero {
                race.expire()
            } else {
                hasten(ticket, grace)
            }
        }
        state.withLock { $0.ticket = nil }
        limiter.deadlines.remove(ticket)
        if value == nil { worker.cancel() }
        return value
    }

    /// Whoever waits was cancelled: nothing moves the end any more.
    private func hasten(_ ticket: Deadlines.Ticket, _ grace: Duration) {
        let instant = state.withLock { state in
            state.ticket = nil
            return state.instant
        }
        limiter.deadlines.hasten(ticket, from: instant, grace: grace)
    }
}

/// Takes the first of several ends.
final class Race<Value: Sendable>: Expiring {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value?, Never>)
        case ended(Value?)
    }

    private let state = Mutex(State.open)

    /// Ends without a value.
    func expire() { end(with: nil) }

    /// Runs `work`, which may not heed cancellation, in a task of its own until the race has ended, or the calling task
    /// is cancelled: then `work` is cancelled and left to itself. To be called once.
    func run(
        on executor: (any TaskExecutor)?, _ work: @escaping @Sendable () async -> Value
    ) async -> Value? {
        let worker = Task(executorPreference: executor) { self.end(with: await work()) }
        let value = await withTaskCancellationHandler {
            await result()
        } onCancel: {
            expire()
        }
        if value == nil { worker.cancel() }
        return value
    }

    func end(with value: Value?) {
        let continuation: CheckedContinuation<Value?, Never>? = state.withLock { state in
            switch state {
            case .ended: return nil
            case .open:
                state = .ended(value)
                return nil
            case .awaited(let continuation):
                state = .ended(value)
                return continuation
            }
        }
        continuation?.resume(returning: value)
    }

    func result() async -> Value? {
        await withCheckedContinuation { continuation in
            let ended: Value?? = state.withLock { state in
                if case .ended(let value) = state { return .some(value) }
                state = .awaited(continuation)
                return nil
            }
            if let ended { continuation.resume(returning: ended) }
        }
    }
}

extension Result where Success: Sendable {
    /// What `body` returns or throws.
    init(catching body: () async throws(Failure) -> Success) async {
        do throws(Failure) { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
