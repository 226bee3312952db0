import PacelineLimiter

/// Requests that have to wait.
enum Waiting {
    /// Two tasks hand one place to each other.
    static func runPair() async throws {
        let limiter = RateLimiter()
        let bucket = limiter.bucket(.concurrency(1), name: "one")
        let count = 20_000
        let time = try await ContinuousClock().measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        for _ in 0..<count {
                            let permit = try await limiter.acquire([Draw(bucket)])
                            await Task.yield()
                            permit.finish()
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        row("acquire with a waiter (two tasks, one place), ns", (time.asNanoseconds / Double(2 * count)).short)
    }

    /// So many tasks wait for one bucket; the time for each of them, from the first wait's end to the last start.
    static func drain(_ waiters: Int) async throws -> Double {
        let limiter = RateLimiter(maximumWaiters: waiters)
        let bucket = limiter.bucket(.concurrency(1), name: "one")
        let clock = ContinuousClock()
        let start = try await withThrowingTaskGroup(of: Void.self, returning: ContinuousClock.Instant.self) { group in
            let first = try await limiter.acquire([Draw(bucket)])
            for _ in 0..<waiters {
                group.addTask { try await limiter.acquire([Draw(bucket)]).finish() }
            }
            while limiter.snapshot()[0].waiting < waiters { await Task.yield() }
            let start = clock.now
            first.finish()
            try await group.waitForAll()
            return start
        }
        return (clock.now - start).asNanoseconds / Double(waiters)
    }

    static func runDrain() async throws {
        for waiters in [1_000, 10_000, 100_000] {
            row("draining \(waiters) waiters on one bucket, ns each", try await drain(waiters).short)
        }
    }

    /// So many tasks wait in so many groups: each group has a key of its own, with one place, and draws on a limit of
    /// `shared` places that all need. The time for each task, from the first wait's end to the last start.
    static func drainGroups(_ waiters: Int, _ groups: Int, shared places: Int) async throws -> Double {
        let limiter = RateLimiter(maximumWaiters: waiters)
        let shared = limiter.bucket(.concurrency(places), name: "shared")
        let keys = (0..<groups).map { limiter.bucket(.concurrency(1), name: "key", key: "\($0)") }
        let clock = ContinuousClock()
        let start = try await withThrowingTaskGroup(of: Void.self, returning: ContinuousClock.Instant.self) { group in
            let first = try await limiter.acquire([Draw(shared, cost: Double(places))])
            for number in 0..<waiters {
                group.addTask {
                    let permit = try await limiter.acquire([Draw(shared), Draw(keys[number % groups])])
                    await Task.yield()
                    permit.finish()
                }
            }
            while limiter.snapshot(of: shared).waiting < waiters { await Task.yield() }
            let start = clock.now
            first.finish()
            try await group.waitForAll()
            return start
        }
        return (clock.now - start).asNanoseconds / Double(waiters)
    }

    static func runGroups() async throws {
        for (waiters, groups) in [(1_000, 100), (10_000, 1_000), (100_000, 10_000)] {
            for places in [1, 1000] {
                let time = try await drainGroups(waiters, groups, shared: places)
                row("draining \(waiters) waiters in \(groups) groups, \(places) shared, ns each", time.short)
            }
        }
    }
}
