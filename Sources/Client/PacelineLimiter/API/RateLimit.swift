/// The declared numbers of one limit: how much a server accepts, and when what was used becomes free again.
///
/// A *window* (``init(quota:window:clockMargin:granularity:coldStart:)``) accepts `quota` units in any interval of
/// `window`, whether the server counts fixed windows or sliding ones. A *token bucket*
/// (``tokenBucket(rate:per:burst:clockMargin:granularity:coldStart:)``) is refilled evenly. A *counter*
/// (``counter(quota:window:latencySpread:clockMargin:granularity:coldStart:)``) weighs two windows. A *concurrency*
/// limit (``concurrency(_:)``) accepts so many requests at a time.
public struct RateLimit: Hashable, Sendable {
    /// Units that may be in use at a time.
    public let capacity: Double

    /// How long a unit stays in use after its response: the window and what is added for safety; zero for concurrency.
    public var hold: Duration { .nanoseconds(holdNanoseconds) }

    /// ``hold`` in nanoseconds.
    let holdNanoseconds: Int64

    /// How much the time to the server varies, in nanoseconds; only for counters.
    let latencySpread: Int64?

    /// What the bucket is taken to hold when it is first declared.
    public let coldStart: ColdStart

    /// Whether requests start as soon as they may, or at even distances. Counters are always paced.
    public var pacing = Pacing.burst

    /// When a unit's ``hold`` begins.
    let release: Release

    /// Whether the server refills it evenly, so that what is told to be left grows with the time.
    package let isRefilled: Bool

    /// How the numbers are found where nobody declared them; nil where they are declared.
    var observing: Observing?

    init(
        capacity: Double, hold: Duration, coldStart: ColdStart, release: Release, latencySpread: Duration? = nil,
        isRefilled: Bool = false
    ) {
        precondition(capacity > 0 && capacity <= Units.maximum, "a quota must be more than 0 and at most 10^12")
        self.capacity = capacity
        self.holdNanoseconds = hold.nanoseconds
        self.latencySpread = latencySpread?.nanoseconds
        self.coldStart = coldStart
        self.release = release
        self.isRefilled = isRefilled
    }

    /// The same limit with other numbers.
    func with(capacity: Double, hold: Duration? = nil) -> RateLimit {
        var limit = RateLimit(
            capacity: min(capacity, Units.maximum), hold: hold ?? self.hold, coldStart: coldStart, release: release,
            latencySpread: latencySpread.map { .nanoseconds($0) }, isRefilled: isRefilled)
        limit.pacing = pacing
        return limit
    }

    /// How far apart requests start; nil when they need not be.
    var spacing: Spacing? {
        if let latencySpread {
            return Spacing(counterOf: Units(capacity), hold: holdNanoseconds, spread: latencySpread)
        }
        return pacing == .even ? Spacing(hold: holdNanoseconds, capacity: Units(capacity)) : nil
    }

    /// The event that begins the ``hold``.
    enum Release: Hashable, Sendable {
        /// The head of the response: the server has decided by then.
        case response
        /// The end of the response's body.
        case end
    }

    /// How the numbers of a limit are found that nobody declared.
    enum Observing: Hashable, Sendable {
        /// By what the server refuses and says.
        case freely
        /// The same, with few requests under way until the first responses.
        case gently
        /// The same, with one request at a time until the first response.
        case singly

        /// How many requests may be under way at first; nil for as many as like to.
        var flights: Int? {
            switch self {
            case .freely: nil
            case .gently: 10
            case .singly: 1
            }
        }
    }

    /// When requests start that may start.
    public enum Pacing: Hashable, Sendable {
        /// At once.
        case burst
        /// At even distances: after a request of cost *c* the next one starts `hold / capacity * c` later at the
        /// soonest, still within the limit. This makes room for urgent requests and smooths the load.
        case even
    }

    /// What a bucket is taken to hold when it is first declared.
    public enum ColdStart: Hashable, Sendable {
        /// Nothing: calls start at once. Right unless the program was started within the last window.
        case assumeEmpty
        /// A full window: the first call waits for one window.
        case assumeFull
        /// Not known: one request goes first, alone. If its response is not a refusal (``Permit/accepted()``,
        /// ``Permit/finish(accepted:)``), the bucket is taken to hold nothing else; if it is, the others wait as after
        /// any refusal; if none comes, another request tries.
        case probe
    }

    /// What is added to a window because the clocks of client and server do not run exactly alike.
    public struct ClockMargin: Hashable, Sendable {
        private let fraction: Double
        private let maximum: Duration

        /// One hundredth of the window, at most one second.
        public static let `default` = ClockMargin(fraction: 0.01, maximum: .seconds(1))

        /// Nothing: only where the server's clock is known to be the client's.
        public static let none = ClockMargin(fraction: 0, maximum: .zero)

        /// The given part of the window, at most `maximum`. What is negative, or no number, counts as nothing.
        public init(fraction: Double, maximum: Duration) {
            self.fraction = max(0, fraction)
            self.maximum = max(.zero, maximum)
        }

        package func length(for window: Duration) -> Duration {
            let part = (Double(window.nanoseconds) * fraction).rounded(.up)
            return min(.nanoseconds(Int64(min(part, 1e18))), maximum)
        }
    }
}
