import Synchronization

/// Runs the jobs of an actor when a test says so, and not before.
final class ManualExecutor: SerialExecutor {
    private let jobs = Mutex<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    /// Continuations until a job is there, then runs all that are there.
    /// - Throws: `CancellationError` when the test's time limit has passed.
    func runNext() async throws {
        try await waitForJob()
        let ready = jobs.withLock { jobs in
            defer { jobs = [] }
            return jobs
        }
        for job in ready { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }

    /// Continuations until a job is there, and leaves it.
    /// - Throws: `CancellationError` when the test's time limit has passed.
    func waitForJob() async throws {
        while jobs.withLock(\.isEmpty) {
            try Task.checkCancellation()
            await Task.yield()
        }
    }
}
