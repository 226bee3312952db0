/// Something that a ``RateLimiter`` did or was told, as seen in ``RateLimiter/events``.
///
/// Permits are named by ``Permit/number``, those who wait by ``WaitInfo/ticket``. More cases may be added.
public enum LimiterEvent: Hashable, Sendable {
    /// A request got its permit without waiting.
    case admitted(permit: UInt64, buckets: [BucketName], at: Instant)
    /// A request began to wait.
    case queued(WaitInfo, at: Instant)
    /// A request got its permit after a wait.
    case waited(permit: UInt64, ticket: Ticket, buckets: [BucketName], after: Duration, at: Instant)
    /// A request did not get a permit: it cannot start by its deadline, was cancelled while it waited, costs too much,
    /// or found the queue full. `ticket` is nil if it did not wait.
    case expired(RateLimitError, ticket: Ticket?, after: Duration, at: Instant)
    /// The server refused a request; `buckets` are those whose limit it named.
    case refused(permit: UInt64, buckets: [BucketName], at: Instant)
    /// A bucket lets nothing start until that time, because the server refused.
    case gated(BucketName, until: Instant, at: Instant)
    /// The first request after a refusal was accepted: the bucket is open again.
    case opened(BucketName, at: Instant)
    /// A request was sent and will have no response.
    case lost(permit: UInt64, buckets: [BucketName], at: Instant)

    /// When it happened.
    public var instant: Instant {
        switch self {
        case .admitted(_, _, let instant), .queued(_, let instant), .waited(_, _, _, _, let instant),
            .expired(_, _, _, let instant), .refused(_, _, let instant), .gated(_, _, let instant),
            .opened(_, let instant), .lost(_, _, let instant):
            instant
        }
    }
}

/// What happened to a permit.
enum PermitNote {
    case admitted
    case waited(Ticket, Duration)
    /// By these buckets.
    case refused([Int])
    case lost
}

extension LimiterCore {
    /// Adds an event of a permit, if anybody listens.
    mutating func note(_ note: PermitNote, _ permit: PermitID, _ draws: DrawList) {
        guard isRecording else { return }
        let (number, buckets) = (permit.rawValue, draws.map { names[$0.bucket.index] })
        let event: LimiterEvent =
            switch note {
            case .admitted: .admitted(permit: number, buckets: buckets, at: now)
            case .waited(let ticket, let duration):
                .waited(permit: number, ticket: ticket, buckets: buckets, after: duration, at: now)
            case .refused(let indices): .refused(permit: number, buckets: indices.map { names[$0] }, at: now)
            case .lost: .lost(permit: number, buckets: buckets, at: now)
            }
        effects.events?.append(event)
    }
}
