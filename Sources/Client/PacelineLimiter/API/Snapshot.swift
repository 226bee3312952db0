/// The state of one bucket at one time, in units.
public struct BucketSnapshot: Hashable, Sendable {
    /// The name under which the bucket was declared.
    public let name: String
    /// The key under which the bucket was declared.
    public let key: String
    /// The declared numbers.
    public let limit: RateLimit
    /// What was answered and still counts.
    public let held: Double
    /// What was started and has not been answered.
    public let inFlight: Double
    /// How many requests stand in this bucket's queue.
    public let waiting: Int
    /// When one more unit could start at the earliest; the present when it could start now.
    public let nextFree: Instant
    /// When the first request may start after the server's last refusal; nil when there is none to heed.
    public let gatedUntil: Instant?
    /// Units that may be in use at a time for now: the capacity, or less after a refusal, since somebody else seems to
    /// draw on the quota. It grows back by 15 % and one unit with each hold without a refusal.
    public let usable: Double

    /// Units that may be in use at a time.
    public var capacity: Double {
        limit.capacity
    }

    /// What could start now if no gate stood before it.
    public var free: Double {
        max(0, usable - held - inFlight)
    }
}

/// What is known of a request that waits.
public struct WaitInfo: Hashable, Sendable {
    /// Names the waiter: see ``RateLimiter/progress(of:)``.
    public let ticket: Ticket
    /// The name of the bucket in whose queue it stands.
    public let bucketName: String
    /// The key of that bucket.
    public let bucketKey: String
    /// How many stand before it in that queue.
    public let position: Int
    /// When it began to wait.
    public let since: Instant
    /// When it can be expected to start: an estimate that takes everything in flight to be answered now.
    public let expectedStart: Instant
}
