/// Every arrival of the last window, added up.
///
/// The interval is closed at both ends, which is the strictest reading of "60 in any 60 seconds".
struct SlidingLog: Count {
    private struct Arrival {
        var time: Nanoseconds
        var cost: Double
    }

    let window: Nanoseconds
    private var arrivals: [Arrival] = []

    init(window: Nanoseconds) { self.window = window }

    mutating func used(at now: Nanoseconds) -> Double {
        arrivals.removeAll { $0.time < now - window }
        return arrivals.reduce(0) { $0 + $1.cost }
    }

    mutating func add(_ cost: Double, at now: Nanoseconds) { arrivals.append(Arrival(time: now, cost: cost)) }

    mutating func wait(untilAtMost units: Double, at now: Nanoseconds) -> Nanoseconds? {
        guard used(at: now) > units else { return 0 }
        for (index, arrival) in arrivals.enumerated() {
            let left = arrivals[(index + 1)...].reduce(0) { $0 + $1.cost }
            if left <= units { return arrival.time + window + 1 - now }
        }
        return nil
    }
}
