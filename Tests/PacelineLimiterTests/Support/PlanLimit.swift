import PacelineLimiter

extension Plan {
    /// One limit: the numbers that the limiter is told, the server that keeps it, and what both come to in plain
    /// numbers.
    struct Limit {
        let quota: Int
        let numbers: RateLimit
        var server: any Server
        /// What the limiter is to hold after a response, in nanoseconds.
        let hold: Int64
        /// Free bit by bit, a full bucket in one hold.
        var isRefilled: Bool { numbers.isRefilled }
        /// Free at the end of the body.
        var isConcurrency = false
        var isPaced = false
        /// For a counter: how much the time on the way varies.
        var spread: Int64?

        /// Nanoseconds that must lie between the start of a request and that of the next one.
        func gap(after cost: Int) -> Int64 {
            guard cost > 0 else { return 0 }
            if let spread {
                let forgotten = 2 * hold + spread
                guard quota > grain, cost <= grain else { return forgotten }
                return min(forgotten, ceiling((hold + spread) * Int64(cost), Int64(quota - grain)))
            }
            return isPaced ? ceiling(hold * Int64(cost), Int64(quota)) : 0
        }

        /// Nanoseconds that must lie before the start of a request, since that of any other.
        func gap(before cost: Int) -> Int64 {
            guard let spread, cost > grain || quota <= grain, cost > 0 else { return 0 }
            return 2 * hold + spread
        }

        /// The time in which so much is refilled.
        func refill(of cost: Int) -> Int64 {
            ceiling(hold * Int64(cost), Int64(quota))
        }

        private func ceiling(_ value: Int64, _ divisor: Int64) -> Int64 {
            (value + divisor - 1) / divisor
        }
    }

    /// A limit of any kind, drawn at random.
    static func limit(using generator: inout SeededGenerator) -> Limit {
        let quota = Int.random(in: 1...6, using: &generator) * grain
        let window = Int64.random(in: 20...900, using: &generator) * millisecond
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: return tokenBucket(quota, window, using: &generator)
        case 1: return counter(quota, window, using: &generator)
        case 2: return concurrency(quota)
        default: return self.window(quota, window, using: &generator)
        }
    }

    private static func window(_ quota: Int, _ window: Int64, using generator: inout SeededGenerator) -> Limit {
        let clockMargin: RateLimit.ClockMargin = generator.chance(0.5) ? .none : .default
        let server: any Server =
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                FixedWindowServer(
                    quota: quota, window: window, anchor: Int64.random(in: 0..<window, using: &generator))
            case 1: AnchoredWindowServer(quota: quota, window: window)
            case 2: SlidingLogServer(quota: quota, window: window)
            default: TokenBucketServer(capacity: quota, rate: quota, window: window)
            }
        var numbers = RateLimit(quota: units(quota), window: .nanoseconds(window), clockMargin: clockMargin)
        let isPaced = generator.chance(0.25)
        if isPaced { numbers.pacing = .even }
        return Limit(
            quota: quota, numbers: numbers, server: server, hold: nanoseconds(numbers.hold), isPaced: isPaced)
    }

    private static func tokenBucket(_ quota: Int, _ window: Int64, using generator: inout SeededGenerator) -> Limit {
        let burst = Int.random(in: 1...8, using: &generator) * grain
        let numbers = RateLimit.tokenBucket(
            rate: units(quota), per: .nanoseconds(window), burst: units(burst), clockMargin: .none)
        let server = TokenBucketServer(capacity: burst, rate: quota, window: window)
        return Limit(quota: burst, numbers: numbers, server: server, hold: nanoseconds(numbers.hold))
    }

    private static func counter(_ quota: Int, _ window: Int64, using generator: inout SeededGenerator) -> Limit {
        let numbers = RateLimit.counter(
            quota: units(quota), window: .nanoseconds(window), latencySpread: .nanoseconds(longestWay),
            clockMargin: .none)
        let server = WeightedCounterServer(
            quota: quota, window: window, anchor: Int64.random(in: 0..<window, using: &generator))
        return Limit(quota: quota, numbers: numbers, server: server, hold: window, isPaced: true, spread: longestWay)
    }

    private static func concurrency(_ quota: Int) -> Limit {
        Limit(
            quota: quota, numbers: .concurrency(quota / grain), server: ConcurrencyServer(limit: quota), hold: 0,
            isConcurrency: true)
    }

    private static func units(_ quota: Int) -> Double { Double(quota) / Double(grain) }

    private static func nanoseconds(_ duration: Duration) -> Int64 { Int64(duration / .nanoseconds(1)) }
}
