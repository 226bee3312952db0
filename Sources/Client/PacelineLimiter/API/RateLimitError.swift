/// Why a request did not get its permit.
public struct RateLimitError: Error, Hashable, Sendable {
    /// The kind of a ``RateLimitError``. More may be added in later versions.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The code's name.
        public let description: String

        /// The task was cancelled before the request started; nothing was used up.
        public static let cancelled = Code(description: "cancelled")
        /// The request cannot start by its deadline, as ``RateLimitError/earliest`` shows.
        public static let deadline = Code(description: "deadline")
        /// As many requests wait for a bucket, or of its API, as the limiter allows.
        public static let queueFull = Code(description: "queueFull")
        /// The request costs more than the bucket's capacity: it can never start.
        public static let exceedsQuota = Code(description: "exceedsQuota")
        /// A bucket holds the request back for longer than its ``WaitLimits`` allows, as ``RateLimitError/earliest``
        /// shows.
        public static let exhausted = Code(description: "exhausted")
        /// The bucket's limit counts in a window for one client and at a time for another: it cannot be kept for both.
        public static let otherKind = Code(description: "otherKind")
        /// The ledger in which the quota is shared does not answer, as ``RateLimitError/ledger`` says.
        public static let ledgerUnavailable = Code(description: "ledgerUnavailable")
    }

    /// What happened.
    public let code: Code
    /// The name of the bucket that stood in the way; nil when none did.
    public let bucketName: String?
    /// The key of that bucket.
    public let bucketKey: String?
    /// When the request could have started at the earliest, as far as it was known; nil when that is not the point.
    public let earliest: Instant?

    /// Why the ledger does not answer; nil when that is not the point.
    public let ledger: LedgerError?

    package init(
        _ code: Code, bucketName: String? = nil, bucketKey: String? = nil, earliest: Instant? = nil,
        ledger: LedgerError? = nil
    ) {
        self.ledger = ledger
        self.code = code
        self.bucketName = bucketName
        self.bucketKey = bucketKey
        self.earliest = earliest
    }
}

/// What ``RateLimiter``'s `withPermit` throws when its body can throw, too.
public enum PermitError<Body: Error>: Error {
    /// There was no permit; the body did not run.
    case limit(RateLimitError)
    /// The body threw.
    case body(Body)
}
