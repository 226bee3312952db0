@testable import PacelineMock
import PacelineModel
import PacelinePolicy
import Testing

/// Every algorithm against histories that were counted by hand: requests of one unit at these times, in seconds, under
/// a quota of three in ten seconds, and whether each is admitted (`+`) or not (`-`).
@Suite struct AlgorithmTests {
    private func expect(_ times: [Double], _ expected: String, _ policy: RateLimitPolicy, epoch: Double = 0) {
        var ledger = Ledger(policy, epoch: nanoseconds(epoch))
        let decisions = times.map { ledger.ask(at: $0).isAdmitted ? "+" : "-" }.joined()
        #expect(decisions == expected)
    }

    @Test(arguments: [
        ([0.0, 0, 0], "+++"), ([0, 0, 0, 0], "+++-"), ([0, 20, 40], "+++"),
        // The window is closed: what came exactly ten seconds ago still stands.
        ([0, 1, 2, 10], "+++-"), ([0, 1, 2, 10.000000001], "++++"),
        // The refused one at 5 stands beside those of 12.5 and 12.6.
        ([0, 1, 2, 5, 12.5, 12.6, 12.7], "+++-++-"),
        // Whoever hammers is not let in again.
        ([0, 0, 0, 3, 6, 9, 12, 15], "+++-----"),
    ])
    func sliding(times: [Double], expected: String) { expect(times, expected, .window(3)) }

    @Test(arguments: [([0, 1, 2, 5, 12.5, 12.6, 12.7], "+++-+++"), ([0, 0, 0, 3, 6, 9, 12, 15], "+++---++")])
    func slidingWithoutRefusals(times: [Double], expected: String) {
        expect(times, expected, .window(3, isCounted: false))
    }

    /// Windows begin at 7, 17 … of the server's clock when it was started 3 s after a multiple of ten.
    @Test(arguments: [
        ([0, 1, 2, 3, 6.999999999], "+++--"), ([4, 5, 6, 7, 8, 9, 16.9, 17], "++++++-+"),
        ([6, 40, 41, 42, 43], "++++-"),
    ])
    func fixedByTheClock(times: [Double], expected: String) {
        expect(times, expected, .window(3, .fixed(.clock)), epoch: 1_700_000_003)
    }

    /// A window begins with the first request after the last one has ended.
    @Test(arguments: [
        ([4, 5, 6, 7, 13.9, 14], "+++--+"), ([0, 25, 26, 27, 34.9, 35], "++++-+"), ([0, 9, 9, 10, 10, 10], "++++++"),
    ])
    func fixedByTheFirstRequest(times: [Double], expected: String) {
        expect(times, expected, .window(3, .fixed(.first)))
    }

    /// Five tokens, three more in ten seconds; a refused request takes what is left when it is counted.
    @Test(arguments: [
        ([0, 0, 0, 0, 0, 0], "+++++-"), ([0, 0, 0, 0, 0, 3.4, 3.5], "++++++-"),
        ([0, 0, 0, 0, 0, 3.3, 3.4, 6.8], "+++++--+"), ([0, 0, 0, 0, 0, 100, 100, 100, 100, 100, 100], "++++++++++-"),
    ])
    func tokenBucket(times: [Double], expected: String) {
        expect(times, expected, .window(3, .tokenBucket(burst: 5)))
    }

    /// The same without counting refusals: two thirds of a token are still there at 3.4.
    @Test func tokenBucketWithoutRefusals() {
        expect(
            [0, 0, 0, 0, 0, 3.3, 3.4, 6.8], "+++++-++", .window(3, .tokenBucket(burst: 5), isCounted: false))
    }

    /// Four in ten seconds, windows from 0. At 12 the four of the first window weigh 3.2, at 12.6 2.96, at 15 two.
    @Test(arguments: [
        ([0, 0, 0, 0, 0], "++++-"), ([6, 7, 8, 9, 12.4, 12.6, 12.7], "++++-+-"), ([6, 7, 8, 9, 15, 15, 15], "++++++-"),
        // A window without requests lies between.
        ([6, 7, 8, 9, 20, 20, 20, 20, 20], "++++++++-"), ([6, 7, 8, 9, 19.9, 19.9, 19.9, 19.9], "+++++++-"),
    ])
    func counter(times: [Double], expected: String) {
        var ledger = Ledger(rules: [rule(WeightedCounter(window: 10 * second, phase: 0), capacity: 4)])
        #expect(times.map { ledger.ask(at: $0).isAdmitted ? "+" : "-" }.joined() == expected)
    }

    private func rule(_ count: any Count, capacity: Double) -> LimitRule {
        LimitRule(
            name: "p", numbers: .quota(capacity, per: .seconds(10)), unit: "requests", count: count,
            countsRefusals: false)
    }

    /// Places are free again when responses have ended, in whatever order; refused requests take none.
    @Test func concurrency() {
        var ledger = Ledger(RateLimitPolicy(name: "p", numbers: .concurrency(2)))
        let demand = [Ledger.Demand(rule: 0)]
        #expect((0..<3).map { ledger.ask(at: Double($0)).isAdmitted } == [true, true, false])
        ledger.end(demand)
        #expect((3..<5).map { ledger.ask(at: Double($0)).isAdmitted } == [true, false])
        ledger.end(demand)
        ledger.end(demand)
        #expect((5..<8).map { ledger.ask(at: Double($0)).isAdmitted } == [true, true, false])
        #expect(ledger.most == [2])
        #expect(ledger.refused == [3])
    }

    /// A clock that shows whole seconds lets 61 in where 60 are counted to the nanosecond, unless one waits longer.
    @Test(arguments: [([0.9, 1, 1.1, 10.9], "+++-"), ([0.9, 1, 1.1, 11], "++++")])
    func granularity(times: [Double], expected: String) {
        expect(times, expected, .window(3, granularity: 1_000))
    }

    /// The first second of the clock began half a second before the server did.
    @Test func coarseStampsFollowTheWallClock() {
        expect([0.4, 0.4, 0.4, 10.4, 10.5], "+++-+", .window(3, granularity: 1_000), epoch: 1_700_000_000.5)
    }

    @Test func undisclosed() {
        var ledger = Ledger(RateLimitPolicy(name: "p", numbers: .undisclosed))
        #expect((0..<1_000).allSatisfy { _ in ledger.ask(at: 0).isAdmitted })
        let refused = ledger.decide([.init(rule: 0)], at: 0, refusesUndisclosed: true)
        #expect(refused.map(\.isAdmitted) == [false])
        #expect(ledger.decide([.init(rule: 0, cost: 0)], at: 0, refusesUndisclosed: true).isEmpty)
    }

    /// For every algorithm: a refused demand is admitted once its wait is over, and not a nanosecond before; and
    /// nothing stands any more when the reset comes.
    @Test(
        arguments: [
            SlidingLog(window: 10 * second), FixedWindow(window: 10 * second, phase: nil),
            FixedWindow(window: 10 * second, phase: 3 * second),
            TokenBucket(burst: 4, quota: 4, window: 10 * second),
            WeightedCounter(window: 10 * second, phase: 3 * second),
        ] as [any Count])
    func waitsAndResetsAreExact(count: any Count) throws {
        var ledger = Ledger(rules: [rule(count, capacity: 4)])
        var generator = SplitMix64(seed: 5)
        var now: Nanoseconds = 0
        var waits = 0
        for _ in 0..<300 {
            now += .random(in: 0...(4 * second), using: &generator)
            let cost = Double(Int.random(in: 1...3, using: &generator))
            let standing = ledger.decide([.init(rule: 0, cost: cost)], at: now)[0]
            var later = ledger
            let reset = try #require(standing.reset)
            #expect(later.decide([.init(rule: 0, cost: 4)], at: now + reset)[0].isAdmitted)
            guard let wait = standing.wait else { continue }
            waits += 1
            var (early, late) = (ledger, ledger)
            #expect(!early.decide([.init(rule: 0, cost: cost)], at: now + wait - 2)[0].isAdmitted)
            #expect(late.decide([.init(rule: 0, cost: cost)], at: now + wait)[0].isAdmitted)
        }
        #expect(waits > 20)
    }
}
