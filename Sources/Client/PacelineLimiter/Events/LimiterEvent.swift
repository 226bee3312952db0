/// Something that a ``RateLimiter`` did or was told, as seen in ``RateLimiter/events``.
///
/// Permits are named by ``Permit/number``, those who wait by ``WaitInfo/ticket``. What an event of a ``Kind`` does not
/// have is nil.
public struct LimiterEvent: Hashable, Sendable {
    /// What happened. More may be added.
    public struct Kind: Hashable, Sendable, CustomStringConvertible {
        /// The kind's name.
        public let description: String

        /// A request got its permit without waiting.
        public static let admitted = Kind(description: "admitted")
        /// A request began to wait: ``LimiterEvent/wait`` says where.
        public static let queued = Kind(description: "queued")
        /// A request got its permit after a wait of ``LimiterEvent/duration``.
        public static let waited = Kind(description: "waited")
        /// A request did not get a permit, as ``LimiterEvent/error`` says: it cannot start by its deadline, was
        /// cancelled while it waited, costs too much, or found the queue full. ``LimiterEvent/ticket`` is nil if it did
        /// not wait.
        public static let expired = Kind(description: "expired")
        /// The server refused a request; ``LimiterEvent/buckets`` are those whose limit it named.
        public static let refused = Kind(description: "refused")
        /// A bucket lets nothing start until ``LimiterEvent/until``, because the server refused.
        public static let gated = Kind(description: "gated")
        /// The first request after a refusal was accepted: the bucket is open again.
        public static let opened = Kind(description: "opened")
        /// A bucket whose numbers nobody declared keeps to others from now on: ``LimiterEvent/limit``, on the ground of
        /// ``LimiterEvent/basis``.
        public static let learned = Kind(description: "learned")
        /// A response told that its request did cost more than was reserved, by ``LimiterEvent/excess``: for one window
        /// it is not certain that the limit is kept.
        public static let overspent = Kind(description: "overspent")
        /// What requests of a bucket will cost is to be estimated, and the client cannot: what is declared is reserved.
        public static let unestimated = Kind(description: "unestimated")
        /// A request was sent and will have no response.
        public static let lost = Kind(description: "lost")
        /// The ledger in which the quota is shared does not answer: ``LimiterEvent/ledger`` says why.
        public static let ledgerLost = Kind(description: "ledgerLost")
        /// The ledger answers again.
        public static let ledgerBack = Kind(description: "ledgerBack")
        /// The session with the ledger was over: nothing was heard of the ledger for the time of its lease, or the
        /// process was stopped. What was granted is void.
        public static let lapsed = Kind(description: "lapsed")
        /// The ledger had forgotten what this process uses, or its clock was set forward, and it is told all anew.
        /// ``RateLimiter/ledger`` says until when nobody starts.
        public static let declaredAnew = Kind(description: "declaredAnew")
        /// Another process declares stricter numbers of a shared bucket, or was told them: the ledger keeps to
        /// ``LimiterEvent/limit``.
        public static let stricter = Kind(description: "stricter")
    }

    /// What happened.
    public let kind: Kind
    /// When it happened.
    public let instant: Instant
    /// The buckets that it happened to.
    public let buckets: [BucketName]
    /// The permit's number.
    public private(set) var permit: UInt64?
    /// The ticket of the one who waited.
    public private(set) var ticket: Ticket?
    /// Where the request stands that began to wait.
    public private(set) var wait: WaitInfo?
    /// How long it waited.
    public private(set) var duration: Duration?
    /// When the bucket lets a request try.
    public private(set) var until: Instant?
    /// Why there was no permit.
    public private(set) var error: RateLimitError?
    /// The numbers that the bucket keeps to.
    public private(set) var limit: RateLimit?
    /// Where these numbers come from.
    public private(set) var basis: LimitBasis?
    /// Why the ledger does not answer.
    public private(set) var ledger: LedgerError?
    /// Units that a request did cost beyond what was reserved.
    public private(set) var excess: Double?

    private init(_ kind: Kind, _ buckets: [BucketName], at instant: Instant) {
        self.kind = kind
        self.buckets = buckets
        self.instant = instant
    }
}

extension LimiterEvent: CustomStringConvertible {
    /// The kind, and what is known besides: `waited(permit 7, ticket 3, per-minute acme, after 2.5 seconds)`.
    public var description: String {
        let names = buckets.map { $0.key.isEmpty ? $0.name : "\($0.name) \($0.key)" }
        let details: [String?] = [
            permit.map { "permit \($0)" }, ticket.map { "ticket \($0)" }, names.joined(separator: ", "),
            duration.map { "after \($0)" }, until.map { "until \($0)" }, error.map { "\($0.code)" },
            excess.map { "by \($0)" }, ledger.map { "\($0)" },
            basis.map { basis in limit.map { "\(basis): \($0)" } ?? "\(basis)" } ?? limit.map { "\($0)" },
        ]
        return "\(kind)(\(details.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ", ")))"
    }
}

extension LimiterEvent {
    package static func admitted(permit: UInt64, buckets: [BucketName], at now: Instant) -> LimiterEvent {
        event(.admitted, permit, buckets, now)
    }

    package static func queued(_ wait: WaitInfo, at now: Instant) -> LimiterEvent {
        var event = LimiterEvent(.queued, [BucketName(name: wait.bucketName, key: wait.bucketKey)], at: now)
        (event.wait, event.ticket) = (wait, wait.ticket)
        return event
    }

    package static func waited(
        permit: UInt64, ticket: Ticket, buckets: [BucketName], after duration: Duration, at now: Instant
    ) -> LimiterEvent {
        var event = event(.waited, permit, buckets, now)
        (event.ticket, event.duration) = (ticket, duration)
        return event
    }

    package static func expired(
        _ error: RateLimitError, ticket: Ticket?, after duration: Duration, at now: Instant
    ) -> LimiterEvent {
        let bucket = error.bucketName.map { BucketName(name: $0, key: error.bucketKey ?? "") }
        var event = LimiterEvent(.expired, bucket.map { [$0] } ?? [], at: now)
        (event.error, event.ticket, event.duration) = (error, ticket, duration)
        return event
    }

    package static func refused(permit: UInt64, buckets: [BucketName], at now: Instant) -> LimiterEvent {
        event(.refused, permit, buckets, now)
    }

    package static func gated(_ bucket: BucketName, until: Instant, at now: Instant) -> LimiterEvent {
        var event = LimiterEvent(.gated, [bucket], at: now)
        event.until = until
        return event
    }

    package static func opened(_ bucket: BucketName, at now: Instant) -> LimiterEvent {
        LimiterEvent(.opened, [bucket], at: now)
    }

    package static func learned(
        _ bucket: BucketName, _ limit: RateLimit, _ basis: LimitBasis, at now: Instant
    ) -> LimiterEvent {
        var event = LimiterEvent(.learned, [bucket], at: now)
        (event.limit, event.basis) = (limit, basis)
        return event
    }

    package static func overspent(
        permit: UInt64, bucket: BucketName, by excess: Double, at now: Instant
    ) -> LimiterEvent {
        var event = event(.overspent, permit, [bucket], now)
        event.excess = excess
        return event
    }

    package static func unestimated(_ bucket: BucketName, at now: Instant) -> LimiterEvent {
        LimiterEvent(.unestimated, [bucket], at: now)
    }

    package static func stricter(_ bucket: BucketName, _ limit: RateLimit, at now: Instant) -> LimiterEvent {
        var event = LimiterEvent(.stricter, [bucket], at: now)
        event.limit = limit
        return event
    }

    package static func ledger(_ kind: Kind, _ error: LedgerError? = nil, at now: Instant) -> LimiterEvent {
        var event = LimiterEvent(kind, [], at: now)
        event.ledger = error
        return event
    }

    package static func lost(permit: UInt64, buckets: [BucketName], at now: Instant) -> LimiterEvent {
        event(.lost, permit, buckets, now)
    }

    private static func event(_ kind: Kind, _ permit: UInt64, _ buckets: [BucketName], _ now: Instant) -> LimiterEvent {
        var event = LimiterEvent(kind, buckets, at: now)
        event.permit = permit
        return event
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
    /// Adds an event of a permit, if anybody listens. Where nobody does, a call would copy the draws for nothing.
    @inline(__always)
    mutating func note(_ note: PermitNote, _ permit: PermitID, _ draws: DrawList) {
        if isRecording { record(note, permit, draws) }
    }

    private mutating func record(_ note: PermitNote, _ permit: PermitID, _ draws: DrawList) {
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
