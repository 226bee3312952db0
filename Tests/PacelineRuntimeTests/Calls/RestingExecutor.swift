import Dispatch
import Synchronization

/// Runs tasks one after the other by itself, and knows when all have come to rest.
final class RestingExecutor: TaskExecutor {
    private struct State {
        /// Jobs that wait or run.
        var jobs = 0
        var watchers: [CheckedContinuation<Void, Never>] = []
    }

    private let queue = DispatchQueue(label: "RestingExecutor")
    private let state = Mutex(State())

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs += 1 }
        queue.async { [self] in
            job.runSynchronously(on: asUnownedTaskExecutor())
            // What the job has made able to run is among the jobs already.
            let watchers = state.withLock { state -> [CheckedContinuation<Void, Never>] in
                state.jobs -= 1
                guard state.jobs == 0 else { return [] }
                defer { state.watchers = [] }
                return state.watchers
            }
            for watcher in watchers { watcher.resume() }
        }
    }

    /// Waits until nothing can run. To be called from a task that does not run here.
    func rest() async {
        await withCheckedContinuation { continuation in
            let isAtRest = state.withLock { state in
                guard state.jobs > 0 else { return true }
                state.watchers.append(continuation)
                return false
            }
            if isAtRest { continuation.resume() }
        }
    }
}
