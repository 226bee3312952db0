/// What keeps a bucket shut after the server refused all the same.
///
/// A gate only moves later. When its time has come it lets one request through, the probe; the probe's outcome decides
/// whether the bucket opens, shuts again, or tries another probe.
struct Gate: Sendable {
    /// The latest time that a refusal told.
    private(set) var told: Instant
    /// When the probe may start: `told` and some random part of the wait, so that clients that were refused together
    /// do not come back together.
    private(set) var reopens: Instant
    /// The permit of the probe that is under way.
    private var probe: PermitID?

    /// A gate that is shut from `now` for `wait`, and for `jitter` (0 to 1) tenths of it more.
    init(shutAt now: Instant, for wait: Duration, jitter: Double) {
        told = now + wait
        reopens = told + wait * (jitter / 10)
    }

    /// Whether a probe may start at `now`.
    func admitsProbe(at now: Instant) -> Bool {
        now >= reopens && probe == nil
    }

    /// Takes over the other gate's times if it was told a later one.
    mutating func extend(by other: Gate) {
        guard other.told > told else { return }
        told = other.told
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
