import PacelineLimiter

/// Runs `exchange`, cut off at `deadline`.
///
/// Throws what `exchange` throws, or ``TimedOut``.
func withDeadline<Value: Sendable>(
    _ deadline: Instant?, _ time: TimeSource, _ exchange: @escaping @Sendable () async throws(TransportError) -> Value
) async throws(ExchangeFailure) -> Value {
    guard let deadline else {
        do throws(TransportError) { return try await exchange() } catch { throw .transport(error) }
    }
    let outcome = await withTaskGroup(of: Result<Value, ExchangeFailure>.self) { group in
        group.addTask {
            do throws(TransportError) { return .success(try await exchange()) } catch {
                return .failure(.transport(error))
            }
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

/// Why an exchange with a deadline failed.
enum ExchangeFailure: Error {
    case transport(TransportError)
    case timedOut
    /// The task was cancelled.
    case cancelled
}
