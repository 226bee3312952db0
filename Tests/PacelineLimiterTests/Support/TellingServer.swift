/// A server that counts in its own way and says, with each response, where the quota stands. It shares no code with the
/// limiter: time is a plain number of nanoseconds.
struct TellingServer {
    enum Kind: CaseIterable {
        /// Windows of the clock.
        case fixed
        /// What arrived within the last window.
        case log
        /// The same, refused requests included.
        case logCountingRefused
        /// Tokens that are refilled evenly.
        case bucket
    }

    /// What a response says.
    struct Told {
        let isAdmitted: Bool
        let remaining: Int
        /// Nanoseconds until something is free, or the window's end.
        let reset: Int64
    }

    let kind: Kind
    let quota: Int
    let window: Int64
    /// Where in its window the clock stands at the beginning.
    let phase: Int64
    private var arrivals: [Int64] = []
    private var (number, count): (Int64, Int) = (-1, 0)
    private var tokens: Double
    private var last: Int64 = 0

    init(_ kind: Kind, quota: Int, window: Int64, phase: Int64) {
        (self.kind, self.quota, self.window, self.phase) = (kind, quota, window, phase)
        tokens = Double(quota)
    }

    mutating func receive(at time: Int64) -> Told {
        switch kind {
        case .fixed: fixed(time)
        case .log, .logCountingRefused: log(time)
        case .bucket: bucket(time)
        }
    }

    private mutating func fixed(_ time: Int64) -> Told {
        let (present, into) = (time + phase).quotientAndRemainder(dividingBy: window)
        if present != number { (number, count) = (present, 0) }
        let isAdmitted = count < quota
        if isAdmitted { count += 1 }
        return Told(isAdmitted: isAdmitted, remaining: quota - count, reset: window - into)
    }

    private mutating func log(_ time: Int64) -> Told {
        arrivals.removeAll { $0 <= time - window }
        let isAdmitted = arrivals.count < quota
        if isAdmitted || kind == .logCountingRefused { arrivals.append(time) }
        arrivals = arrivals.suffix(quota)
        return Told(isAdmitted: isAdmitted, remaining: quota - arrivals.count, reset: arrivals[0] + window - time)
    }

    private mutating func bucket(_ time: Int64) -> Told {
        tokens = min(Double(quota), tokens + Double(time - last) * Double(quota) / Double(window))
        last = time
        let isAdmitted = tokens >= 1
        if isAdmitted { tokens -= 1 }
        let missing = tokens < 1 ? (1 - tokens) * Double(window) / Double(quota) : Double(window) / Double(quota)
        return Told(isAdmitted: isAdmitted, remaining: Int(tokens), reset: Int64(missing))
    }
}
