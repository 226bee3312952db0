import Synchronization

/// What happens in a limiter from the call of ``RateLimiter/events`` on, in order.
///
/// Events that are not fetched are kept up to a bound; beyond it the oldest are dropped and counted.
public struct LimiterEvents: AsyncSequence, Sendable {
    /// The element of the sequence.
    public typealias Element = LimiterEvent
    /// Events do not fail.
    public typealias Failure = Never

    private let stream: AsyncStream<LimiterEvent>
    private let listener: Listener

    init(_ stream: AsyncStream<LimiterEvent>, _ listener: Listener) {
        self.stream = stream
        self.listener = listener
    }

    /// How many events were dropped because they had not been fetched.
    public var droppedCount: Int { listener.dropped.load(ordering: .relaxed) }

    /// Fetches events; one iterator at a time.
    public func makeAsyncIterator() -> AsyncStream<LimiterEvent>.Iterator {
        stream.makeAsyncIterator()
    }

    /// One who listens.
    final class Listener: Sendable {
        let continuation: AsyncStream<LimiterEvent>.Continuation
        let dropped = Atomic(0)

        init(_ continuation: AsyncStream<LimiterEvent>.Continuation) {
            self.continuation = continuation
        }

        func tell(_ events: [LimiterEvent]) {
            for event in events {
                if case .dropped = continuation.yield(event) { dropped.add(1, ordering: .relaxed) }
            }
        }
    }
}

extension RateLimiter {
    /// What happens from now on: who starts, waits, is refused or lost. Each use of this property listens anew; it ends
    /// when its sequence is dropped or the task that reads it is cancelled. While nobody listens, events cost nothing.
    public var events: LimiterEvents {
        events(bufferingNewest: 1024)
    }

    /// What happens from now on, of which the newest `limit` are kept until they are fetched.
    /// - Precondition: `limit` is at least 1.
    public func events(bufferingNewest limit: Int) -> LimiterEvents {
        precondition(limit >= 1, "a buffer must have room for an event")
        let (stream, continuation) = AsyncStream.makeStream(
            of: LimiterEvent.self, bufferingPolicy: .bufferingNewest(limit))
        let listener = LimiterEvents.Listener(continuation)
        let number = state.withLock { state in
            state.core.isRecording = true
            return state.listeners.add(listener)
        }
        continuation.onTermination = { [weak self] _ in self?.removeListener(number) }
        return LimiterEvents(stream, listener)
    }

    /// Whether anybody listens.
    package var isObserved: Bool { state.withLock { $0.core.isRecording } }

    private func removeListener(_ number: Int) {
        // The listener is let go of after the lock has been left: that may end its stream and call back.
        let listener = state.withLock { state in
            defer { state.core.isRecording = !state.listeners.isEmpty }
            return state.listeners.remove(number)
        }
        listener?.continuation.finish()
    }
}

/// Those who listen to a limiter.
struct Listeners: Sendable {
    private var all: [Int: LimiterEvents.Listener] = [:]
    private var last = 0

    var isEmpty: Bool { all.isEmpty }

    mutating func add(_ listener: LimiterEvents.Listener) -> Int {
        last += 1
        all[last] = listener
        return last
    }

    mutating func remove(_ number: Int) -> LimiterEvents.Listener? {
        all.removeValue(forKey: number)
    }

    func tell(_ events: [LimiterEvent]) {
        guard !events.isEmpty else { return }
        for listener in all.values { listener.tell(events) }
    }
}
