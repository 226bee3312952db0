import PacelineLimiter
import Synchronization

/// Runs `exchange`, cut off at `deadline`.
///
/// Throws what `exchange` throws, or ``ExchangeFailure/timedOut``.
func withDeadline<Value: Sendable>(
    _ deadline: Instant?, _ time: TimeSource, _ exchange: @escaping @Sendable () async throws(ExchangeFailure) -> Value
) async throws(ExchangeFailure) -> Value {
    guard let deadline else { return try await exchange() }
    let outcome = await withTaskGroup(of: Result<Value, ExchangeFailure>.self) { group in
        group.addTask {
            do throws(ExchangeFailure) { return .success(try await exchange()) } catch { return .failure(error) }
        }
        group.addTask {
            do { try await time.sleep(until: deadline) } catch { return .failure(.cancelled) }
            return .failure(.timedOut)
        }
        var first = await group.next() ?? .failure(.cancelled)
        // A timer that was cancelled with the task says nothing of the exchange, which ends with its own error.
        if case .failure(.cancelled) = first { first = await group.next() ?? first }
        group.cancelAll()
        return first
    }
    return try outcome.get()
}

/// Why an exchange failed.
enum ExchangeFailure: Error {
    case transport(TransportError)
    case timedOut
    /// The response's body is larger than so many bytes.
    case tooLarge(limit: Int)
    /// The task was cancelled.
    case cancelled
}

/// Runs `work`, which may not heed cancellation, and waits for it until `deadline` or until the task is cancelled: then
/// `work` is cancelled and left to itself, and there is no value.
func race<Value: Sendable>(
    at deadline: Instant, _ time: TimeSource, _ work: @escaping @Sendable () async -> Value
) async -> Value? {
    let race = Race<Value>()
    let worker = Task(executorPreference: time.executor) { race.end(with: await work()) }
    let timer = Task(executorPreference: time.executor) {
        do { try await time.sleep(until: deadline) } catch { return }
        race.end(with: nil)
    }
    defer {
        worker.cancel()
        timer.cancel()
    }
    return await withTaskCancellationHandler {
        await race.result()
    } onCancel: {
        race.end(with: nil)
    }
}

/// Takes the first of several ends.
private final class Race<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value?, Never>)
        case ended(Value?)
    }

    private let state = Mutex(State.open)

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
