/// When and how often a request is sent again.
///
/// Every repetition waits for the limiter like any other request, at the front of its priority.
public struct RetryOptions: Hashable, Sendable {
    /// Requests that one call sends at most when they fail in passing: the exchange breaks, or the status is 408, 502,
    /// 503 or 504. Only requests that are idempotent, or that were provably not sent, are repeated.
    public var attempts: Int
    /// The waits between those; longer where the server asks for more by Retry-After.
    public var backoff: Backoff
    /// The waits after a 429 that no declared limit explains.
    public var throttledBackoff: Backoff
    /// Refusals that one call waits out at most. A refused request was not processed, so it is repeated whatever its
    /// method.
    public var refusals: Int
    /// The longest time that a server may ask to wait; a longer one fails the call at once.
    public var maximumWait: Duration

    /// Up to `attempts` requests on passing failures, and up to `refusals` refusals waited out.
    public init(
        attempts: Int = 3, backoff: Backoff = .standard, throttledBackoff: Backoff = .throttled, refusals: Int = 5,
        maximumWait: Duration = .seconds(600)
    ) {
        self.attempts = attempts
        self.backoff = backoff
        self.throttledBackoff = throttledBackoff
        self.refusals = refusals
        self.maximumWait = maximumWait
    }

    /// Three attempts, five refusals.
    public static let standard = RetryOptions()
    /// Every request is sent once.
    public static let never = RetryOptions(attempts: 1, refusals: 0)
}
