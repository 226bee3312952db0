// The servers' side. It shares no code with the limiter: time is a plain number of nanoseconds, quota a plain number of
// twentieths of a unit, and each server counts in its own way.

/// Something that counts arrivals and refuses what exceeds its quota.
protocol Server {
    mutating func admits(_ cost: Int, at time: Int64) -> Bool
    /// A request that was admitted has been served.
    mutating func served(_ cost: Int)
}

extension Server {
    mutating func served(_ cost: Int) {}
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

/// Counts by windows, the first of which begins with the first request.
struct AnchoredWindowServer: Server {
    private let quota: Int
    private let window: Int64
    private var begin: Int64?
    private var count = 0

    init(quota: Int, window: Int64) {
        (self.quota, self.window) = (quota, window)
    }

    mutating func admits(_ cost: Int, at time: Int64) -> Bool {
        if begin.map({ time >= $0 + window }) ?? true { (begin, count) = (time, 0) }
        count += cost
        return count <= quota
    }
}

/// Counts what arrived in the window that ends now; whether refused requests count can be chosen.
struct SlidingLogServer: Server {
    let quota: Int
    let window: Int64
    var countsRefused = true
    private var log: [(time: Int64, cost: Int)] = []

    init(quota: Int, window: Int64, countsRefused: Bool = true) {
        (self.quota, self.window, self.countsRefused) = (quota, window, countsRefused)
    }

    /// What is left at this time.
    func remaining(at time: Int64) -> Int {
        max(0, quota - log.filter { $0.time >= time - window }.reduce(0) { $0 + $1.cost })
    }

    mutating func admits(_ cost: Int, at time: Int64) -> Bool {
        log.removeAll { $0.time < time - window }
        let isAdmitted = log.reduce(cost) { $0 + $1.cost } <= quota
        if isAdmitted || countsRefused { log.append((time, cost)) }
        return isAdmitted
    }
}

/// A bucket that is full at first, holds `capacity`, and gets `rate` in each window, evenly.
struct TokenBucketServer: Server {
    private let capacity: Int
    private let rate: Int
    private let window: Int64
    private var level: Double
    private var last: Int64 = 0

    init(capacity: Int, rate: Int, window: Int64) {
        (self.capacity, self.rate, self.window, level) = (capacity, rate, window, Double(capacity))
    }

    mutating func admits(_ cost: Int, at time: Int64) -> Bool {
        level = min(Double(capacity), level + Double(time - last) * Double(rate) / Double(window))
        last = time
        guard level + 1e-6 >= Double(cost) else { return false }
        level -= Double(cost)
        return true
    }
}

/// Counts two windows of the clock and weighs the earlier one by the part of it that is less than a window ago.
struct WeightedCounterServer: Server {
    private let quota: Int
    private let window: Int64
    private let anchor: Int64
    private var number: Int64 = .min
    private var (previous, present) = (0, 0)

    init(quota: Int, window: Int64, anchor: Int64) {
        (self.quota, self.window, self.anchor) = (quota, window, anchor)
    }

    mutating func admits(_ cost: Int, at time: Int64) -> Bool {
        let (now, into) = (time + window - anchor).quotientAndRemainder(dividingBy: window)
        if now != number { (previous, present, number) = (now == number + 1 ? present : 0, 0, now) }
        let weight = 1 - Double(into) / Double(window)
        guard Double(previous) * weight + Double(present + cost) <= Double(quota) + 1e-6 else { return false }
        present += cost
        return true
    }
}

/// Serves so much at a time.
struct ConcurrencyServer: Server {
    private let limit: Int
    private var present = 0

    init(limit: Int) {
        self.limit = limit
    }

    mutating func admits(_ cost: Int, at time: Int64) -> Bool {
        guard present + cost <= limit else { return false }
        present += cost
        return true
    }

    mutating func served(_ cost: Int) {
        present -= cost
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

/// The most that a bucket lacked which is refilled evenly, a full one in one hold.
func peak(of arrivals: [(time: Int64, cost: Int)], refilling limit: Plan.Limit) -> Int {
    var (missing, time, most) = (0.0, Int64.min, 0.0)
    for arrival in arrivals.sorted(by: { $0.time < $1.time }) {
        let refilled = time == .min ? 0 : Double(arrival.time - time) * Double(limit.quota) / Double(limit.hold)
        (missing, time) = (max(0, missing - refilled) + Double(arrival.cost), arrival.time)
        most = max(most, missing)
    }
    // Sums of fractions.
    return Int((most - 1e-6).rounded(.up))
}
