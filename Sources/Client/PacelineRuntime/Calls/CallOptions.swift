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
    /// Told when the call begins to wait, and then once every ``progressInterval``.
    public var onWait: (@Sendable (CallWait) -> Void)?
    /// The time between two reports of a wait for a limit; nil, or what is not more than zero, means that only its
    /// beginning is told.
    public var progressInterval: Duration?
    /// The base URL that it goes to; nil means the operation's own server, else the client's.
    public var server: String?
    /// Media types to ask for in place of those that the document lists first (RFC 9110, section 12.5.1); see
    /// ``rawResponse(accept:_:)``.
    public var accept: String?
    /// Told of the response that ends the call, a failure's too, before it is read.
    public var onResponse: (@Sendable (Response) -> Void)?
    /// Keeps the response that ends the call, a failure's too.
    public var capture: ResponseCapture?

    /// Options of one call.
    public init(
        timeout: Duration? = nil, priority: Priority = .normal, retry: RetryOptions? = nil,
        progressInterval: Duration? = nil, onWait: (@Sendable (CallWait) -> Void)? = nil, server: String? = nil,
        accept: String? = nil, onResponse: (@Sendable (Response) -> Void)? = nil, capture: ResponseCapture? = nil
    ) {
        self.timeout = timeout
        self.priority = priority
        self.retry = retry
        self.progressInterval = progressInterval
        self.onWait = onWait
        self.server = server
        self.accept = accept
        self.onResponse = onResponse
        self.capture = capture
    }

    /// As the client is set.
    public static let `default` = CallOptions()
}
