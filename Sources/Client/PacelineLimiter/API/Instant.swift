/// A point in time, in nanoseconds since an origin that its ``TimeSource`` chooses.
///
/// Instants of different time sources cannot be compared. Arithmetic saturates instead of overflowing, so that "never"
/// can be written as a very distant instant.
public struct Instant: Comparable, Hashable, Sendable {
    /// Nanoseconds since the time source's origin.
    public var nanoseconds: Int64

    /// The instant that lies `nanoseconds` after the origin.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The origin of the time source.
    public static let zero = Instant(nanoseconds: 0)

    /// Whether `left` comes before `right`.
    public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The instant `duration` after `instant`; fractions of a nanosecond are rounded up.
    public static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(nanoseconds: instant.nanoseconds.addingSaturated(duration.nanoseconds))
    }

    /// The instant `duration` before `instant`; fractions of a nanosecond of `duration` are rounded up.
    public static func - (instant: Instant, duration: Duration) -> Instant {
        Instant(nanoseconds: instant.nanoseconds.subtractingSaturated(duration.nanoseconds))
    }

    /// The time from `right` to `left`; negative when `left` comes first.
    public static func - (left: Instant, right: Instant) -> Duration {
        .nanoseconds(left.nanoseconds.subtractingSaturated(right.nanoseconds))
    }
}

extension Instant {
    /// The instant so many nanoseconds later.
    func later(by nanoseconds: Int64) -> Instant {
        Instant(nanoseconds: self.nanoseconds.addingSaturated(nanoseconds))
    }

    /// The instant so many nanoseconds earlier.
    func earlier(by nanoseconds: Int64) -> Instant {
        Instant(nanoseconds: self.nanoseconds.subtractingSaturated(nanoseconds))
    }
}

extension Duration {
    /// The duration in whole nanoseconds, rounded up; the nearest representable number where it does not fit.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (nanoseconds, remainder) = attoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return whole.addingSaturated(nanoseconds + (remainder > 0 ? 1 : 0))
    }
}

extension Int64 {
    func addingSaturated(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    func subtractingSaturated(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }

    func multipliedSaturated(by other: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? ((self < 0) == (other < 0) ? .max : .min) : product
    }
}
