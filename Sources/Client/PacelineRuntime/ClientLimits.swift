public import PacelineLimiter

/// The limits of one client: what it keeps to, and where its calls stand.
public struct ClientLimits: Sendable {
    let table: LimitTable
    let limiter: RateLimiter

    /// The limits of a client whose buckets are in `table`.
    init(_ table: LimitTable, limiter: RateLimiter) {
        self.table = table
        self.limiter = limiter
    }

    /// The policies with this client's numbers.
    public var policies: [RateLimitPolicy] { table.templates.map(\.policy) }

    /// What is held, what is free, who waits and when it frees, for each policy. Printed, it is a line for each.
    ///
    /// A policy whose bucket is the same for all calls has one entry, from the start. One that counts by operation or
    /// by a value of the request has an entry for each that is in use. Behind them stands what was found out where
    /// nothing is declared, as its `basis` says.
    public func snapshot() -> BucketSnapshots {
        let all = limiter.snapshot()
        let declared = table.templates.flatMap { template in all.filter { template.describes($0.name, $0.key) } }
        return BucketSnapshots(declared + observed(among: all))
    }

    /// The buckets of limits that nobody declared, as far as anything is known of them.
    func observed(among all: BucketSnapshots) -> [BucketSnapshot] {
        let names = table.observed
        return all.filter { bucket in
            let isOfAccount = bucket.basis != .unknown || bucket.gatedUntil != nil || bucket.inFlight > 0
            return isOfAccount && names.contains { $0.describes(BucketName(name: bucket.name, key: bucket.key)) }
        }
    }

    /// What happens to the calls of the clients that share this one's buckets, from now on: see
    /// `PacelineLimiter.LimiterEvent`.
    public var events: LimitEvents { LimitEvents(limiter.events, of: table) }

    /// Forgets what the server said of a policy's buckets, refusals, what was left and what was learned, so that calls
    /// start again within the declared numbers: for people who know better than a response that told an absurd time.
    ///
    /// - Parameters:
    ///   - policy: The policy; nil means all of this client's, and what it found out where nothing is declared.
    ///   - key: The key of one bucket, as ``snapshot()`` shows it; nil means all.
    public func reopen(_ policy: RateLimitPolicy? = nil, key: String? = nil) {
        let templates = table.templates.filter { policy == nil || $0.policy.name == policy?.name }
        let names = policy == nil ? table.observed : []
        limiter.reopen { bucket in
            if names.contains(where: { $0.describes(bucket) && bucket.key == key ?? bucket.key }) { return true }
            return templates.contains { template in
                let isCommon = bucket.name == template.commonName && bucket.key == template.commonKey
                return isCommon || template.describes(bucket.name, bucket.key) && bucket.key == key ?? bucket.key
            }
        }
    }

    /// Whether a bucket counts what nobody declared.
    func isObserved(_ name: String?) -> Bool {
        guard let name else { return false }
        return table.observed.contains { $0.hasNamed(name) }
    }

    /// The policy of a bucket, by the bucket's name in the limiter; nil when it is none of this API's.
    func policy(ofBucket name: String?) -> RateLimitPolicy? {
        guard let name else { return nil }
        return table.templates.first { $0.bucketName == name || $0.commonName == name || $0.hasIdentity(name) }?.policy
    }
}
