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

    /// How the units of a window are counted; nil where there is no window.
    public var algorithm: RateLimitAlgorithm? {
        if case .quota(_, _, let algorithm, _) = self { algorithm } else { nil }
    }

    /// How coarsely the server stamps arrivals; zero where it is not told.
    package var granularity: Duration { if case .quota(_, _, _, let granularity) = self { granularity } else { .zero } }

    /// How many requests may run at a time; nil where something else is counted.
    package var concurrency: Int? { if case .concurrency(let limit) = self { limit } else { nil } }

    /// The units that one request, or several at the same moment, can take at most; nil where nothing is counted.
    package var capacity: Double? {
        switch self {
        case .quota(let quota, _, let algorithm, _): algorithm.burst ?? quota
        case .concurrency(let limit): Double(limit)
        case .undisclosed: nil
        }
    }
}

extension RateLimitNumbers {
    /// The numbers in words: `60 requests per 60 s`.
    package func text(unit: String) -> String {
        switch self {
        case .quota(let quota, let window, let algorithm, _):
            "\(quota.formatted) \(unit) per \(window.formatted)\(algorithm.atOnce)"
        case .concurrency(let limit): "at most \(limit) \(limit == 1 ? "request" : "requests") at a time"
        case .undisclosed: "an undisclosed number of \(unit)"
        }
    }

    /// The numbers as a table has them: `60 per minute`.
    package func shortText(unit: String) -> String {
        switch self {
        case .quota(let quota, let window, let algorithm, _):
            "\(quota.formatted) \(unit == "requests" ? "" : unit + " ")per \(window.asPeriod)\(algorithm.atOnce)"
        case .concurrency(let limit): "\(limit) at a time"
        case .undisclosed: "undisclosed"
        }
    }

    /// How the server counts, as sentences; empty where the document does not say.
    package var countingText: String {
        guard case .quota(_, _, let algorithm, let granularity) = self else { return "" }
        let grain = granularity == .zero ? nil : "The grain of the server's clock is \(granularity.formatted)."
        return [algorithm.sentence, grain].compactMap(\.self).joined(separator: " ")
    }
}
