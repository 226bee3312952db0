@testable import PacelineMock
import PacelineModel
import Testing

@Suite struct LedgerTests {
    @Test func costsAreSummed() {
        var ledger = Ledger(.window(3))
        let standings = [2.0, 2, 1].map { ledger.ask($0, at: 0) }
        #expect(standings.map(\.isAdmitted) == [true, false, false])
        #expect(standings.map(\.inWindow) == [2, 4, 5])
        #expect(standings.map(\.remaining) == [1, 0, 0])
        #expect(ledger.most == [2])
        #expect(ledger.refused == [2])
    }

    @Test func fractionalCostsFillTheQuotaExactly() {
        var ledger = Ledger(.window(0.3))
        #expect((0..<4).map { _ in ledger.ask(0.1, at: 0).isAdmitted } == [true, true, true, false])
    }

    @Test func keysHaveBucketsOfTheirOwn() {
        var ledger = Ledger(.window(1))
        let standings = ["a", "b", "a"].map { ledger.ask(key: [$0], at: 0) }
        #expect(standings.map(\.isAdmitted) == [true, true, false])
        #expect(standings.map(\.bucket) == [1, 2, 1])
    }

    /// The request that one policy refuses takes room under the other, if that one counts refusals.
    @Test(arguments: [true, false])
    func refusedRequestsUnderSeveralPolicies(isCounted: Bool) {
        var ledger = Ledger(.window(1, seconds: 1), .window(2, seconds: 60, isCounted: isCounted))
        let demands = [Ledger.Demand(rule: 0), Ledger.Demand(rule: 1)]
        #expect(ledger.decide(demands, at: 0).map(\.isAdmitted) == [true, true])
        #expect(ledger.decide(demands, at: 0).map(\.isAdmitted) == [false, true])
        #expect(ledger.decide(demands, at: 30 * second).map(\.isAdmitted) == [true, !isCounted])
    }

    @Test func exemptRequestsLeaveNoTrace() {
        var ledger = Ledger(.window(1))
        for _ in 0..<2 { _ = ledger.ask(at: 0) }
        #expect(ledger.decide([.init(rule: 0, cost: 0)], at: 0).isEmpty)
        #expect(ledger.most == [1])
    }

    @Test func anAbsurdScaleIsAWindowWithoutEnd() {
        for algorithm in MockServer.Algorithm.allCases {
            var ledger = Ledger(.window(1), options: .init(windowScale: 1e300, algorithm: algorithm))
            #expect(ledger.ask(at: 0).isAdmitted)
            #expect(!ledger.ask(at: 1_000_000).isAdmitted)
        }
    }

    @Test func windowsAreScaled() {
        var ledger = Ledger(.window(1), options: .init(windowScale: 0.1))
        #expect([0, 1, 2.000000001].map { ledger.ask(at: $0).isAdmitted } == [true, false, true])
        #expect(ledger.rules[0].text == "1 requests per 1 s")
    }

    @Test func aDemandBeyondTheQuotaHasNoWait() {
        var ledger = Ledger(.window(3))
        let standing = ledger.ask(4, at: 0)
        #expect(!standing.isAdmitted)
        #expect(standing.wait == nil)
    }

    // MARK: From declarations and options to rules

    private func rule(
        _ policy: Policy, own: Policy.Numbers? = nil, seed: UInt64 = 1, epoch: Nanoseconds = 0,
        _ change: (inout MockServer.Options) -> Void = { _ in }
    ) -> LimitRule {
        var options = MockServer.Options(seed: seed)
        change(&options)
        var enforcement = Enforcement(options, epoch: epoch)
        return enforcement.rule(for: policy, own: own)
    }

    @Test func declaredAlgorithms() {
        #expect(rule(.window(3, .unknown)).kind == .sliding)
        #expect(rule(.window(3, .sliding)).kind == .sliding)
        #expect(rule(.window(3, .fixed(.first))).kind == .fixed(phase: nil))
        #expect(rule(.window(3, .fixed(.clock)), epoch: 13 * second).kind == .fixed(phase: -3 * second))
        #expect(rule(.window(3, seconds: 86_400, .fixed(.calendar)), epoch: 5).kind == .fixed(phase: -5))
        let bucket = rule(.window(3, .tokenBucket(burst: 5)))
        #expect(bucket.kind == .tokenBucket(quota: 3))
        #expect(bucket.capacity == 5)
        #expect(rule(Policy(name: "p", numbers: .undisclosed)).makeCount() == nil)
    }

    /// Where windows begin is drawn, once for each policy, the same for the same seed.
    @Test func drawnPhases() {
        let phases = [1, 1, 2].map { seed in rule(.window(3, .fixed(nil)), seed: seed).kind }
        #expect(phases[0] == phases[1])
        #expect(phases[0] != phases[2])
        for case .fixed(let phase) in phases { #expect((0..<10 * second).contains(phase ?? -1)) }
        guard case .counter = rule(.window(3, .counter)).kind else {
            Issue.record("no counter")
            return
        }
    }

    @Test func overriddenAlgorithms() {
        let policy = Policy.window(3, .tokenBucket(burst: 5))
        #expect(rule(policy) { $0.algorithm = .sliding }.kind == .sliding)
        #expect(rule(policy) { $0.algorithm = .sliding }.capacity == 3)
        #expect(rule(policy) { $0.algorithm = .tokenBucket }.capacity == 5)
        #expect(rule(policy) { $0.burst = 2 }.capacity == 2)
        #expect(rule(.window(3)) { $0.algorithm = .tokenBucket }.capacity == 3)
        #expect(rule(.window(3, .fixed(.first))) { $0.algorithm = .fixed }.kind == .fixed(phase: nil))
        let concurrency = rule(policy) { $0.concurrency = 4 }
        #expect(concurrency.kind == .concurrency)
        #expect(concurrency.capacity == 4)
        #expect(rule(.window(3, granularity: 1_000)).granularity == second)
        #expect(rule(.window(3, granularity: 1_000)) { $0.granularity = .zero }.granularity == 0)
    }

    @Test func numbersOfPlansAndOfOperations() {
        var policy = Policy.window(3)
        policy.plans = [.init(name: "large", numbers: .quota(.init(quota: 30, milliseconds: 10_000)))]
        #expect(rule(policy).capacity == 3)
        #expect(rule(policy) { $0.plan = "large" }.capacity == 30)
        #expect(rule(policy) { $0.plan = "other" }.capacity == 3)
        let own = Policy.Numbers.quota(.init(quota: 7, milliseconds: 1_000))
        #expect(rule(policy, own: own) { $0.plan = "large" }.capacity == 7)
    }

    @Test func rulesInWords() {
        let kinds: [(LimitRule.Kind, String)] = [
            (.fixed(phase: 0), "3 requests per 10 s, fixed windows"),
            (.tokenBucket(quota: 6), "6 requests per 10 s, bursts of 3"),
            (.counter(phase: 0), "3 requests per 10 s, weighted windows"), (.concurrency, "3 requests at a time"),
            (.undisclosed, "not counted"),
        ]
        for (kind, text) in kinds {
            let rule = LimitRule(
                name: "p", kind: kind, capacity: 3, window: 10 * second, unit: "requests", granularity: 0,
                countsRefusals: true)
            #expect(rule.text == text)
        }
    }
}
