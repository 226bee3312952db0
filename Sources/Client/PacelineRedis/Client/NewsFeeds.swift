#if Redis
import Synchronization

/// The feeds of news of a client, so that they end with it.
final class NewsFeeds: Sendable {
    private struct State {
        var streams: [Int: AsyncStream<Void>.Continuation] = [:]
        var count = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Begins a feed, which ends when nobody reads its stream any more.
    func begin(
        _ channel: String, _ connector: RedisConnector, _ isMeant: @escaping @Sendable (String) -> Bool
    ) -> AsyncStream<Void> {
        // Of news that nobody has read yet, one is as good as many.
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let feed = NewsFeed(connector: connector, channel: channel) {
            if isMeant($0) { continuation.yield() }
        }
        let task = Task { await feed.run() }
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        continuation.onTermination = { [weak self] _ in
            task.cancel()
            _ = self?.state.withLock { $0.streams.removeValue(forKey: number) }
        }
        let isClosed = state.withLock { state in
            if !state.isClosed { state.streams[number] = continuation }
            return state.isClosed
        }
        if isClosed { continuation.finish() }
        return stream
    }

    /// Ends all feeds.
    func close() {
        let streams = state.withLock { state in
            state.isClosed = true
            return Array(state.streams.values)
        }
        for stream in streams { stream.finish() }
    }
}

extension RedisClient {
    /// News of a channel (`PUBLISH`), over a connection of its own that comes back by itself.
    ///
    /// It is a hint and no more: an element comes after one or more messages, and whenever listening has begun, since
    /// messages may have been missed before. No error ends it. It ends with the client, or when it is read no more.
    /// - Parameter isMeant: Whether a message is for us; it is given an empty one whenever listening has begun.
    func news(
        _ channel: String, isMeant: @escaping @Sendable (_ message: String) -> Bool = { _ in true }
    ) -> AsyncStream<Void> { feeds.begin(channel, connector, isMeant) }
}
#endif
