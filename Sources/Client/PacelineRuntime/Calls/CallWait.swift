import PacelineLimiter

/// Why a call waits, and for how long it can be expected to.
public struct CallWait: Hashable, Sendable {
    /// The operation's id.
    public var operation: String
    /// The policy whose limit keeps the call back; nil while it pauses after a failure.
    public var policy: String?
    /// The key of that policy's bucket: the values of its `per`.
    public var key: String?
    /// How many calls go before it.
    public var position: Int
    /// How long it has waited.
    public var waited: Duration
    /// How much longer it is expected to wait: an estimate, which calls of higher priority may prolong.
    public var remaining: Duration
    /// The requests that it has sent so far.
    public var attempts: Int

    /// A pause of `length` after a failure.
    init(_ operation: OperationDescriptor, pauseOf length: Duration, attempts: Int) {
        self.operation = operation.id
        position = 0
        waited = .zero
        remaining = length
        self.attempts = attempts
    }

    /// A wait for the limiter.
    init(_ operation: OperationDescriptor, _ info: WaitInfo, now: Instant, limits: ClientLimits, attempts: Int) {
        self.operation = operation.id
        policy = limits.policy(ofBucket: info.bucketName)?.name
        key = policy.map { _ in info.bucketKey }
        position = info.position
        waited = now - info.since
        remaining = max(.zero, info.expectedStart - now)
        self.attempts = attempts
    }
}
