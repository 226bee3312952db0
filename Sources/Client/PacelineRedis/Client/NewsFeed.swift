#if Redis
import Synchronization

/// Listens on one channel of the server, and comes back whenever the connection has ended.
struct NewsFeed: Sendable {
    let connector: RedisConnector
    let channel: String
    /// Is told of each message, and of each time that listening begins, with an empty text: messages may have been
    /// missed before.
    let tell: @Sendable (_ message: String) -> Void

    /// Listens until the task is cancelled. Nothing fails by it: news is a hint.
    func run() async {
        var failures = 0
        while !Task.isCancelled {
            failures = await listen() ? 1 : failures + 1
            try? await Task.sleep(for: Backoff.delay(after: failures))
        }
    }

    /// Listens until the connection has ended; returns whether there was one that listened.
    private func listen() async -> Bool {
        let hasSubscribed = Mutex(false)
        let connection: RedisConnection
        do {
            connection = try await connector.connect { value in
                // Before that the server does not let us listen; afterwards it is at least alive.
                if case .error = value { return hasSubscribed.withLock { $0 } }
                switch value.elements?.first?.text {
                case "subscribe":
                    hasSubscribed.withLock { $0 = true }
                    tell("")
                case "message": tell(value.elements?.last?.text ?? "")
                default: break
                }
                return true
            }
        } catch {
            return false
        }
        connection.send(RESPCommand("SUBSCRIBE", channel))
        await connection.waitForEnd()
        connection.close()
        return hasSubscribed.withLock { $0 }
    }
}

/// How long to wait before connecting again.
enum Backoff {
    /// After the first failure.
    private static let first = Duration.milliseconds(100)
    /// After many.
    private static let longest = Duration.seconds(5)

    /// Twice as long after each failure, up to 5 s; any time from half of that on, so that the clients of a server that
    /// was restarted do not come back together.
    static func delay(after failures: Int) -> Duration {
        let full = min(first * (1 << min(max(failures - 1, 0), 10)), longest)
        return full * Double.random(in: 0.5...1)
    }
}
#endif
