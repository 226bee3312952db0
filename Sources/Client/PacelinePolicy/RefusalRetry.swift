/// What the document says of the time after a refusal.
public struct RefusalRetry: Hashable, Sendable {
    /// Where the time to wait is taken from, first usable first.
    public var after: [RetryAfterSource]
    /// How often a refused call is sent in all; nil leaves it to the client.
    public var attempts: Int?
    /// The longest wait; nil leaves it to the client.
    public var maximumWait: Duration?
    /// Whether a refused request is known not to have been processed, so that it may be repeated whatever its method;
    /// nil: it is, if the policy counts something.
    public var isNotProcessed: Bool?
    /// What a call does when the quota is spent; nil: it waits for windows of up to 10 minutes, and fails for longer.
    public var exhausted: Exhausted?
    /// Whether a refusal stops every call of the API.
    public var blocksAll: Bool

    /// Waits as `after` says.
    public init(
        after: [RetryAfterSource] = [.header, .reset, .window], attempts: Int? = nil, maximumWait: Duration? = nil,
        isNotProcessed: Bool? = nil, exhausted: Exhausted? = nil, blocksAll: Bool = false
    ) {
        self.after = after
        self.attempts = attempts
        self.maximumWait = maximumWait
        self.isNotProcessed = isNotProcessed
        self.exhausted = exhausted
        self.blocksAll = blocksAll
    }

    /// What a call does when the quota is spent.
    public enum Exhausted: String, CaseIterable, Hashable, Sendable {
        /// Waits for its turn.
        case wait
        /// Fails at once.
        case fail
    }
}

/// Where the time to wait after a refusal is taken from.
public enum RetryAfterSource: Hashable, Sendable {
    /// The Retry-After field (RFC 9110, section 10.2.3), or the finer `retry-after-ms`.
    case header
    /// The reset of the policy's ``QuotaFields``.
    case reset
    /// A number of seconds in the response.
    case value(ResponseValue)
    /// One whole window from the receipt of the refusal.
    case window
    /// A fixed time.
    case fixed(Duration)
}
