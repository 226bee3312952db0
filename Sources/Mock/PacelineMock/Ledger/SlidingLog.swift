/// Every arrival of the last window, added up.
///
/// The interval is closed at both ends, which is the strictest reading of "60 in any 60 seconds".
///
/// Each arrival is kept with the sum of the costs up to it, so that the units between two arrivals are a difference,
/// and when so many units will have left is found by halving. A request takes O(log n) of the n arrivals in the window.
struct SlidingLog: Count {
    private struct Arrival {
        var time: Nanoseconds
        /// The costs of this arrival and of all before it, since the log was last empty.
        var sum: Double
    }

    let window: Nanoseconds
    private var arrivals: [Arrival] = []
    /// The place of the first arrival that stands. Those before it are dropped when they are half of all.
    private var first = 0
    /// The sum at the last arrival that has left.
    private var left = 0.0

    init(window: Nanoseconds) { self.window = window }

    var scope: String { "in any \(secondsText(.nanoseconds(window)))" }

    private var units: Double { (arrivals.last?.sum ?? left) - left }

    mutating func used(at now: Nanoseconds) -> Double {
        while first < arrivals.count, arrivals[first].time < now - window {
            left = arrivals[first].sum
            first += 1
        }
        if first == arrivals.count {
            // Sums begin anew, so that fractions do not lose their last digits to all that ever came.
            arrivals.removeAll(keepingCapacity: true)
            (first, left) = (0, 0)
        } else if first * 2 > arrivals.count {
            arrivals.removeFirst(first)
            first = 0
        }
        return units
    }

    mutating func add(_ cost: Double, at now: Nanoseconds) {
        arrivals.append(Arrival(time: now, sum: (arrivals.last?.sum ?? left) + cost))
    }

    mutating func wait(untilAtMost units: Double, at now: Nanoseconds) -> Nanoseconds? {
        guard used(at: now) > units, let total = arrivals.last?.sum else { return 0 }
        // The first arrival behind which no more than the units stand. Behind the last stands nothing.
        var low = first
        var high = arrivals.count - 1
        while low < high {
            let middle = (low + high) / 2
            if total - arrivals[middle].sum <= units { high = middle } else { low = middle + 1 }
        }
        return arrivals[low].time + window + 1 - now
    }
}
