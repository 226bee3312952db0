/// What decides at the server. It shares nothing with the limiter: each keeps its count in the plainest way.
protocol Server {
    /// Counts a request that arrives at `now` (seconds; calls come in the order of time), and returns how long to wait
    /// if it is refused, nil if it is accepted.
    mutating func arrive(at now: Double) -> Double?
}

let quota = 60
let window = 60.0

/// Windows one after the other, the first of which began `phase` before zero; or, without a phase, at the first
/// request.
struct FixedWindow: Server {
    var phase: Double?
    private var start = -Double.infinity
    private var count = 0

    init(phase: Double?) { self.phase = phase }

    mutating func arrive(at now: Double) -> Double? {
        if now >= start + window {
            start = phase.map { ((now + $0) / window).rounded(.down) * window - $0 } ?? now
            count = 0
        }
        guard count < quota else { return start + window - now }
        count += 1
        return nil
    }
}

/// Every interval of a window's length, by a log of arrivals.
struct SlidingLog: Server {
    let countsRefused: Bool
    private var log: [Double] = []

    init(countsRefused: Bool) { self.countsRefused = countsRefused }

    mutating func arrive(at now: Double) -> Double? {
        log.removeAll { $0 <= now - window }
        let isAccepted = log.count < quota
        if isAccepted || countsRefused { log.append(now) }
        return isAccepted ? nil : max(0, log[log.count - quota] + window - now)
    }
}

/// The last aligned window's count, weighted by what the sliding window still overlaps, and the present one's.
struct SlidingCounter: Server {
    private var index = -1.0
    private var last = 0.0
    private var present = 0.0

    mutating func arrive(at now: Double) -> Double? {
        let current = (now / window).rounded(.down)
        if current != index {
            last = current == index + 1 ? present : 0
            present = 0
            index = current
        }
        let fraction = now / window - current
        let weighted = last * (1 - fraction) + present
        guard weighted + 1 > Double(quota) + 1e-9 else {
            present += 1
            return nil
        }
        guard last > 0, present + 1 <= Double(quota) else { return (current + 1) * window - now }
        return min((weighted + 1 - Double(quota)) / last, 1 - fraction) * window
    }
}

/// A bucket of `burst` tokens, refilled at the rate of the quota per window.
struct TokenBucket: Server {
    let burst: Double
    private var tokens: Double
    private var time = 0.0

    init(burst: Double) {
        self.burst = burst
        tokens = burst
    }

    mutating func arrive(at now: Double) -> Double? {
        let rate = Double(quota) / window
        tokens = min(burst, tokens + (now - time) * rate)
        time = now
        guard tokens >= 1 - 1e-9 else { return (1 - tokens) / rate }
        tokens -= 1
        return nil
    }
}
