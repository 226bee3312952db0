#if Redis
import NIOCore

extension EventLoopFuture where Value: Sendable {
    /// The future's value; it is waited for until `deadline` and until the task is cancelled, and no longer.
    ///
    /// The future itself goes on: others may wait for it, or this task once more.
    ///
    /// - Parameters:
    ///   - deadline: When to stop; nil to wait for as long as it takes.
    ///   - late: What is thrown then.
    func value(until deadline: NIODeadline?, late: RedisError) async throws(RedisError) -> Value {
        // Whatever comes first completes the promise; what comes later is ignored.
        let promise = eventLoop.makePromise(of: Value.self)
        cascade(to: promise)
        let alarm = deadline.map { eventLoop.scheduleTask(deadline: $0) { promise.fail(late) } }
        defer { alarm?.cancel() }
        do {
            return try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: {
                promise.fail(RedisError.cancelled)
            }
        } catch {
            throw RedisError(error)
        }
    }
}
#endif
