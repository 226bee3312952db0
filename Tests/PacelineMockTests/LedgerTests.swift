@testable import PacelineMock
import PacelineModel
import PacelinePolicy
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
        for algorithm in Mock.Algorithm.allCases {
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
        _ policy: RateLimitPolicy, own: RateLimitNumbers? = nil, seed: UInt64 = 1, epoch: Nanoseconds = 0,
        _ change: (inout Mock.Options) -> Void = { _ in }
    ) -> LimitRule {
        var options = Mock.Options(seed: seed)
        change(&options)
        var enforcement = Enforcement(options, epoch: epoch)
        return enforcement.rule(for: policy, own: own)
    }

    @Test func declaredAlgorithms() {
        #expect(rule(.window(3, .unknown)).count is SlidingLog)
        #expect(rule(.window(3, .sliding)).count is SlidingLog)
        func phase(_ rule: LimitRule) -> Nanoseconds?? { (rule.count as? FixedWindow).map(\.phase) }
        #expect(phase(rule(.window(3, .fixed(.first)))) == .some(nil))
        #expect(phase(rule(.window(3, .fixed(.clock)), epoch: 13 * second)) == -3 * second)
        #expect(rule(.window(3, seconds: 86_400, .fixed(.calendar)), epoch: 5).count is CalendarWindow)
        let bucket = rule(.window(3, .tokenBucket(burst: 5)))
        #expect((bucket.count as? TokenBucket)?.rate == 3 / Double(10 * second))
        #expect(bucket.capacity == 5)
        #expect(rule(RateLimitPolicy(name: "p", numbers: .undisclosed)).count == nil)
    }

    /// Where windows begin is drawn, once for each policy, the same for the same seed.
    @Test func drawnPhases() {
        let phases = [1, 1, 2].map { (rule(.window(3, .fixed(nil)), seed: $0).count as? FixedWindow)?.phase }
        #expect(phases[0] == phases[1])
        #expect(phases[0] != phases[2])
        for phase in phases { #expect((0..<10 * second).contains(phase ?? -1)) }
        #expect(rule(.window(3, .counter)).count is WeightedCounter)
    }

    @Test func overriddenAlgorithms() {
        let policy = RateLimitPolicy.window(3, .tokenBucket(burst: 5))
        #expect(rule(policy) { $0.algorithm = .sliding }.count is SlidingLog)
        #expect(rule(policy) { $0.algorithm = .sliding }.capacity == 3)
        #expect(rule(policy) { $0.algorithm = .tokenBucket }.capacity == 5)
        #expect(rule(policy) { $0.burst = 2 }.capacity == 2)
        #expect(rule(.window(3)) { $0.algorithm = .tokenBucket }.capacity == 3)
        let fixed = rule(.window(3, .fixed(.first))) { $0.algorithm = .fixed }.count as? FixedWindow
        #expect(fixed != nil && fixed?.phase == nil)
        let concurrency = rule(policy) { $0.concurrency = 4 }
        #expect(concurrency.count is InFlightCount)
        #expect(concurrency.capacity == 4)
        #expect(rule(.window(3, granularity: 1_000)).granularity == second)
        #expect(rule(.window(3, granularity: 1_000)) { $0.granularity = .zero }.granularity == 0)
    }

    @Test func numbersOfPlansAndOfOperations() {
        var policy = RateLimitPolicy.window(3)
        policy.plans = ["large": .quota(30, per: .milliseconds(10_000))]
        #expect(rule(policy).capacity == 3)
        #expect(rule(policy) { $0.plan = "large" }.capacity == 30)
        #expect(rule(policy) { $0.plan = "other" }.capacity == 3)
        let own = RateLimitNumbers.quota(7, per: .milliseconds(1_000))
        #expect(rule(policy, own: own) { $0.plan = "large" }.capacity == 7)
    }

    @Test(arguments: [
        (RateLimitPolicy.window(3), "3 requests per 10 s"),
        (.window(3, .fixed(.first)), "3 requests per 10 s, fixed windows"),
        (.window(6, .tokenBucket(burst: 3)), "6 requests per 10 s, at most 3 at once"),
        (.window(3, .counter), "3 requests per 10 s, weighted windows"),
        (.init(name: "p", numbers: .concurrency(3)), "at most 3 requests at a time"),
        (.init(name: "p", numbers: .undisclosed), "not counted"),
    ])
    func rulesInWords(_ policy: RateLimitPolicy, _ text: String) {
        #expect(rule(policy).text == text)
    }

    @Test func aRuleSaysWhatIsEnforced() {
        let policy = RateLimitPolicy.window(60, seconds: 60)
        #expect(rule(policy) { $0.windowScale = 0.1 }.text == "60 requests per 6 s")
        #expect(rule(policy) { $0.algorithm = .fixed }.text == "60 requests per 60 s, fixed windows")
        #expect(rule(policy) { $0.burst = 5 }.text == "60 requests per 60 s")
        #expect(
            rule(policy) { ($0.algorithm, $0.burst) = (.tokenBucket, 5) }.text
                == "60 requests per 60 s, at most 5 at once")
    }
}
