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
    /// A policy whose bucket is the same for all calls has one entry, from the start. One that counts by operation or by
    /// a value of the request has an entry for each that is in use.
    public func snapshot() -> [BucketSnapshot] {
        let all = limiter.snapshot()
        return table.templates.flatMap { template in all.filter { template.describes($0.name, $0.key) } }
    }

    /// What happens to the calls of the clients that share this one's buckets, from now on: see
    /// `PacelineLimiter.LimiterEvent`.
    public var events: some AsyncSequence<LimiterEvent, Never> {
        let templates = table.templates
        return limiter.events.filter { event in
            event.buckets.contains { bucket in templates.contains { $0.describes(bucket.name, bucket.key) } }
        }
    }

    /// The policy of a bucket, by the bucket's name in the limiter; nil when it is none of this API's.
    func policy(ofBucket name: String?) -> RateLimitPolicy? {
        table.templates.first { $0.bucketName == name || $0.commonName == name }?.policy
    }
}

extension LimiterEvent {
    /// The buckets that the event is about.
    fileprivate var buckets: [BucketName] {
        switch self {
        case .admitted(_, let buckets, _), .waited(_, _, let buckets, _, _), .refused(_, let buckets, _),
            .lost(_, let buckets, _):
            buckets
        case .queued(let info, _): [BucketName(name: info.bucketName, key: info.bucketKey)]
        case .expired(let error, _, _, _):
            error.bucketName.map { [BucketName(name: $0, key: error.bucketKey ?? "")] } ?? []
        case .gated(let bucket, _, _), .opened(let bucket, _): [bucket]
        }
    }
}
