import PacelineLedger
import PacelineLimiter
import Synchronization
import Testing

/// Several limiters that share one ledger.
@Suite(.timeLimit(.minutes(1))) struct SharedLimiterTests {
    /// A server that counts what it lets through in any window.
    private final class Server: Sendable {
        private let state = Mutex((log: [Instant](), refused: 0))
        let quota: Int
        let window: Duration

        init(quota: Int, window: Duration) { (self.quota, self.window) = (quota, window) }

        func answer() -> Bool {
            let now = TimeSource.continuous.now()
            return state.withLock { state in
                let isAdmitted = state.log.count { $0 > now - window } < quota
                if isAdmitted { state.log.append(now) } else { state.refused += 1 }
                return isAdmitted
            }
        }

        var refused: Int { state.withLock { $0.refused } }
        var log: [Instant] { state.withLock { $0.log } }
    }

    private static func load(_ limiter: RateLimiter, _ limit: RateLimit, calls: Int, _ server: Server) async throws {
        let bucket = limiter.bucket(limit, name: "quota")
        try await withThrowingTaskGroup { group in
            for _ in 0..<calls {
                group.addTask {
                    let permit = try await limiter.acquire([Draw(bucket)])
                    try await Task.sleep(for: .milliseconds(Int.random(in: 1...10)))
                    let isAdmitted = server.answer()
                    try await Task.sleep(for: .milliseconds(Int.random(in: 1...10)))
                    if isAdmitted { permit.finish() } else { permit.refused(by: [bucket]) }
                }
            }
            try await group.waitForAll()
        }
        await limiter.settle()
    }

    /// Each has the whole quota to itself, or they have it together; in either case the server refuses nothing.
    @Test(arguments: [1, 2, 4]) func oneQuota(limiters: Int) async throws {
        let server = Server(quota: 20, window: .milliseconds(400))
        let limit = RateLimit(quota: 20, window: .milliseconds(400))
        let ledger = MemoryLedger()
        try await withThrowingTaskGroup { group in
            for _ in 0..<limiters {
                group.addTask {
                    try await Self.load(RateLimiter(sharing: ledger), limit, calls: 120 / limiters, server)
                }
            }
            try await group.waitForAll()
        }
        #expect(server.refused == 0)
        #expect(server.log.count == 120)
    }

    /// Without a ledger two limiters spend twice the quota: the test can fail.
    @Test func withoutALedger() async throws {
        let server = Server(quota: 20, window: .milliseconds(400))
        let limit = RateLimit(quota: 20, window: .milliseconds(400))
        try await withThrowingTaskGroup { group in
            for _ in 0..<2 { group.addTask { try await Self.load(RateLimiter(), limit, calls: 60, server) } }
            try await group.waitForAll()
        }
        #expect(server.refused > 0)
    }
}
