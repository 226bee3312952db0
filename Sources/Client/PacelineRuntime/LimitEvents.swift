public import PacelineLimiter

/// What happens to the calls of the clients that share one client's buckets: see ``ClientLimits/events``.
public struct LimitEvents: AsyncSequence, Sendable {
    /// The element of the sequence.
    public typealias Element = LimiterEvent
    /// Events do not fail.
    public typealias Failure = Never

    private let events: LimiterEvents
    private let table: LimitTable

    init(_ events: LimiterEvents, of table: LimitTable) {
        self.events = events
        self.table = table
    }

    /// How many events were dropped because they had not been fetched: of all buckets of the limiter, since what is
    /// dropped is not looked at.
    public var droppedCount: Int { events.droppedCount }

    /// Fetches events; one iterator at a time.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: events.makeAsyncIterator(), table: table)
    }

    /// Fetches the events of one client's buckets.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var base: LimiterEvents.AsyncIterator
        fileprivate let table: LimitTable

        /// The next event; nil when the task was cancelled.
        public mutating func next() async -> LimiterEvent? { await next(isolation: #isolation) }

        /// The next event; nil when the task was cancelled.
        public mutating func next(isolation actor: isolated (any Actor)?) async -> LimiterEvent? {
            while let event = await base.next(isolation: actor) {
                let observed = table.observed
                let isMeant = event.buckets.contains { bucket in
                    table.templates.contains { $0.describes(bucket.name, bucket.key) }
                        || observed.contains { $0.describes(bucket) }
                }
                if isMeant { return event }
            }
            return nil
        }
    }
}
