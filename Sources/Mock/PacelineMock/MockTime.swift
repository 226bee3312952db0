import struct Foundation.Date

/// A time or a span on the mock's own monotonic clock, whose zero is the start of the server.
package typealias Nanoseconds = Int64

/// The clock of a mock server, a parameter so that tests run on virtual time.
package struct MockTime: Sendable {
    /// The time since the server's start; never goes back.
    package var now: @Sendable () -> Nanoseconds
    /// Waits for the given span. Returns early when the task is cancelled: what has come in is decided and counted
    /// whether or not its client still listens.
    package var sleep: @Sendable (Nanoseconds) async -> Void
    /// The server's start in nanoseconds since 1970, for what is told as a date and for windows that follow the
    /// calendar.
    package var epoch: Nanoseconds

    package init(
        now: @escaping @Sendable () -> Nanoseconds, sleep: @escaping @Sendable (Nanoseconds) async -> Void,
        epoch: Nanoseconds = 0
    ) {
        self.now = now
        self.sleep = sleep
        self.epoch = epoch
    }

    /// The continuous clock, started now.
    package static func continuous() -> MockTime {
        let start = ContinuousClock.now
        return MockTime(
            now: { start.duration(to: .now).wholeNanoseconds },
            sleep: { span in
                guard span > 0 else { return }
                try? await ContinuousClock().sleep(for: .nanoseconds(span))
            },
            epoch: Nanoseconds(Date().timeIntervalSince1970 * 1e9))
    }
}

extension Duration {
    /// The duration in nanoseconds, rounded down.
    package var wholeNanoseconds: Nanoseconds {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
