public import PacelineLimiter

/// What one call does differently from its client's settings.
public struct CallOptions: Sendable {
    /// The longest time that the call may take, waiting included; nil means as long as it needs. A call that cannot
    /// start in time fails at once.
    public var timeout: Duration?
    /// Its place among the calls that wait for the same limit.
    public var priority: Priority
    /// When it is sent again; nil means as the client is set.
    public var retry: RetryOptions?

    /// Options of one call.
    public init(timeout: Duration? = nil, priority: Priority = .normal, retry: RetryOptions? = nil) {
        self.timeout = timeout
        self.priority = priority
        self.retry = retry
    }

    /// As the client is set.
    public static let standard = CallOptions()
}
