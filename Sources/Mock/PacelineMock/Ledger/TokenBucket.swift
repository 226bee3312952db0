/// A bucket of tokens that is full at first and gets `quota` of them evenly over each window.
///
/// A request that finds too few and is counted all the same takes those that are left.
struct TokenBucket: Count {
    let burst: Double
    /// Tokens in a nanosecond.
    let rate: Double
    private var missing = 0.0
    private var time: Nanoseconds?

    init(burst: Double, quota: Double, window: Nanoseconds) {
        self.burst = burst
        rate = quota / Double(window)
    }

    var scope: String { "missing from the bucket" }

    mutating func used(at now: Nanoseconds) -> Double {
        missing = max(0, missing - Double(now - (time ?? now)) * rate)
        time = now
        return missing
    }

    mutating func add(_ cost: Double, at now: Nanoseconds) { missing = min(burst, used(at: now) + cost) }

    mutating func wait(untilAtMost units: Double, at now: Nanoseconds) -> Nanoseconds? {
        roundedUp(max(0, used(at: now) - units) / rate)
    }
}
