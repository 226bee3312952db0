/// Why a request cannot start now, in terms of time.
package struct Delay: Equatable, Sendable {
    /// No sooner than this, whatever happens: a lower bound.
    package var earliest: Instant
    /// When time alone will have made room; nil when that takes an event (a response, the end of a probe).
    package var wake: Instant?
    /// A lower bound that moves on with the time, because it counts from an event that has not come yet; nil when there
    /// is none.
    package var drift: Instant?

    package init(earliest: Instant, wake: Instant?, drift: Instant? = nil) {
        self.earliest = earliest
        self.wake = wake
        self.drift = drift
    }

    /// What waits for an event that may come at any time after `now`.
    package static func untilEvent(at now: Instant) -> Delay {
        Delay(earliest: now, wake: nil, drift: now)
    }

    /// There may be room at `instant` already, which lies ahead.
    mutating func reconsider(at instant: Instant) {
        earliest = min(earliest, instant)
        wake = min(wake ?? instant, instant)
        drift = drift.map { min($0, instant) }
    }

    /// Both must be over. When that takes an event, and which, is not known.
    func combined(with other: Delay) -> Delay {
        Delay(
            earliest: max(earliest, other.earliest), wake: nil,
            drift: [drift, other.drift].compactMap(\.self).max())
    }

    /// So many nanoseconds follow, which begin with an event after `now`.
    mutating func add(_ nanoseconds: Int64, at now: Instant) {
        guard nanoseconds > 0 else { return }
        earliest = earliest.later(by: nanoseconds)
        wake = nil
        drift = max(drift ?? now, now).later(by: nanoseconds)
    }

    /// Nothing before `instant`.
    mutating func postpone(to instant: Instant) {
        earliest = max(earliest, instant)
        wake = wake.map { max($0, instant) }
    }

    /// Adds a gate that reopens at `reopens`; if that time has passed, it waits for its probe's end.
    mutating func shut(until reopens: Instant, at now: Instant) {
        if reopens > now { return postpone(to: reopens) }
        wake = nil
        drift = drift ?? now
    }
}
