public import PacelineLimiter

/// The limits of one client: what it keeps to, and where its calls stand.
public struct ClientLimits: Sendable {
    /// A policy with this client's numbers, and the bucket that counts its calls.
    struct Entry: Sendable {
        /// The declared policy's name, by which operations refer to it.
        var name: String
        var policy: RateLimitPolicy
        /// The bucket's name and key in the limiter.
        var bucketName: String
        var key: String
        var bucket: BucketHandle
    }

    let entries: [Entry]
    private let limiter: RateLimiter

    /// Resolves every policy of `api` to its bucket, once for the client's life.
    ///
    /// A bucket's key holds the values that `principals` has for the words of `per`; a missing value is an empty part,
    /// which merges buckets and so errs on the safe side.
    init(_ api: APIDescriptor, principals: [String: String], settings: LimitSettings, limiter: RateLimiter) {
        self.limiter = limiter
        entries = api.policies.map { declared in
            let policy = settings.effective(declared)
            let key = policy.per.map { principals[$0.description] ?? "" }.joined(separator: "\u{1F}")
            let limit = RateLimit(
                quota: policy.numbers.quota ?? 1e12, window: policy.numbers.window ?? .seconds(1),
                headroom: settings.headroom, coldStart: settings.coldStart)
            let name = "\(api.id)/\(policy.name)"
            return Entry(
                name: declared.name, policy: policy, bucketName: name, key: key,
                bucket: limiter.bucket(limit, name: name, key: key))
        }
    }

    /// The policies with this client's numbers.
    public var policies: [RateLimitPolicy] { entries.map(\.policy) }

    /// What is held, what is free, who waits and when it frees, for each policy.
    public func snapshot() -> [BucketSnapshot] {
        let all = limiter.snapshot()
        return entries.compactMap { entry in all.first { $0.name == entry.bucketName && $0.key == entry.key } }
    }

    /// The entry of a policy. APIs have few policies, so a walk beats hashing the name.
    func entry(for limit: AppliedLimit) -> Entry? { entries.first { $0.name == limit.policy.name } }
}
