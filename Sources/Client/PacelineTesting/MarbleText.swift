import PacelineLimiter

/// What happened when, as text: `0s a b | 1.5s c`.
struct MarbleText: Sendable {
    private var steps: [(instant: Instant, events: [String])] = []

    mutating func append(_ event: String, at instant: Instant) {
        if steps.last?.instant != instant { steps.append((instant, [])) }
        steps[steps.count - 1].events.append(event)
    }

    /// Notes a state in place of another of the same time, unless it was the last one already.
    mutating func replace(by state: String, at instant: Instant) {
        if steps.last?.instant == instant { steps.removeLast() }
        if steps.last?.events != [state] { steps.append((instant, [state])) }
    }

    /// The steps that have an event which `isShown`.
    func text(_ isShown: (String) -> Bool) -> String {
        steps.map { (Self.time($0.instant - .zero), $0.events.filter(isShown)) }
            .filter { !$0.1.isEmpty }
            .map { ([$0.0] + $0.1).joined(separator: " ") }
            .joined(separator: " | ")
    }

    /// A time in seconds: `60s`, `0.25s`.
    static func time(_ duration: Duration) -> String {
        number(Double((Instant.zero + duration).nanoseconds) / 1e9) + "s"
    }

    /// A number without a fraction where it has none.
    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}
