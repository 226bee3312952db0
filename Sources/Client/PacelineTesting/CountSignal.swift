import Synchronization

/// A number that tasks can wait for.
final class CountSignal: Sendable {
    private struct Waiter {
        let count: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var count = 0
        var lastWaiter = 0
        var waiters: [Int: Waiter] = [:]
        /// Waiters that were cancelled before they had begun to wait.
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    /// Sets the number and resumes those who waited for it.
    func set(_ count: Int) {
        let reached = state.withLock { state in
            state.count = count
            let reached = state.waiters.filter { $0.value.count <= count }
            for key in reached.keys { state.waiters[key] = nil }
            return reached.values.map(\.continuation)
        }
        for continuation in reached { continuation.resume() }
    }

    /// Waits until the number is at least `count`.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    func wait(atLeast count: Int) async throws {
        let key = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(key) != nil { return .failure(CancellationError()) }
                    if state.count >= count { return .success(()) }
                    state.waiters[key] = Waiter(count: count, continuation: continuation)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let waiter = state.waiters.removeValue(forKey: key)
                if waiter == nil { state.cancelled.insert(key) }
                return waiter
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }
}
