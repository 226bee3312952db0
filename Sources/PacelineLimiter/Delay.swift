/// Why a request cannot start now, in terms of time.
package struct Delay: Equatable, Sendable {
    /// No sooner than this, whatever happens: a lower bound.
    package var earliest: Instant
    /// When time alone will have made room; nil when that takes an event (an answer, the end of a probe).
    package var wake: Instant?
    /// Whether `earliest` moves on with the time, because it counts from an event that has not come yet.
    package var drifts: Bool

    package init(earliest: Instant, wake: Instant?, drifts: Bool) {
        self.earliest = earliest
        self.wake = wake
        self.drifts = drifts
    }

    /// Adds a gate that reopens at `reopens`; if that time has passed, it waits for its probe's end.
    mutating func shut(until reopens: Instant, at now: Instant) {
        let waitsForProbe = reopens <= now
        wake = waitsForProbe ? nil : wake.map { max($0, reopens) }
        drifts = reopens <= earliest && (drifts || waitsForProbe && earliest == now)
        earliest = max(earliest, reopens)
    }
}
