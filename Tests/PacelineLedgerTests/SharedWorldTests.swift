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

    /// At half the load an idle call takes one trip to the ledger, and one tells of it.
    @Test func halfTheLoad() throws {
        var shared = SharedWorld(.init(tasks: 1, pause: 1.5))
        try shared.run()
        #expect(shared.most <= 60)
        #expect(Double(shared.exchanges) / Double(shared.arrivals.count) <= 2.2)
    }

    /// One process with ten times the callers of the others gets as much as each of them.
    @Test func asMuchForEachProcess() throws {
        for order in [LedgerOptions.Order.processes, .arrival] {
            let options = LedgerOptions(order: order)
            var shared = SharedWorld(.init(processes: 4, tasks: 30, tasksOfFirst: 300, options: options))
            try shared.run()
            let calls = shared.calls
            let isFair = calls.dropFirst().allSatisfy { Double($0) >= 0.5 * Double(calls[0]) }
            #expect(isFair == (order == .processes), "\(calls)")
        }
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
