/// The state of one bucket at one time, in units.
public struct BucketSnapshot: Hashable, Sendable {
    /// The time.
    public let instant: Instant
    /// The name under which the bucket was declared.
    public let name: String
    /// The key under which the bucket was declared.
    public let key: String
    /// The numbers that it keeps to.
    public let limit: RateLimit
    /// Where the numbers come from.
    public let basis: LimitBasis
    /// The window that was learned, without what is added for safety.
    package let window: Duration?
    /// What was answered and still counts.
    public let held: Double
    /// What was started and has not been answered.
    public let inFlight: Double
    /// How many requests stand in this bucket's queue.
    public let waiting: Int
    /// When one more unit could start at the earliest; the present when it could start now.
    public let nextFree: Instant
    /// When the first request may start after the server's last refusal; nil when there is none to heed.
    public let gatedUntil: Instant?
    /// Units that may be in use at a time for now: the capacity, or less after a refusal, since somebody else seems to
    /// draw on the quota. It grows back by 15 % and one unit with each hold without a refusal.
    public let usable: Double

    /// What all processes use of it, as the ledger said last; nil where it is not shared, or the ledger has not said
    /// yet.
    public let shared: SharedUse?

    /// Units that may be in use at a time.
    public var capacity: Double {
        limit.capacity
    }

    /// What could start now if no gate stood before it.
    public var free: Double {
        max(0, usable - held - inFlight)
    }
}

extension BucketSnapshot: CustomStringConvertible {
    /// `per-minute acme: 60 in 60.6 s; 12 held, 3 in flight, 5 waiting; shut for 2.5 s`.
    public var description: String {
        let numbers =
            switch basis {
            case .declared: "\(limit)"
            case .unknown: "no numbers known"
            default: "\(basis) \(limit)"
            }
        let uses = [(held, "held"), (inFlight, "in flight"), (Double(waiting), "waiting")]
        let use = uses.filter { $0.0 > 0 && (basis != .unknown || $0.1 != "held") }.map { "\($0.0.shortText) \($0.1)" }
        let shut = gatedUntil.map { $0 > instant ? "shut for \(($0 - instant).shortText)" : "one request tries" }
        let all = shared.map { "all \(($0.held + $0.inFlight).shortText) of \($0.capacity.shortText)" }
        let share = usable.shortText != capacity.shortText ? "\(usable.shortText) usable" : nil
        let parts = [numbers, use.isEmpty ? nil : use.joined(separator: ", "), all, share, shut].compactMap(\.self)
        return "\(name)\(key.isEmpty ? "" : " \(key.printable)"): " + parts.joined(separator: "; ")
    }
}

/// What all processes use of a shared bucket, in units.
public struct SharedUse: Hashable, Sendable {
    /// Units that may be in use at a time, as the ledger grants them.
    public let capacity: Double
    /// What was answered and still counts.
    public let held: Double
    /// What was granted and has not been answered.
    public let inFlight: Double
}

/// The states of buckets at one time; printed, a line each.
public struct BucketSnapshots: RandomAccessCollection, Hashable, Sendable, CustomStringConvertible {
    private let all: [BucketSnapshot]

    package init(_ all: [BucketSnapshot]) { self.all = all }

    /// The place of the first.
    public var startIndex: Int { all.startIndex }
    /// The place after the last.
    public var endIndex: Int { all.endIndex }
    /// The state at a place.
    public subscript(place: Int) -> BucketSnapshot { all[place] }

    /// A line for each bucket.
    public var description: String { all.map(\.description).joined(separator: "\n") }
}

/// What is known of a request that waits.
public struct WaitInfo: Hashable, Sendable {
    /// Names the waiter: see ``RateLimiter/progress(of:)``.
    public let ticket: Ticket
    /// The name of the bucket in whose queue it stands.
    public let bucketName: String
    /// The key of that bucket.
    public let bucketKey: String
    /// How many stand before it in that queue.
    public let position: Int
    /// When it began to wait.
    public let since: Instant
    /// When it can be expected to start: an estimate that takes everything in flight to be answered now.
    public let expectedStart: Instant
}
