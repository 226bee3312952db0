public import PacelineLimiter

/// The limits of one client: what it keeps to, and where its calls stand.
public struct ClientLimits: Sendable {
    let table: LimitTable
    private let limiter: RateLimiter

    /// The limits of a client whose buckets are in `table`.
    init(_ table: LimitTable, limiter: RateLimiter) {
        self.table = table
        self.limiter = limiter
    }

    /// The policies with this client's numbers.
    public var policies: [RateLimitPolicy] { table.templates.map(\.policy) }

    /// What is held, what is free, who waits and when it frees, for each policy.
    ///
    /// A policy whose bucket is the same for all calls has one entry, from the start. One that counts by operation or
    /// by a value of the request has an entry for each that is in use.
    public func snapshot() -> [BucketSnapshot] {
        let all = limiter.snapshot()
        return table.templates.flatMap { template in all.filter { template.describes($0.name, $0.key) } }
    }

    /// What happens to the calls of the clients that share this one's buckets, from now on: see
    /// `PacelineLimiter.LimiterEvent`.
    public var events: LimitEvents { LimitEvents(limiter.events, of: table.templates) }

    /// Forgets what the server said of a policy's buckets, refusals and what was left, so that calls start again within
    /// the declared numbers: for people who know better than a response that told an absurd time.
    ///
    /// - Parameters:
    ///   - policy: The policy; nil means all of this client's.
    ///   - key: The key of one bucket, as ``snapshot()`` shows it; nil means all.
    public func reopen(_ policy: RateLimitPolicy? = nil, key: String? = nil) {
        let templates = table.templates.filter { policy == nil || $0.policy.name == policy?.name }
        limiter.reopen { bucket in
            templates.contains { template in
                let isCommon = bucket.name == template.commonName && bucket.key == template.commonKey
                return isCommon || template.describes(bucket.name, bucket.key) && bucket.key == key ?? bucket.key
            }
        }
    }

    /// The policy of a bucket, by the bucket's name in the limiter; nil when it is none of this API's.
    func policy(ofBucket name: String?) -> RateLimitPolicy? {
        table.templates.first { $0.bucketName == name || $0.commonName == name }?.policy
    }
}
