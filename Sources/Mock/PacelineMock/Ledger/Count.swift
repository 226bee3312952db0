/// How one bucket counts: one of the algorithms that servers use.
///
/// Each is written down as the textbooks have it and no cleverer, since clients' limiters are judged by it. It shares
/// neither code nor ideas with one. Calls are made in the order of time.
protocol Count: Sendable {
    /// In what its units are counted, in words: `in any 10 s`.
    var scope: String { get }

    /// The units that stand against the capacity at `now`.
    mutating func used(at now: Nanoseconds) -> Double

    /// Puts a request of so many units on record.
    mutating func add(_ cost: Double, at now: Nanoseconds)

    /// The time from `now` until no more than `units` stand if nothing else comes; nil when time alone does not tell.
    /// `units` is not negative.
    mutating func wait(untilAtMost units: Double, at now: Nanoseconds) -> Nanoseconds?

    /// The body of an admitted request's response has ended.
    mutating func end(_ cost: Double)
}

extension Count {
    /// Nothing: a quota counts arrivals.
    mutating func end(_ cost: Double) {}
}

/// A span of so many nanoseconds or just longer.
func roundedUp(_ nanoseconds: Double) -> Nanoseconds { Nanoseconds(min(nanoseconds.rounded(.up), 9e18)) }

/// The time since the last of the instants `phase`, `phase + window`, `phase - window` and so on.
func elapsed(at now: Nanoseconds, window: Nanoseconds, phase: Nanoseconds) -> Nanoseconds {
    let remainder = (now - phase) % window
    return remainder < 0 ? remainder + window : remainder
}
