/// Names one permit in a ``LimitStore``.
package struct PermitID: Hashable, Sendable {
    package var rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }
}

/// Where buckets and permits are kept, and where it is decided who may start.
///
/// Every method is one atomic step and is told the time; a store has no clock and waits for nothing. Buckets are named
/// by the place that ``addBucket(_:at:)`` returned. A permit is named by the identifier that ``acquire(_:at:)``
/// returned, until one of ``finish(_:accepted:at:)``, ``refund(_:at:)``, ``refuse(_:uncountedBy:at:)`` and
/// ``lose(_:at:grace:)`` ends it.
package protocol LimitStore: Sendable {
    /// Adds a bucket and returns its place.
    mutating func addBucket(_ limit: RateLimit, at now: Instant) -> Int
    /// Gives a bucket other numbers.
    mutating func declare(_ limit: RateLimit, forBucket index: Int)
    /// Gives up a bucket, and its place to another, if nothing would be lost with it: nothing is in flight or held, no
    /// gate is shut, and no permit names it. False, and nothing is done, otherwise.
    mutating func removeBucket(_ index: Int, at now: Instant) -> Bool
    /// The numbers of a bucket.
    func limit(ofBucket index: Int) -> RateLimit
    /// The capacity of a bucket.
    func capacity(ofBucket index: Int) -> Units

    /// When a request of `cost` may start, as far as a bucket is concerned.
    mutating func room(inBucket index: Int, for cost: Units, at now: Instant) -> Bucket.Room
    /// When a request of `cost` may start, as far as a bucket is concerned, if requests of `ahead` in all start before
    /// it: a lower bound.
    mutating func room(inBucket index: Int, for cost: Units, after ahead: Units, at now: Instant) -> Bucket.Room
    /// How slow a bucket is beside others.
    func slowness(ofBucket index: Int, at now: Instant) -> Slowness
    /// What keeps a request of `cost` from starting, apart from pacing.
    mutating func shortage(
        ofBucket index: Int, for cost: Units, at now: Instant
    ) -> (quota: Instant?, gate: Instant?)
    /// Takes all demands, or none.
    mutating func acquire(_ demands: DemandList, at now: Instant) -> Decision
    /// The buckets that a permit draws on.
    func demands(of permit: PermitID) -> DemandList
    /// Whether ``answer(_:at:)`` was called.
    func isAnswered(_ permit: PermitID) -> Bool

    /// The head of the answer has come: the hold of windows begins.
    mutating func answer(_ permit: PermitID, at now: Instant)
    /// The permit's probes, if it holds any, found the server willing.
    mutating func accept(_ permit: PermitID, at now: Instant)
    /// The answer said that so much is left in a bucket, until `reset` from now (nil: for one hold). It only lowers.
    mutating func observe(
        _ permit: PermitID, bucket index: Int, remaining: Units, reset: Duration?, at now: Instant)
    /// The answer has ended, and it was not a refusal. Unless it was `accepted`, it says nothing about the limits.
    mutating func finish(_ permit: PermitID, accepted: Bool, at now: Instant)
    /// The request was never sent: its units are free at once.
    mutating func refund(_ permit: PermitID, at now: Instant)
    /// The answer was a refusal, which the server counted, but for the `uncounted` buckets.
    mutating func refuse(_ permit: PermitID, uncountedBy uncounted: [Int], at now: Instant)
    /// No answer will come; the request reaches the server within `grace`, if ever.
    mutating func lose(_ permit: PermitID, at now: Instant, grace: Duration)

    /// Shuts the refusal's buckets for its time and `jitter` (0 to 1) tenths of it more. The permit has not ended yet.
    /// - Parameter isGuess: Whether the answer left open which of several buckets refused.
    mutating func shut(by permit: PermitID, _ refusal: Refusal, isGuess: Bool, jitter: Double, at now: Instant)
    /// Which of the buckets most likely refused a request, where its answer did not say: a place among `suspects`.
    mutating func culprit(of permit: PermitID, among suspects: [Int], at now: Instant) -> Int?
    /// Forgets what servers said of a bucket: refusals, and what was left.
    mutating func reopen(_ index: Int, at now: Instant)
    /// What a bucket holds.
    func usage(ofBucket index: Int, at now: Instant) -> Usage
    /// When a bucket's gate lets the probe through; nil when there is no gate.
    func gate(ofBucket index: Int) -> Instant?
}

/// Why demands cannot be met now.
package struct Obstacle: Equatable, Sendable {
    /// The bucket that will let the request start last, or that never will.
    package var bucket: Int
    /// How long it takes; nil if the bucket can never meet its demand.
    package var delay: Delay?
}

/// The answer to an attempt to take demands.
package enum Decision: Equatable, Sendable {
    case granted(PermitID)
    case obstructed(Obstacle)
}

/// The state of one bucket at one time.
package struct Usage: Equatable, Sendable {
    package var limit: RateLimit
    package var inFlight: Units
    package var held: Units
    /// The lower bound for the start of one more unit (or of all the capacity, where that is less).
    package var nextFree: Instant
    package var gatedUntil: Instant?
    /// What may be in use at a time, for now: the capacity, or less after refusals.
    package var usable: Units
}
