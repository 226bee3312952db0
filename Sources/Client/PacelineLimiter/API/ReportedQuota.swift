/// What a response tells of one quota, as far as it tells it.
package struct ReportedQuota: Hashable, Sendable {
    /// The server's own name for what it counts; nil where it has none: then it speaks of the route's own bucket.
    package var identity: BucketName?
    /// Whether the request counts under this name and no other.
    package var isWhole: Bool
    /// Units that one window takes.
    package var quota: Double?
    /// The length of the window.
    package var window: Duration?
    /// Units that are left.
    package var remaining: Double?
    /// The time until the quota is whole again.
    package var reset: Duration?

    package init(
        identity: BucketName? = nil, isWhole: Bool = false, quota: Double? = nil, window: Duration? = nil,
        remaining: Double? = nil, reset: Duration? = nil
    ) {
        self.identity = identity
        self.isWhole = isWhole
        self.quota = quota
        self.window = window
        self.remaining = remaining
        self.reset = reset
    }

    /// A window that is longer than this is no number to keep to, but a mistake: the longest month.
    package static let longestWindow = Duration.seconds(31 * 86_400)
    /// The time until a reset says how long a window is only up to a day: beyond that it may be the end of a month's
    /// quota as well as a mistake, and what is left says enough.
    package static let longestReset = Duration.seconds(86_400)
    /// For so long at the most it counts what is left, where no window is known.
    static let longestRemaining = Duration.seconds(3600)
}

/// That a server refused a request under a limit that nobody declared.
package struct ObservedRefusal: Sendable {
    /// The time that the server told, from the refusal's receipt; nil if it told none.
    package var wait: Duration?
    /// After so long one request may try, whatever longer time the server told.
    package var probeWithin: Duration
    /// Whether the server said that it refuses all requests, not those of one route.
    package var isOfOrigin: Bool

    package init(wait: Duration?, probeWithin: Duration, isOfOrigin: Bool = false) {
        self.wait = wait
        self.probeWithin = probeWithin
        self.isOfOrigin = isOfOrigin
    }
}
