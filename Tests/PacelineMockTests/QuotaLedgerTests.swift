@testable import PacelineMock
import PacelineModel
import Testing

@Suite struct QuotaLedgerTests {
    private func ledger(quota: Double = 3, scale: Double = 1) -> QuotaLedger {
        QuotaLedger(policies: [Policy(name: "p", quota: quota, windowMilliseconds: 10_000)], windowScale: scale)
    }

    /// A request at each time, in seconds, and whether it is admitted with a quota of three in ten seconds.
    @Test(arguments: [
        ([0.0, 0, 0], [true, true, true]),
        ([0, 0, 0, 0], [true, true, true, false]),
        // The window is closed: what came exactly ten seconds ago still stands.
        ([0, 1, 2, 10], [true, true, true, false]),
        ([0, 1, 2, 10.000000001], [true, true, true, true]),
        // The refused one at 5 stands beside those of 12.5 and 12.6.
        ([0, 1, 2, 5, 12.5, 12.6, 12.7], [true, true, true, false, true, true, false]),
        // Whoever hammers is not let in again.
        ([0, 0, 0, 3, 6, 9, 12, 15], [true, true, true, false, false, false, false, false]),
        ([0, 20, 40], [true, true, true]),
    ])
    func admits(times: [Double], expected: [Bool]) {
        var ledger = ledger()
        let admitted = times.map { time in
            ledger.record([.init(policy: "p")], at: Nanoseconds((time * 1e9).rounded()))[0].isAdmitted
        }
        #expect(admitted == expected)
    }

    @Test func costsAreSummed() {
        var ledger = ledger()
        let admitted = [2.0, 2, 1].map { cost in
            ledger.record([.init(policy: "p", cost: cost)], at: 0)[0]
        }
        #expect(admitted.map(\.isAdmitted) == [true, false, false])
        #expect(admitted.map(\.inWindow) == [2, 4, 5])
        #expect(ledger.most == ["p": 5])
    }

    @Test func fractionalCostsFillTheQuotaExactly() {
        var ledger = QuotaLedger(policies: [Policy(name: "p", quota: 0.3, windowMilliseconds: 1_000)])
        let admitted = (0..<4).map { _ in ledger.record([.init(policy: "p", cost: 0.1)], at: 0)[0].isAdmitted }
        #expect(admitted == [true, true, true, false])
    }

    @Test func keysHaveBucketsOfTheirOwn() {
        var ledger = ledger(quota: 1)
        let standings = ["a", "b", "a"].map { ledger.record([.init(policy: "p", key: [$0])], at: 0)[0] }
        #expect(standings.map(\.isAdmitted) == [true, true, false])
        #expect(standings.map(\.bucket) == [1, 2, 1])
    }

    /// The request that one policy refuses takes room under the other.
    @Test func refusedRequestsStandUnderEveryPolicy() {
        var ledger = QuotaLedger(policies: [
            Policy(name: "narrow", quota: 1, windowMilliseconds: 1_000),
            Policy(name: "wide", quota: 2, windowMilliseconds: 60_000),
        ])
        let demands = [QuotaLedger.Demand(policy: "narrow"), QuotaLedger.Demand(policy: "wide")]
        #expect(ledger.record(demands, at: 0).map(\.isAdmitted) == [true, true])
        #expect(ledger.record(demands, at: 0).map(\.isAdmitted) == [false, true])
        #expect(ledger.record(demands, at: 30 * second).map(\.isAdmitted) == [true, false])
    }

    @Test func exemptRequestsLeaveNoTrace() {
        var ledger = ledger(quota: 1)
        for _ in 0..<2 { _ = ledger.record([.init(policy: "p")], at: 0) }
        #expect(ledger.record([.init(policy: "p", cost: 0)], at: 0).isEmpty)
        #expect(ledger.most == ["p": 2])
    }

    @Test func anAbsurdScaleIsAWindowWithoutEnd() {
        var ledger = ledger(quota: 1, scale: 1e300)
        #expect(ledger.record([.init(policy: "p")], at: 0)[0].isAdmitted)
        #expect(!ledger.record([.init(policy: "p")], at: 1_000_000 * second)[0].isAdmitted)
    }

    @Test func windowsAreScaled() {
        var ledger = ledger(quota: 1, scale: 0.1)
        let times: [Nanoseconds] = [0, second, 2 * second + 1]
        #expect(times.map { ledger.record([.init(policy: "p")], at: $0)[0].isAdmitted } == [true, false, true])
        #expect(ledger.rules[0].text == "1 requests per 1 s")
    }

    @Test func theWaitEndsWhenTheSameDemandIsAdmitted() throws {
        var ledger = ledger()
        for time in [0, 1, 2] { _ = ledger.record([.init(policy: "p")], at: Nanoseconds(time) * second) }
        let now = 3 * second
        let refused = ledger.record([.init(policy: "p")], at: now)[0]
        let wait = try #require(refused.wait)
        // Four stand, so two of them must leave: that of 0 and that of 1.
        #expect(now + wait == 11 * second + 1)
        var early = ledger
        #expect(!early.record([.init(policy: "p")], at: now + wait - 1)[0].isAdmitted)
        #expect(ledger.record([.init(policy: "p")], at: now + wait)[0].isAdmitted)
    }

    @Test func aDemandBeyondTheQuotaHasNoWait() {
        var ledger = ledger()
        let standing = ledger.record([.init(policy: "p", cost: 4)], at: 0)[0]
        #expect(!standing.isAdmitted)
        #expect(standing.wait == nil)
    }
}
