/// What a server admits, as far as the ideal needs it: the first instant at which a request may arrive.
enum ServerRoom: Sendable {
    /// `quota` in any window.
    case sliding(quota: Int, window: Double, arrivals: [Double] = [])
    /// `quota` in each window from `phase` on.
    case fixed(quota: Int, window: Double, phase: Double, last: Double = 0, count: Int = 0)
    /// `level` tokens at the time `last`.
    case tokenBucket(rate: Double, burst: Double, level: Double, last: Double = 0)
    /// The counts of the window that holds `last` and of the one before it.
    case counter(
        quota: Double, window: Double, phase: Double, last: Double = 0, previous: Double = 0, current: Double = 0)
    /// The instants at which the places are free.
    case concurrency(free: [Double])

    /// Takes the room for a request and returns the instant: the first one from `time` on. Requests come in the order
    /// of their arrival.
    ///
    /// - Parameter after: The time from the arrival to the end of the response.
    mutating func arrive(from time: Double, after: Double) -> Double {
        switch self {
        case .sliding(let quota, let window, var arrivals):
            let index = arrivals.count - quota
            let arrival = index < 0 ? time : max(time, arrivals[index] + window)
            arrivals.append(arrival)
            self = .sliding(quota: quota, window: window, arrivals: arrivals)
            return arrival
        case .fixed(let quota, let window, let phase, let last, let count):
            var arrival = max(time, last)
            let number = { (instant: Double) in ((instant - phase) / window).rounded(.down) }
            var taken = number(arrival) == number(last) ? count : 0
            if taken >= quota {
                // A hair past the boundary, which need not be a number.
                arrival = phase + (number(arrival) + 1) * window + 1e-9
                taken = 0
            }
            self = .fixed(quota: quota, window: window, phase: phase, last: arrival, count: taken + 1)
            return arrival
        case .tokenBucket(let rate, let burst, let level, let last):
            let arrival = max(time, last, last + (1 - level) / rate)
            let filled = min(burst, level + (arrival - last) * rate)
            self = .tokenBucket(rate: rate, burst: burst, level: filled - 1, last: arrival)
            return arrival
        case .counter(let quota, let window, let phase, let last, let previous, let current):
            let weighted = WeightedWindows(
                quota: quota, window: window, phase: phase, last: last, previous: previous, current: current)
            let next = weighted.next(from: max(time, last))
            self = .counter(
                quota: quota, window: window, phase: phase, last: next.last, previous: next.previous,
                current: next.current)
            return next.last
        case .concurrency(var free):
            let place = free.indices.min { free[$0] < free[$1] } ?? 0
            let arrival = max(time, free[place])
            free[place] = arrival + after
            self = .concurrency(free: free)
            return arrival
        }
    }
}

/// The counts of two windows, of which the earlier one weighs as much as it overlaps with the last window's length.
private struct WeightedWindows {
    var quota: Double
    var window: Double
    var phase: Double
    var last: Double
    var previous: Double
    var current: Double

    /// The counts after one more request, at the first possible instant from `time` on.
    func next(from time: Double) -> WeightedWindows {
        var next = self
        next.advance(to: time)
        while !next.hasRoom {
            // Within a window room only grows, and it grows evenly.
            let begin = next.begin
            let part = next.previous > 0 ? 1 - (quota - 1 - next.current) / next.previous : .infinity
            next.advance(to: begin + window * (part <= 1 ? max(part, 0) : 1) + 1e-9)
        }
        next.current += 1
        return next
    }

    private var begin: Double { phase + ((last - phase) / window).rounded(.down) * window }

    private var hasRoom: Bool { previous * (1 - (last - begin) / window) + current + 1 <= quota }

    private mutating func advance(to time: Double) {
        let windows = ((time - begin) / window).rounded(.down)
        if windows >= 1 {
            previous = windows == 1 ? current : 0
            current = 0
        }
        last = time
    }
}
