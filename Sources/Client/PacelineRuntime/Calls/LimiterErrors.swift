import PacelineLimiter

extension CallError {
    /// The limiter's error as the caller of an API sees it.
    init(_ error: RateLimitError, now: Instant, limits: ClientLimits) {
        let declared = limits.policy(ofBucket: error.bucketName)
        let limit = declared.map { (policy: $0.name, key: error.bucketKey ?? "") }
        // Of a limit of requests at a time nobody knows when one ends.
        let wait = error.earliest.flatMap { $0 > now ? $0 - now : nil }
        let undeclared =
            limits.isObserved(error.bucketName) ? "a limit that the document does not declare" : "the limit"
        let policy = declared.map { "\($0)" } ?? undeclared
        switch error.code {
        case .cancelled: self.init(.cancelled, "the call was cancelled", limit: limit)
        case .deadline:
            self.init(.deadline, "\(policy): the call could not start in time", limit: limit, retryAfter: wait)
        case .queueFull: self.init(.queueFull, "\(policy): too many calls wait already", limit: limit, retryAfter: wait)
        case .exhausted:
            self.init(
                .exhausted, "\(policy): nothing is left, and the call does not wait for so long", limit: limit,
                retryAfter: wait)
        default: self.init(.exceedsQuota, "\(policy): the call costs more than a window takes", limit: limit)
        }
    }
}
