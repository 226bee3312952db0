extension RateLimit {
    /// A limit of `quota` units in any interval of `window`.
    /// - Parameters:
    ///   - quota: Units in one window; may be fractional (counted in millionths), more than 0 and at most 10¹².
    ///   - window: The window's length, more than zero.
    ///   - clockMargin: What is added to the window, because the clocks of client and server do not run exactly alike.
    ///   - granularity: How coarsely the server stamps arrivals, added in full: a server that counts by whole seconds
    ///     needs one second.
    ///   - coldStart: What the bucket is taken to hold when it is first declared.
    /// - Precondition: The numbers are in the stated ranges, and no duration is negative.
    public init(
        quota: Double, window: Duration, clockMargin: ClockMargin = .default, granularity: Duration = .zero,
        coldStart: ColdStart = .assumeEmpty
    ) {
        self.init(
            capacity: quota, hold: RateLimit.hold(window, clockMargin, granularity), coldStart: coldStart,
            release: .response)
    }

    /// The limit of a server that has a bucket of `burst` tokens and adds `rate` tokens to it in each `window`, evenly.
    ///
    /// What was answered becomes free at the rate, one unit after the other, so that the server's bucket is never empty
    /// for a request. With a `granularity` the server refills in steps: then it is kept as a limit of `burst` units in
    /// any interval of `burst / rate * window`.
    /// - Parameters:
    ///   - rate: Units that are added in one window; may be fractional, more than 0.
    ///   - window: The length of time that `rate` refers to, more than zero.
    ///   - burst: Units that the bucket holds when it is full, more than 0 and at most 10¹²; 1 means that the server
    ///     wants its requests one by one.
    ///   - clockMargin: What is added to `burst / rate * window`.
    ///   - granularity: How coarsely the server stamps arrivals, added in full.
    ///   - coldStart: What the bucket is taken to hold when it is first declared.
    /// - Precondition: The numbers are in the stated ranges, and no duration is negative.
    public static func tokenBucket(
        rate: Double, per window: Duration, burst: Double, clockMargin: ClockMargin = .default,
        granularity: Duration = .zero, coldStart: ColdStart = .assumeEmpty
    ) -> RateLimit {
        precondition(rate > 0 && rate.isFinite, "a rate must be more than 0")
        let filling = (Double(window.nanoseconds) * (burst / rate)).rounded(.up)
        let hold = RateLimit.hold(.nanoseconds(Int64(min(filling, 9e18))), clockMargin, granularity)
        // A clock of coarse steps refills in steps.
        return RateLimit(
            capacity: burst, hold: hold, coldStart: coldStart, release: .response, isRefilled: granularity == .zero)
    }

    /// The limit of a server that counts windows of the clock and adds to the present one the previous one's count, by
    /// the part of it that lies less than a window back (a "sliding window counter").
    ///
    /// Besides keeping `quota` units in any window, requests of one unit or less are spaced by
    /// `(window + latencySpread) / (quota - 1)`; larger ones, and all if the quota is 1 or less, by two windows and the
    /// spread. Unlike other limits this one needs a bounded latency: where the time to the server varies by more than
    /// `latencySpread`, the server may refuse.
    /// - Parameters:
    ///   - quota: Units in one window; may be fractional, more than 0 and at most 10¹².
    ///   - window: The window's length, more than zero.
    ///   - latencySpread: The difference between the longest and the shortest time that a request takes to the server.
    ///   - clockMargin: What is added to the window.
    ///   - granularity: How coarsely the server stamps arrivals, added in full.
    ///   - coldStart: What the bucket is taken to hold when it is first declared.
    /// - Precondition: The numbers are in the stated ranges, and no duration is negative.
    public static func counter(
        quota: Double, window: Duration, latencySpread: Duration, clockMargin: ClockMargin = .default,
        granularity: Duration = .zero, coldStart: ColdStart = .assumeEmpty
    ) -> RateLimit {
        precondition(latencySpread >= .zero, "a spread of latencies cannot be negative")
        return RateLimit(
            capacity: quota, hold: RateLimit.hold(window, clockMargin, granularity), coldStart: coldStart,
            release: .response, latencySpread: latencySpread)
    }

    /// A limit of `limit` requests at a time: a unit is free as soon as the body of its response has ended.
    /// - Precondition: `limit` is at least 1.
    public static func concurrency(_ limit: Int) -> RateLimit {
        precondition(limit >= 1, "a concurrency limit must be at least 1")
        return RateLimit(capacity: Double(limit), hold: .zero, coldStart: .assumeEmpty, release: .end)
    }

    /// A limit whose numbers responses will tell: one request at a time until the first response.
    package static var foundOut: RateLimit { unknown(.singly) }

    /// A limit of which nothing is known: what cannot be exceeded, and what is remembered of the past.
    static func unknown(_ observing: Observing) -> RateLimit {
        var limit = RateLimit(quota: Units.maximum, window: Observation.memory, clockMargin: .none)
        limit.observing = observing
        return limit
    }

    /// The numbers that keep to all of these, which are of one kind; nil when there are none.
    ///
    /// The smallest capacity C, held so long that C fits into each of them as often as its own hold is covered: an
    /// interval of a hold H with capacity k·C or more is covered by k intervals of H / k, each of which sees C at most.
    static func strictest(_ limits: (some Collection<RateLimit>)?) -> RateLimit? {
        guard let limits, let first = limits.first, let capacity = limits.map(\.capacity).min() else { return nil }
        let holds = limits.map { Double($0.holdNanoseconds) / (($0.capacity / capacity).rounded(.down)) }
        let hold = Int64(min((holds.max() ?? 0).rounded(.up), 9e18))
        var strictest = RateLimit(
            capacity: capacity, hold: .nanoseconds(hold), coldStart: first.coldStart, release: first.release,
            latencySpread: limits.compactMap(\.latencySpread).max().map { .nanoseconds($0) },
            isRefilled: limits.allSatisfy(\.isRefilled))
        strictest.pacing = limits.contains { $0.pacing == .even } ? .even : .burst
        return strictest
    }

    private static func hold(_ window: Duration, _ clockMargin: ClockMargin, _ granularity: Duration) -> Duration {
        precondition(window > .zero, "a window must be longer than zero")
        precondition(granularity >= .zero, "a granularity cannot be negative")
        return window + clockMargin.length(for: window) + granularity
    }
}
