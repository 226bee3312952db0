/// How long to wait before a failed request is repeated: exponential backoff with full jitter.
///
/// The n-th wait is drawn evenly from zero to `min(base · multiplierⁿ⁻¹, maximum)`, and is never under ``minimum``.
/// Full jitter spreads clients that failed together better than any narrower one ("Exponential Backoff And Jitter", AWS
/// Architecture Blog, 2015).
public struct Backoff: Hashable, Sendable {
    /// The upper end of the first wait.
    public var base: Duration
    /// The factor from one wait's upper end to the next one's.
    public var multiplier: Double
    /// What no wait's upper end exceeds.
    public var maximum: Duration
    /// What no wait falls below.
    public var minimum: Duration

    /// A backoff that starts with `base`.
    public init(
        base: Duration = .milliseconds(500), multiplier: Double = 2, maximum: Duration = .seconds(30),
        minimum: Duration = .milliseconds(50)
    ) {
        self.base = base
        self.multiplier = multiplier
        self.maximum = maximum
        self.minimum = minimum
    }

    /// For failures that pass: base 0.5 s, doubled up to 30 s.
    public static let `default` = Backoff()
    /// For refusals whose end is not known: base 1 s, doubled up to 30 s.
    public static let throttled = Backoff(base: .seconds(1))

    /// The wait before the request after the `failures`-th failure, with `random` in `0..<1`.
    public func delay(afterFailure failures: Int, random: Double) -> Duration {
        // A base of zero stays zero: zero times infinity is no number.
        let growth = base > .zero ? base.seconds * multiplier.power(max(0, failures - 1)) : 0
        // What is no number becomes zero, and what no clock can count becomes the longest wait.
        let end = max(0, min(max(0, growth), maximum.seconds, Duration.longestWait.seconds))
        return max(minimum, .nanoseconds(Int64(end * min(max(0, random), 1) * 1e9)))
    }
}

extension Double {
    /// The number multiplied by itself, `exponent` times; infinite where that is too large.
    fileprivate func power(_ exponent: Int) -> Double {
        var result = 1.0
        for _ in 0..<min(exponent, 1024) { result *= self }
        return result
    }
}
