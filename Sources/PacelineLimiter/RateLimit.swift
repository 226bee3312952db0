/// The declared numbers of one limit: how much a server accepts, and when what was used becomes free again.
///
/// A limit is one of two kinds. A *window* (``init(quota:window:headroom:granularity:coldStart:)``) accepts `quota`
/// units in any interval of `window`, whether the server counts fixed windows, sliding ones, or refills a bucket. A
/// *concurrency* limit (``concurrency(_:)``) accepts so many requests at a time.
public struct RateLimit: Hashable, Sendable {
    /// Units that may be in use at a time.
    public let capacity: Double

    /// How long a unit stays in use after its answer: the window and what is added for safety; zero for concurrency.
    public let hold: Duration

    /// What the bucket is taken to hold when it is first declared.
    public let coldStart: ColdStart

    /// When a unit's ``hold`` begins.
    let release: Release

    private init(capacity: Double, hold: Duration, coldStart: ColdStart, release: Release) {
        precondition(capacity > 0 && capacity <= Units.maximum, "a quota must be more than 0 and at most 10^12")
        self.capacity = capacity
        self.hold = hold
        self.coldStart = coldStart
        self.release = release
    }

    /// A limit of `quota` units in any interval of `window`.
    /// - Parameters:
    ///   - quota: Units in one window; may be fractional (counted in millionths), more than 0 and at most 10¹².
    ///   - window: The window's length, more than zero.
    ///   - headroom: What is added to the window, because the clocks of client and server do not run exactly alike.
    ///   - granularity: How coarsely the server stamps arrivals, added in full: a server that counts by whole seconds
    ///     needs one second.
    ///   - coldStart: What the bucket is taken to hold when it is first declared.
    /// - Precondition: The numbers are in the stated ranges, and no duration is negative.
    public init(
        quota: Double, window: Duration, headroom: Headroom = .standard, granularity: Duration = .zero,
        coldStart: ColdStart = .assumeEmpty
    ) {
        precondition(window > .zero, "a window must be longer than zero")
        precondition(granularity >= .zero, "a granularity cannot be negative")
        self.init(
            capacity: quota, hold: window + headroom.length(for: window) + granularity, coldStart: coldStart,
            release: .answer)
    }

    /// A limit of `limit` requests at a time: a unit is free as soon as the body of its answer has ended.
    /// - Precondition: `limit` is at least 1.
    public static func concurrency(_ limit: Int) -> RateLimit {
        precondition(limit >= 1, "a concurrency limit must be at least 1")
        return RateLimit(capacity: Double(limit), hold: .zero, coldStart: .assumeEmpty, release: .end)
    }

    /// The event that begins the ``hold``.
    enum Release: Hashable, Sendable {
        /// The head of the answer: the server has decided by then.
        case answer
        /// The end of the answer's body.
        case end
    }

    /// What a bucket is taken to hold when it is first declared.
    public enum ColdStart: Hashable, Sendable {
        /// Nothing: calls start at once. Right unless the program was started within the last window.
        case assumeEmpty
        /// A full window: the first call waits for one window.
        case assumeFull
    }

    /// What is added to a window because the clocks of client and server do not run exactly alike.
    public struct Headroom: Hashable, Sendable {
        private let fraction: Double
        private let maximum: Duration

        /// One hundredth of the window, at most one second.
        public static let standard = Headroom(fraction: 0.01, maximum: .seconds(1))

        /// Nothing: only where the server's clock is known to be the client's.
        public static let none = Headroom(fraction: 0, maximum: .zero)

        /// The given part of the window, at most `maximum`.
        /// - Precondition: Neither is negative.
        public init(fraction: Double, maximum: Duration) {
            precondition(fraction >= 0 && maximum >= .zero, "a head-room cannot be negative")
            self.fraction = fraction
            self.maximum = maximum
        }

        func length(for window: Duration) -> Duration {
            let part = (Double(window.nanoseconds) * fraction).rounded(.up)
            return min(.nanoseconds(Int64(min(part, 1e18))), maximum)
        }
    }
}
