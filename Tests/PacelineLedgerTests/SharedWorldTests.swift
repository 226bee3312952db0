import PacelineLimiter
import Testing

/// How much of a quota whole limiters use that share it, and how often they ask.
@Suite struct SharedWorldTests {
    @Test(arguments: [1, 2, 8]) func share(processes: Int) throws {
        var alone = SharedWorld(.init(processes: 1, tasks: 20 * processes, isShared: false))
        try alone.run()
        var shared = SharedWorld(.init(processes: processes))
        try shared.run()
        let trips = Double(shared.exchanges) / Double(shared.arrivals.count)
        #expect(shared.most <= 60)
        #expect(shared.share >= 0.97 * alone.share)
        #expect(trips <= 1.2)
    }

    /// Requests at a time: what ends in one process lets another one start.
    @Test func requestsAtATime() throws {
        var alone = SharedWorld(.init(processes: 1, tasks: 40, seconds: 20, limit: .concurrency(10), isShared: false))
        try alone.run()
        var shared = SharedWorld(.init(processes: 4, tasks: 10, seconds: 20, limit: .concurrency(10)))
        try shared.run()
        let (calls, own) = (Double(shared.arrivals.count), Double(alone.arrivals.count))
        #expect(shared.mostAtATime <= 10)
        #expect(calls >= 0.9 * own)
        #expect(Double(shared.exchanges) / calls <= 2.2)
    }
}
