/// Where a ``RateLimiter`` takes the time from: what time it is, and how to sleep until a time.
///
/// Use ``continuous`` in a program. In a test, give the limiter the time source of a `ManualTimeSource` and move the
/// time by hand.
public struct TimeSource: Sendable {
    private let read: @Sendable () -> Instant
    private var wait: @Sendable (Instant) async throws -> Void
    /// Where tasks run that are started to wait for a time; nil in a program. A test that must know when everything has
    /// come to rest gives an executor of its own.
    package var executor: (any TaskExecutor)?
    /// How deadlines sleep, which only end what takes too long: where time moves when everybody waits for it, they are
    /// not waited for. nil means like everything else.
    package var deadlineWait: (@Sendable (Instant) async throws -> Void)?
    /// The time of the day, which goes on while a machine is frozen; nil where the time is none of a machine's.
    package private(set) var wall: (@Sendable () -> Instant)?
    /// Whether it runs by itself, so that a timer that wakes for nothing disturbs nobody.
    package private(set) var isContinuous = false

    /// Creates a time source.
    /// - Parameters:
    ///   - now: Returns the present time; it must never go back.
    ///   - sleep: Returns when the given time has come, at once if it has passed. It throws when the calling task is
    ///     cancelled, and only then.
    public init(
        now: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (Instant) async throws -> Void
    ) {
        self.read = now
        self.wait = sleep
    }

    /// The present time.
    public func now() -> Instant {
        read()
    }

    /// Sleeps until `instant`.
    /// - Throws: What the time source throws when the task is cancelled.
    public func sleep(until instant: Instant) async throws {
        try await wait(instant)
    }

    /// The same time for deadlines.
    var forDeadlines: TimeSource {
        var time = self
        time.wait = deadlineWait ?? wait
        return time
    }

    /// The system's continuous clock, counted from its first use in the process.
    ///
    /// It runs on while the machine sleeps, as the server's window does, and it does not follow steps of the wall
    /// clock.
    public static let continuous: TimeSource = {
        let clock = ContinuousClock()
        let origin = clock.now
        let read = ContinuousTime.reader(since: origin)
        var source = TimeSource(
            now: read, sleep: { try await clock.sleep(until: origin.advanced(by: $0 - .zero), tolerance: nil) })
        source.isContinuous = true
        source.wall = ContinuousTime.wall
        return source
    }()
}
