import PacelineLimiter

extension RateLimitNumbers {
    /// The limiter's bucket for these numbers.
    ///
    /// A server's algorithm decides what is safe (the limiter's rule, with capacity and hold): an unknown, fixed or
    /// sliding window is held as any interval of its length, a calendar's as the longest period that it can mean, a
    /// token bucket by its burst. What is not told counts nothing: its bucket exists to be shut by refusals.
    func rateLimit(_ settings: LimitSettings, pacing: RateLimit.Pacing) -> RateLimit {
        var limit =
            switch self {
            case .undisclosed:
                RateLimit(quota: Self.maximumQuota, window: .seconds(1), clockMargin: .none)
            case .concurrency(let limit): RateLimit.concurrency(max(1, limit))
            case .quota(let quota, let window, let algorithm, let granularity):
                Self.limit(quota.asQuota, window, algorithm, granularity, settings)
            }
        limit.pacing = pacing
        return limit
    }

    private static func limit(
        _ quota: Double, _ window: Duration, _ algorithm: RateLimitAlgorithm, _ granularity: Duration,
        _ settings: LimitSettings
    ) -> RateLimit {
        switch algorithm {
        case .fixed(.calendar):
            RateLimit(
                quota: quota, window: window.longestCalendarPeriod, clockMargin: settings.clockMargin,
                granularity: granularity, coldStart: settings.coldStart)
        case .unknown, .fixed, .sliding:
            RateLimit(
                quota: quota, window: window, clockMargin: settings.clockMargin, granularity: granularity,
                coldStart: settings.coldStart)
        case .tokenBucket(let burst):
            .tokenBucket(
                rate: quota, per: window, burst: burst.asQuota, clockMargin: settings.clockMargin,
                granularity: granularity,
                coldStart: settings.coldStart)
        case .counter:
            .counter(
                quota: quota, window: window, latencySpread: max(.zero, settings.latencySpread),
                clockMargin: settings.clockMargin,
                granularity: granularity, coldStart: settings.coldStart)
        }
    }

    /// The largest quota that the limiter counts.
    private static let maximumQuota = 1e12
}

extension RateLimitNumbers {
    /// What is wrong with numbers that nothing can be counted by, in words; nil when nothing is.
    var problem: String? {
        guard case .quota(let quota, let window, let algorithm, let granularity) = self else { return nil }
        if !(quota >= 0) { return "a quota of \(quota)" }
        if case .tokenBucket(let burst) = algorithm, !(burst >= 0) { return "a burst of \(burst)" }
        if window <= .zero { return "a window that is not longer than zero" }
        return granularity < .zero ? "a granularity below zero" : nil
    }
}

extension Double {
    /// The number within what the limiter counts. A quota of nothing becomes so little that no request fits.
    fileprivate var asQuota: Double { min(max(self, 1e-6), 1e12) }
}

extension Duration {
    /// The longest that a calendar's period of about this length can be.
    ///
    /// The day on which clocks are set back is longer by what they are set back, and so is each longer period that
    /// holds it; months and what is made of them differ in days, too. Hours do not differ. No zone of the tz database
    /// sets its clocks back by more than two hours; one station in Antarctica did by three, in 2020.
    var longestCalendarPeriod: Duration {
        let day = Duration.seconds(86_400)
        guard self >= day else { return self }
        let periods: [(days: ClosedRange<Double>, longest: Int)] = [
            (28...31, 31), (59...62, 62), (89...92, 92), (181...184, 184), (365...366, 366),
        ]
        let longest = periods.first { $0.days.contains(seconds / 86_400) }.map { day * $0.longest }
        return (longest ?? self) + .seconds(3 * 3600)
    }
}
