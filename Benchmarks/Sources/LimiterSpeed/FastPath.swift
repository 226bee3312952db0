import PacelineLimiter

/// Requests that may start at once.
enum FastPath {
    /// A limit whose units are free again as soon as they are answered: it admits everything.
    static let open = RateLimit(quota: 60, window: .nanoseconds(1), clockMargin: .none)
    /// A limit with room for a hundred requests at a time.
    static let wide = RateLimit(quota: 100, window: .nanoseconds(1), clockMargin: .none)
    /// A limit that is used up by one request.
    static let shut = RateLimit(quota: 1, window: .seconds(86_400))

    static func run() {
        let clock = ContinuousClock()
        row("the clock alone, ns", nanoseconds(1_000_000) { _ = clock.now }.short)
        let limiter = RateLimiter()
        let bucket = limiter.bucket(open, name: "open")
        row("tryAcquire, admitted, ns", acquireAlone(limiter, limiter.bucket(wide, name: "wide")).short)
        row("tryAcquire and finish, admitted, ns", nanoseconds(500_000) { take(bucket, of: limiter) }.short)
        let full = limiter.bucket(shut, name: "shut")
        take(full, of: limiter)
        row("tryAcquire, denied, ns", nanoseconds(500_000) { take(full, of: limiter) }.short)
        let four = (0..<4).map { Draw(limiter.bucket(open, name: "open \($0)")) }
        row("tryAcquire of four buckets and finish, ns", nanoseconds(300_000) { take(four, of: limiter) }.short)
    }

    /// The time of a request's start alone: a hundred are started, each within the one before, before any ends.
    private static func acquireAlone(_ limiter: RateLimiter, _ bucket: BucketHandle) -> Double {
        let clock = ContinuousClock()
        var least = Double.infinity
        for _ in 0..<5 {
            var sum = Duration.zero
            for _ in 0..<2000 {
                let start = clock.now
                sum += start.duration(to: nest(100, limiter, bucket, clock))
            }
            least = min(least, sum.asNanoseconds / (2000 * 100))
        }
        return least
    }

    private static func nest(
        _ depth: Int, _ limiter: RateLimiter, _ bucket: BucketHandle, _ clock: ContinuousClock
    ) -> ContinuousClock.Instant {
        guard depth > 0 else { return clock.now }
        switch limiter.tryAcquire(bucket) {
        case .permit(let permit):
            let end = nest(depth - 1, limiter, bucket, clock)
            permit.finish()
            return end
        case .wait: return clock.now
        case .never: return clock.now
        }
    }

    /// Admits so many requests.
    static func count(_ requests: Int) {
        let limiter = RateLimiter()
        let bucket = limiter.bucket(open, name: "open")
        for _ in 0..<requests { take(bucket, of: limiter) }
    }

    /// Two tasks on one bucket, wall time for each pair of tryAcquire and finish of either.
    static func runTwoTasks() async {
        let limiter = RateLimiter()
        let bucket = limiter.bucket(open, name: "open")
        let count = 500_000
        var least = Double.infinity
        for _ in 0..<5 {
            let time = await ContinuousClock().measure {
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<2 {
                        group.addTask { for _ in 0..<count { take(bucket, of: limiter) } }
                    }
                }
            }
            least = min(least, time.asNanoseconds / Double(count))
        }
        row("the same by two tasks, ns for each", least.short)
    }

    @inline(never)
    static func take(_ bucket: BucketHandle, of limiter: RateLimiter) {
        switch limiter.tryAcquire(bucket) {
        case .permit(let permit): permit.finish()
        case .wait: break
        case .never: break
        }
    }

    @inline(never)
    static func take(_ draws: [Draw], of limiter: RateLimiter) {
        switch limiter.tryAcquire(draws) {
        case .permit(let permit): permit.finish()
        case .wait: break
        case .never: break
        }
    }
}
