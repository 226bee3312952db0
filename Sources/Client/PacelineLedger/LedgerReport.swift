/// What a ledger shows at one time, in numbers for people: times are seconds, counted from then, and units are whole.
package struct LedgerReport: Hashable, Sendable, Encodable {
    package var name: String
    /// How long ago its life began; nil when it cannot be told.
    package var age: Double?
    /// For so long nobody starts; zero when anybody may.
    package var quiet: Double
    /// Whether the machine was started since: the ledger is shown as it last stood.
    package var isOfEarlierStart: Bool
    /// Those that wait stand first, in the order of the line.
    package var sessions: [Session]
    /// By their keys.
    package var buckets: [Bucket]
    /// The buckets of which what is kept cannot be read.
    package var damaged: [String]

    package enum Life: String, Hashable, Sendable, Encodable {
        /// Its lease is not over.
        case leased
        /// Its process holds its lock.
        case alive
        /// Its lease is over, or its process is gone.
        case over
        /// Its lock may not be opened.
        case unknown
    }

    package struct Session: Hashable, Sendable, Encodable {
        package var name: String
        package var life: Life
        /// What is left of the lease, less than zero when it is over; nil where a lock tells.
        package var lease: Double?
        /// By bucket.
        package var inFlight: [String: Double]
        package var waiting: Waiting?
    }

    package struct Waiting: Hashable, Sendable, Encodable {
        /// From 1 on; nil when its place was lost, since it did not come when it was told to.
        package var place: Int?
        /// How long its first request has waited, with the head start of its priority.
        package var age: Double
        /// When it was told to come again; less than zero when that is past.
        package var comes: Double
        /// What is kept for it, by bucket.
        package var wanted: [String: Double]
    }

    package struct Bucket: Hashable, Sendable, Encodable {
        package var key: String
        package var capacity: Double
        /// How long a unit is held after its response; zero for requests at a time.
        package var hold: Double
        package var isRefilled: Bool
        /// Whether a response told the numbers.
        package var isTold: Bool
        /// Whether sessions declare different numbers.
        package var isDisputed: Bool
        package var inFlight: Double
        package var held: Double
        package var free: Double
        /// When one more unit may start, nobody else considered; nil when that takes a response.
        package var next: Double?
        package var gate: Gate?
        /// What servers said is left.
        package var ceilings: [Ceiling]
        /// When fixed windows are surely over.
        package var ends: [Double]
    }

    package struct Gate: Hashable, Sendable, Encodable {
        /// When a probe may go; zero when it may now, or is under way.
        package var opens: Double
        /// The session whose probe is under way.
        package var probe: String?
    }

    package struct Ceiling: Hashable, Sendable, Encodable {
        package var left: Double
        /// For how long.
        package var lasts: Double
    }
}
