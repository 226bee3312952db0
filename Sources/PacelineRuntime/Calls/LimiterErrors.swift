import PacelineLimiter

extension CallError {
    /// The limiter's error as the caller of an API sees it.
    init(_ error: RateLimitError, now: Instant, limits: ClientLimits) {
        let entry = limits.entries.first { $0.bucketName == error.bucketName && $0.key == error.bucketKey }
        let limit = entry.map { (policy: $0.policy.name, key: $0.key) }
        let wait = error.earliest.map { max(.zero, $0 - now) }
        let policy = entry.map { "\($0.policy)" } ?? "the limit"
        switch error.code {
        case .cancelled: self.init(.cancelled, "the call was cancelled", limit: limit)
        case .deadline:
            self.init(.deadline, "\(policy): the call could not start in time", limit: limit, retryAfter: wait)
        case .queueFull: self.init(.queueFull, "\(policy): too many calls wait already", limit: limit, retryAfter: wait)
        default: self.init(.exceedsQuota, "\(policy): the call costs more than a window takes", limit: limit)
        }
    }
}
