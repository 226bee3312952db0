/// What keeps a bucket shut after the server refused all the same.
///
/// A gate only moves later. When its time has come it lets one request through, the probe; the probe's outcome decides
/// whether the bucket opens, shuts again, or tries another probe.
struct Gate: Sendable {
    /// The time that the server told. The gate may let its probe through before: see ``reopens``.
    private(set) var retryAfter: Instant
    /// When the probe may start: some random part of the wait later, so that clients that were refused together do not
    /// come back together.
    private(set) var reopens: Instant
    /// The permit of the probe that is under way.
    private var probe: PermitID?

    /// What no time of a gate is put off by more than at random.
    static let longestJitter = Duration.seconds(5)

    /// A gate that is shut from `now` for `wait`, and for `jitter` (0 to 1) tenths of it more.
    /// - Parameter longest: After so long the probe is due, whatever longer time the server told.
    init(shutAt now: Instant, for wait: Duration, atMost longest: Duration, jitter: Double) {
        retryAfter = now + wait
        let shut = max(.zero, min(wait, longest))
        let delay = min(shut.nanoseconds / 10, Gate.longestJitter.nanoseconds)
        reopens = now + shut + .nanoseconds(Int64(Double(delay) * min(max(0, jitter), 1)))
    }

    /// Whether a probe may start at `now`.
    func admitsProbe(at now: Instant) -> Bool {
        now >= reopens && probe == nil
    }

    func isProbe(_ permit: PermitID) -> Bool {
        probe == permit
    }

    /// Whether no probe came for so many nanoseconds after it was due.
    func isForgotten(after hold: Int64, at now: Instant) -> Bool {
        probe == nil && reopens.later(by: hold) <= now
    }

    /// A refusal that was received at `now` shut the bucket as `other` says: while this gate is shut, the later time
    /// holds.
    mutating func extend(by other: Gate, at now: Instant) {
        guard now >= reopens || other.retryAfter > retryAfter else { return }
        retryAfter = now >= reopens ? other.retryAfter : max(retryAfter, other.retryAfter)
        reopens = max(reopens, other.reopens)
    }

    mutating func begin(probe permit: PermitID) {
        probe = permit
    }

    /// Notes that `permit` came to an end, and tells whether the gate is open for all from `now` on: when it was the
    /// probe, it succeeded, and no later refusal has shut the gate again. After a failure another probe may start.
    mutating func ended(_ permit: PermitID, succeeded: Bool, at now: Instant) -> Bool {
        guard probe == permit else { return false }
        probe = nil
        return succeeded && now >= reopens
    }
}
