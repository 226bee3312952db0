/// How long a bucket may hold a request back, beyond what its ``RateLimit/Pacing`` and those who came before do.
///
/// A request whose bucket holds it back for longer fails at once with ``RateLimitError/Code/exhausted``, and so does
/// one that waits, as soon as that is known.
public struct WaitLimits: Hashable, Sendable {
    /// The bucket.
    public var bucket: BucketHandle
    /// The longest time until a spent quota has room again; nil means as long as it takes.
    public var quota: Duration?
    /// The longest time for which the server told to wait when it refused; nil means as long as it takes.
    public var gate: Duration?

    /// Limits for the wait in a bucket's queue.
    public init(_ bucket: BucketHandle, quota: Duration? = nil, gate: Duration? = nil) {
        self.bucket = bucket
        self.quota = quota
        self.gate = gate
    }
}

extension LimiterCore {
    /// The error of a request that has waited for one of its buckets as long as it may; nil when it goes on waiting.
    mutating func exhaustion(of waitLimits: [WaitLimits], _ draws: DrawList) -> RateLimitError? {
        if store.ledger != nil, let error = ledgerFailure(for: draws) { return error }
        for limit in waitLimits {
            guard let draw = draws.first(where: { $0.bucket == limit.bucket }) else { continue }
            let index = limit.bucket.index
            let shortage = store.shortage(ofBucket: index, for: draw.cost, at: now)
            let isOver =
                isOver(shortage.quota, after: limit.quota, at: now) || isOver(shortage.gate, after: limit.gate, at: now)
            guard isOver else { continue }
            let earliest = [shortage.quota, shortage.gate].compactMap(\.self).max()
            return error(.exhausted, at: index, earliest: earliest)
        }
        return nil
    }

    private func isOver(_ end: Instant?, after waitLimits: Duration?, at now: Instant) -> Bool {
        guard let end, let waitLimits else { return false }
        return end > now + waitLimits
    }
}
