/// A count that starts anew with each window, windows following one another without a gap, or each beginning with the
/// first request after the one before it.
struct FixedWindow: Count {
    let window: Nanoseconds
    /// The beginning of one of the windows; nil when requests begin them.
    let phase: Nanoseconds?
    private var start: Nanoseconds?
    private var sum = 0.0

    init(window: Nanoseconds, phase: Nanoseconds?) {
        self.window = window
        self.phase = phase
    }

    var scope: String { "in a window of \(secondsText(.nanoseconds(window)))" }

    mutating func used(at now: Nanoseconds) -> Double {
        if let start, now - start < window { return sum }
        sum = 0
        start = phase.map { now - elapsed(at: now, window: window, phase: $0) }
        return 0
    }

    mutating func add(_ cost: Double, at now: Nanoseconds) {
        sum = used(at: now) + cost
        start = start ?? now
    }

    mutating func wait(untilAtMost units: Double, at now: Nanoseconds) -> Nanoseconds? {
        guard used(at: now) > units, let start else { return 0 }
        return window - (now - start)
    }
}
