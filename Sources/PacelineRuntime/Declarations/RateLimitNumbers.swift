/// What a server accepts under one limit.
public enum RateLimitNumbers: Hashable, Sendable {
    /// So many units in any window; may be fractional. `granularity` is how coarsely the server stamps arrivals.
    case quota(
        Double, per: Duration, algorithm: RateLimitAlgorithm = .unknown, granularity: Duration = .zero)
    /// So many requests at a time.
    case concurrency(Int)
    /// Not told: nothing is counted, and the server's refusals are all that is known of the limit.
    case undisclosed

    /// Units in one window; nil where there is no window.
    public var quota: Double? { if case .quota(let quota, _, _, _) = self { quota } else { nil } }

    /// The window's length; nil where there is no window.
    public var window: Duration? { if case .quota(_, let window, _, _) = self { window } else { nil } }

    /// The numbers in words: `60 requests per 60 s`.
    func text(unit: String) -> String {
        switch self {
        case .quota(let quota, let window, .tokenBucket(let burst), _):
            "\(quota.inWords) \(unit) per \(window.inWords), at most \(burst.inWords) at once"
        case .quota(let quota, let window, _, _): "\(quota.inWords) \(unit) per \(window.inWords)"
        case .concurrency(let limit): "at most \(limit) \(limit == 1 ? "request" : "requests") at a time"
        case .undisclosed: "an undisclosed number of \(unit)"
        }
    }
}

/// How a server counts the units of a window.
public enum RateLimitAlgorithm: Hashable, Sendable {
    /// Not told: kept as the strictest of them.
    case unknown
    /// Windows one after the other, aligned to nothing in particular.
    case fixed
    /// Days or months of a calendar, one after the other: some are longer than the window says.
    case calendar
    /// Every interval of the window's length.
    case sliding
    /// A bucket of `burst` units, refilled at the rate of the quota per window.
    case tokenBucket(burst: Double)
    /// The last window's count, weighted by what it still overlaps, and the present one's.
    case counter
}

extension Double {
    /// The number without a fraction where it has none.
    var inWords: String { rounded() == self && abs(self) < 1e15 ? String(Int64(self)) : String(self) }
}
