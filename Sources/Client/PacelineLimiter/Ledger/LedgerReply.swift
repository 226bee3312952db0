/// A ledger's answer to a ``LedgerRequest``.
public enum LedgerReply: Hashable, Sendable {
    /// The ledger does not know the session, or its lease is over. Nothing was done: what the session had is for the
    /// ledger to judge, and a new session begins.
    case gone(epoch: Int64)
    /// The step was made.
    case made(LedgerAnswer)
}

/// What a step gives a session. Times are microseconds from the step on, units are in millionths.
public struct LedgerAnswer: Hashable, Sendable {
    /// The ledger's clock, for the comparison of two answers: how fast it goes.
    public var now: Int64
    /// The ledger's life: another one after it has lost something.
    public var epoch: Int64
    /// For so long nobody starts; zero when that is over.
    public var quiet: Int64
    /// One for each want.
    public var grants: [Grant]
    /// One for each bucket of the request.
    public var buckets: [Bucket]

    /// An answer of these parts.
    public init(now: Int64, epoch: Int64, quiet: Int64 = 0, grants: [Grant] = [], buckets: [Bucket] = []) {
        self.now = now
        self.epoch = epoch
        self.quiet = quiet
        self.grants = grants
        self.buckets = buckets
    }

    /// What was granted of one want.
    public struct Grant: Hashable, Sendable {
        /// When each request may start, in order.
        public var starts: [Int64]
        /// When it pays to ask again, so that what can be foreseen is granted ahead; nil when all was granted.
        public var next: Int64?
        /// The next one can start no sooner, whoever else waits; nil when all was granted.
        public var lower: Int64?

        /// Grants of these starts.
        public init(starts: [Int64], next: Int64? = nil, lower: Int64? = nil) {
            self.starts = starts
            self.next = next
            self.lower = lower
        }
    }

    /// How a bucket stands.
    public struct Bucket: Hashable, Sendable {
        /// When a probe may go, or nil when the bucket is not shut.
        public var gate: Int64?
        /// All that was ever granted of it.
        public var level: Int64
        /// The capacity that holds for all sessions; of a bucket that nobody declared, what a response said is left.
        public var capacity: Int64
        /// The hold that holds for all sessions; of a bucket that nobody declared, for how long that is left, or 0.
        public var hold: Int64
        /// What all sessions have in flight.
        public var inFlight: Int64
        /// What is held of all sessions.
        public var held: Int64

        /// A bucket of these numbers.
        public init(gate: Int64?, level: Int64, capacity: Int64, hold: Int64, inFlight: Int64, held: Int64) {
            self.gate = gate
            self.level = level
            self.capacity = capacity
            self.hold = hold
            self.inFlight = inFlight
            self.held = held
        }
    }
}
