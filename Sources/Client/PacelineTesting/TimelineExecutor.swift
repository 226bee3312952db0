import Synchronization

/// Runs tasks one after the other, only when it is told to, so that it is known when all have come to rest.
final class TimelineExecutor: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var first = 0
    }

    private let state = Mutex(State())

    /// Takes a part of a task that can run.
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
    }

    /// Runs what can run, in the order in which it became able to, until nothing can.
    func runToRest() {
        while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    private func next() -> UnownedJob? {
        state.withLock { state in
            guard state.first < state.jobs.count else {
                state.jobs.removeAll(keepingCapacity: true)
                state.first = 0
                return nil
            }
            defer { state.first += 1 }
            return state.jobs[state.first]
        }
    }
}
