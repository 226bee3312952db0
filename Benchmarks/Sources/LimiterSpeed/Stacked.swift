import PacelineLimiter

/// Limits that some requests share and others do not, in real time: what the shared limit lets start while some wait
/// for a key of their own, beside what the rule admits, capacity / (hold + mean latency). A request takes 50 ms, and
/// what the machine adds to that.
enum Stacked {
    private static let latency = Duration.milliseconds(50)
    private static let clock = ContinuousClock()

    static func run() async throws {
        try await runPostsAndLists()
        let routes = RateLimit(quota: 5, window: .seconds(5), clockMargin: .none)
        try await runLoop(
            "50/1 s and ten routes of 5/5 s, 20 wait for each and 60 others",
            RateLimit(quota: 50, window: .seconds(1), clockMargin: .none), keys: 10, of: routes, hot: 20, cold: 60)
        try await runLoop(
            "four at a time and a key of 1/10 s, 10 wait for it and 30 others", .concurrency(4), keys: 1,
            of: RateLimit(quota: 1, window: .seconds(10), clockMargin: .none), hot: 10, cold: 30)
    }

    /// Makes one request; returns when it started and when it ended.
    private static func call(
        _ limiter: RateLimiter, _ buckets: [BucketHandle]
    ) async throws -> (start: ContinuousClock.Instant, end: ContinuousClock.Instant) {
        let permit = try await limiter.acquire(buckets.map { Draw($0) })
        let start = clock.now
        try await Task.sleep(for: latency, tolerance: .zero)
        permit.responded()
        permit.finish()
        return (start, clock.now)
    }

    /// Ten posts wait on one channel of 1/5 s; 400 list calls need the account, 10/1 s, alone.
    private static func runPostsAndLists() async throws {
        let limiter = RateLimiter()
        let account = limiter.bucket(RateLimit(quota: 10, window: .seconds(1), clockMargin: .none), name: "account")
        let channel = limiter.bucket(RateLimit(quota: 1, window: .seconds(5), clockMargin: .none), name: "channel")
        let begin = clock.now
        let calls = try await withThrowingTaskGroup(of: (start: Duration, latency: Duration, isList: Bool).self) {
            group in
            func add(_ count: Int, _ buckets: [BucketHandle]) {
                for _ in 0..<count {
                    group.addTask {
                        let (start, end) = try await call(limiter, buckets)
                        return (start - begin, end - start, buckets.count == 1)
                    }
                }
            }
            add(10, [account, channel])
            while limiter.snapshot(of: channel).waiting < 9 { await Task.yield() }
            add(400, [account])
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let last = calls.filter(\.isList).map(\.start).max() ?? .zero
        let posts = calls.count { !$0.isList && $0.start <= last }
        // So many starts come in rounds of ten, one hold and one latency apart.
        let latency = calls.map(\.latency).reduce(.zero, +) / calls.count
        let alone = (.seconds(1) + latency) * ((400 + posts - 1) / 10)
        row("account 10/1 s, channel 1/5 s: last of 400 list calls, s", (last.asNanoseconds / 1e9).short)
        row("the same number of list calls alone by the rule, s", (alone.asNanoseconds / 1e9).short)
    }

    private static func runLoop(
        _ name: String, _ limit: RateLimit, keys: Int, of key: RateLimit, hot: Int, cold: Int
    ) async throws {
        let limiter = RateLimiter()
        let shared = limiter.bucket(limit, name: "shared")
        let own = (0..<keys).map { limiter.bucket(key, name: "key", key: "\($0)") }
        let (begin, length) = (clock.now, Duration.seconds(20))
        let needs =
            own.flatMap { Array(repeating: [shared, $0], count: hot) } + Array(repeating: [shared], count: cold)
        let latencies = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for buckets in needs {
                group.addTask {
                    var latencies: [Duration] = []
                    while let (start, end) = try? await call(limiter, buckets), start - begin < length {
                        latencies.append(end - start)
                    }
                    return latencies
                }
            }
            try await Task.sleep(until: begin + length, clock: clock)
            group.cancelAll()
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let started = latencies.count
        let cycle = limit.hold + latencies.reduce(.zero, +) / started
        let admitted = limit.capacity * (length / cycle)
        row(
            "\(name): starts in 20 s", "\(started) (\((100 * Double(started) / admitted).short) % of \(admitted.short))"
        )
    }
}
