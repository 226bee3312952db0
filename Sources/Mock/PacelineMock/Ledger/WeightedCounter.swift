/// Two counters, one for the present window and one for the window before, which weighs as much as it overlaps with the
/// last window's length (a "sliding window counter").
struct WeightedCounter: Count {
    let window: Nanoseconds
    /// The beginning of one of the windows.
    let phase: Nanoseconds
    private var start: Nanoseconds?
    private var previous = 0.0
    private var current = 0.0

    init(window: Nanoseconds, phase: Nanoseconds) {
        self.window = window
        self.phase = phase
    }

    var scope: String { "in weighted windows of \(secondsText(.nanoseconds(window)))" }

    mutating func used(at now: Nanoseconds) -> Double {
        advance(to: now)
        let overlap = 1 - Double(elapsed(at: now, window: window, phase: phase)) / Double(window)
        return previous * overlap + current
    }

    mutating func add(_ cost: Double, at now: Nanoseconds) {
        advance(to: now)
        current += cost
    }

    mutating func wait(untilAtMost units: Double, at now: Nanoseconds) -> Nanoseconds? {
        guard used(at: now) > units else { return 0 }
        // What the windows have to be past, in windows since the beginning of the present one.
        let part =
            if current <= units { 1 - (units - current) / previous } else { 2 - units / current }
        return roundedUp(part * Double(window)) - elapsed(at: now, window: window, phase: phase)
    }

    private mutating func advance(to now: Nanoseconds) {
        let beginning = now - elapsed(at: now, window: window, phase: phase)
        defer { start = beginning }
        guard let start, beginning > start else { return }
        previous = beginning - start == window ? current : 0
        current = 0
    }
}
