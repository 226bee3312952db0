import PacelineLimiter
import Synchronization

/// Real time, in which an attempt is over when the server says so, however long that takes: a machine under load then
/// changes no outcome.
final class AttemptTime: Sendable {
    /// What attempts are given; whatever is shorter than half of it is slept in real time.
    static let timeout = Duration.seconds(3_600)

    private let deadlines = Mutex<[Instant]>([])
    private let endedAttempts: @Sendable () -> Int

    /// Time in which as many attempts are over as `endedAttempts` returns.
    init(endedAttempts: @escaping @Sendable () -> Int) { self.endedAttempts = endedAttempts }

    var source: TimeSource {
        TimeSource(now: { TimeSource.continuous.now() }, sleep: { [self] in try await sleep(until: $0) })
    }

    private func sleep(until instant: Instant) async throws {
        let real = TimeSource.continuous
        guard instant - real.now() > Self.timeout / 2 else { return try await real.sleep(until: instant) }
        // The head and the body of a response have the same end; each attempt has an end of its own.
        let attempt = deadlines.withLock { deadlines in
            if let known = deadlines.firstIndex(of: instant) { return known }
            deadlines.append(instant)
            return deadlines.count - 1
        }
        while endedAttempts() <= attempt { try await Task.sleep(for: .milliseconds(1)) }
    }
}
