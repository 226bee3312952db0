// The servers' side. It shares no code with the limiter: time is a plain number of nanoseconds, quota a plain number of
// twentieths of a unit, and each server counts in its own way.

/// Something that counts arrivals and refuses what exceeds its quota.
protocol Server {
    mutating func admits(_ cost: Int, at time: Int64) -> Bool
}

/// Counts by windows of the clock, the first of which begins at some anchor.
struct FixedWindowServer: Server {
    let quota: Int
    let window: Int64
    let anchor: Int64
    private var counts: [Int64: Int] = [:]

    init(quota: Int, window: Int64, anchor: Int64) {
        (self.quota, self.window, self.anchor) = (quota, window, anchor)
    }

    mutating func admits(_ cost: Int, at time: Int64) -> Bool {
        let number = (time + window - anchor) / window
        counts[number, default: 0] += cost
        return counts[number, default: 0] <= quota
    }
}

/// Counts what arrived in the window that ends now; refused requests count too.
struct SlidingLogServer: Server {
    let quota: Int
    let window: Int64
    private var log: [(time: Int64, cost: Int)] = []

    init(quota: Int, window: Int64) {
        (self.quota, self.window) = (quota, window)
    }

    mutating func admits(_ cost: Int, at time: Int64) -> Bool {
        log.append((time, cost))
        log.removeAll { $0.time < time - window }
        return log.reduce(0) { $0 + $1.cost } <= quota
    }
}

/// A bucket that is full at first, holds the quota, and is refilled evenly, once in a window.
struct TokenBucketServer: Server {
    let quota: Int
    let window: Int64
    private var level: Double
    private var last: Int64 = 0

    init(quota: Int, window: Int64) {
        (self.quota, self.window, level) = (quota, window, Double(quota))
    }

    mutating func admits(_ cost: Int, at time: Int64) -> Bool {
        level = min(Double(quota), level + Double(time - last) * Double(quota) / Double(window))
        last = time
        guard level + 1e-6 >= Double(cost) else { return false }
        level -= Double(cost)
        return true
    }
}

/// The greatest cost that arrived within any closed interval of `length`.
func peak(of arrivals: [(time: Int64, cost: Int)], within length: Int64) -> Int {
    let arrivals = arrivals.sorted { $0.time < $1.time }
    var (first, sum, peak) = (0, 0, 0)
    for arrival in arrivals {
        sum += arrival.cost
        while arrivals[first].time < arrival.time - length {
            sum -= arrivals[first].cost
            first += 1
        }
        peak = max(peak, sum)
    }
    return peak
}
