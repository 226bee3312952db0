/// What one session says to a ledger, and asks of it, in one step.
///
/// A *ledger* keeps what all processes use of some buckets; a *session* is one process's part in it. Everything here is
/// an integer or a text, so that it can be sent and kept by any means. Times are microseconds, and never points in
/// time: *ages* count back from the step (less than zero: a time that is yet to come), durations count on from it. So
/// it does not matter what the clocks of the processes show. Units are in millionths.
public struct LedgerRequest: Hashable, Sendable {
    /// The session, by a name that no other ever had.
    public var session: String
    /// 1 for a session's first request, and 1 more for each further one. A request that had no answer is sent again as
    /// it was, with the same number: it is one step, however often it comes.
    public var sequence: Int64
    /// What the last answer called the ledger's life; nil before the first.
    public var epoch: Int64?
    /// Whether the session had to begin since the ledger has forgotten what it had acknowledged.
    public var hasLost: Bool
    /// The session in whose place this one is; empty when there was none.
    public var former: String
    /// How long the session lives without a further step.
    public var lease: Int64
    /// For so long nobody starts after the ledger has lost something.
    public var quiet: Int64
    /// What becomes free within that time is granted at once, with its start.
    public var horizon: Int64
    /// For so long a waiting session's place is kept after the time at which it was told to come again.
    public var patience: Int64
    /// So many requests one session may be granted at a time while others wait.
    public var quantum: Int64
    /// What became of what the session had, bucket by bucket.
    public var buckets: [Bucket]
    /// What it wants.
    public var wants: [Want]

    /// So many requests at a time, while others wait.
    public static let standardQuantum: Int64 = 8
    /// The largest amount that all stores can keep, in millionths: larger quotas are cut down to it.
    public static let maximumUnits: Int64 = 1 << 51

    /// A request of these parts.
    public init(
        session: String, sequence: Int64, epoch: Int64? = nil, hasLost: Bool = false, former: String = "",
        lease: Int64, quiet: Int64, horizon: Int64, patience: Int64 = 100_000,
        quantum: Int64 = LedgerRequest.standardQuantum,
        buckets: [Bucket] = [], wants: [Want] = []
    ) {
        self.session = session
        self.sequence = sequence
        self.epoch = epoch
        self.hasLost = hasLost
        self.former = former
        self.lease = lease
        self.quiet = quiet
        self.horizon = horizon
        self.patience = patience
        self.quantum = quantum
        self.buckets = buckets
        self.wants = wants
    }

    /// What the session says of one bucket.
    public struct Bucket: Hashable, Sendable {
        /// What identifies the bucket in the ledger.
        public var key: String
        /// Its numbers, as the session knows them.
        public var rule: Rule
        /// How long a request of a session that has ended may still be on its way to the server.
        public var grace: Int64
        /// The level that the last answer told; nil where nothing of the bucket is in use.
        public var seen: Int64?
        /// Units that are in use and that the ledger does not know of: it has forgotten them, or they cost more than
        /// was wanted for them.
        public var adopted: Int64 = 0
        /// Units that were granted and were not used, or were not counted.
        public var returned: Int64 = 0
        /// Units whose hold has begun.
        public var settled: [Settlement] = []
        /// A refusal that shuts the bucket.
        public var gate: Gate?
        /// What became of the probe that the session sent; nil where it sent none, or it is under way.
        public var probe: Probe?
        /// What responses said is left.
        public var ceilings: [Ceiling] = []
        /// When fixed windows end, as responses told.
        public var ends: [WindowEnd] = []

        /// A bucket of which nothing is said but its numbers.
        public init(key: String, rule: Rule, grace: Int64, seen: Int64? = nil) {
            self.key = key
            self.rule = rule
            self.grace = grace
            self.seen = seen
        }
    }

    /// The numbers of a bucket.
    public struct Rule: Hashable, Sendable {
        /// Units that may be in use at a time.
        public var capacity: Int64
        /// How long a unit stays in use after its response; zero for requests at a time.
        public var hold: Int64
        /// Whether what was answered becomes free one unit after the other, all of the capacity in one hold.
        public var isRefilled: Bool
        /// How long ago a response told these numbers; nil where they are declared.
        public var toldAge: Int64?

        /// A bucket of these numbers.
        public init(capacity: Int64, hold: Int64, isRefilled: Bool = false, toldAge: Int64? = nil) {
            self.capacity = capacity
            self.hold = hold
            self.isRefilled = isRefilled
            self.toldAge = toldAge
        }

        /// Of a bucket whose numbers nobody declared: refusals are told of it, and what responses say is left.
        public static let undeclared = Rule(capacity: 0, hold: 0)

        package var isUndeclared: Bool { capacity == 0 && hold == 0 }
    }

    /// Units whose hold began.
    public struct Settlement: Hashable, Sendable {
        /// How many.
        public var units: Int64
        /// How long ago; less than zero for what was lost and may still arrive.
        public var age: Int64

        /// So many units, so long ago.
        public init(units: Int64, age: Int64) {
            self.units = units
            self.age = age
        }
    }

    /// A server's refusal.
    public struct Gate: Hashable, Sendable {
        /// The time that the server told, from the step on.
        public var told: Int64
        /// When a probe may go, from the step on.
        public var reopens: Int64

        /// A refusal of these times.
        public init(told: Int64, reopens: Int64) {
            self.told = told
            self.reopens = reopens
        }
    }

    /// What became of a probe.
    public enum Probe: Int64, Hashable, Sendable {
        /// The server let it through: the bucket is open.
        case accepted = 1
        /// It told nothing: another one may try.
        case ended = 2
    }

    /// A response said what is left.
    public struct Ceiling: Hashable, Sendable {
        /// The bucket's level with the request that was answered.
        public var mark: Int64
        /// Units that were left then.
        public var remaining: Int64
        /// How long ago the response came.
        public var age: Int64
        /// For how long it holds, from the response on.
        public var length: Int64

        /// So much was left after the request of this mark.
        public init(mark: Int64, remaining: Int64, age: Int64, length: Int64) {
            self.mark = mark
            self.remaining = remaining
            self.age = age
            self.length = length
        }
    }

    /// A response said when a fixed window ends.
    public struct WindowEnd: Hashable, Sendable {
        /// Surely before the end, from the ledger's clock of the session's last answer on (``LedgerAnswer/now``): an
        /// age would end later by what the way to the ledger takes, and with it what is free. Nothing is said in a
        /// session's first request.
        public var through: Int64
        /// When the window is surely over, from the step on.
        public var due: Int64

        /// A window that ends in between.
        public init(through: Int64, due: Int64) {
            self.through = through
            self.due = due
        }
    }

    /// So many requests that want the same.
    public struct Want: Hashable, Sendable {
        /// How many requests.
        public var count: Int64
        /// How long the first of them has waited, with the head start of its priority.
        public var age: Int64
        /// The same of the one that is first when a quantum of them has started.
        public var laterAge: Int64
        /// What each takes, of at most one bucket each.
        public var parts: [Part]

        /// So many requests.
        public init(count: Int64, age: Int64, laterAge: Int64, parts: [Part]) {
            self.count = count
            self.age = age
            self.laterAge = laterAge
            self.parts = parts
        }
    }

    /// What one request takes from one bucket.
    public struct Part: Hashable, Sendable {
        /// The place of the bucket in the request.
        public var bucket: Int
        /// Units; zero heeds the gate and takes nothing.
        public var cost: Int64
        /// The least time since the last start in the bucket, where its requests keep distances.
        public var distanceBefore: Int64
        /// The least time until the next start.
        public var distanceAfter: Int64

        /// So much of a bucket.
        public init(bucket: Int, cost: Int64, distanceBefore: Int64 = 0, distanceAfter: Int64 = 0) {
            self.bucket = bucket
            self.cost = cost
            self.distanceBefore = distanceBefore
            self.distanceAfter = distanceAfter
        }
    }
}
