@testable import PacelineMock
import PacelineModel
import PacelinePolicy

extension Ledger {
    /// A ledger of these policies, as a server with these options has it.
    init(_ policies: RateLimitPolicy..., options: Mock.Options = .init(), epoch: Nanoseconds = 0) {
        var enforcement = Enforcement(options, epoch: epoch)
        self.init(rules: policies.map { enforcement.rule(for: $0) }, epoch: epoch)
    }

    /// Decides a request that asks one unit, or what is given, of the first rule.
    mutating func ask(_ cost: Double = 1, key: [String] = [], at seconds: Double) -> Standing {
        decide([.init(rule: 0, key: key, cost: cost)], at: nanoseconds(seconds))[0]
    }
}

extension RateLimitPolicy {
    /// A quota over ten seconds.
    static func window(
        _ quota: Double, seconds: Double = 10, _ algorithm: RateLimitAlgorithm = .sliding, granularity: Int64 = 0,
        isCounted: Bool = true, name: String = "p"
    ) -> RateLimitPolicy {
        let numbers = RateLimitNumbers.quota(
            quota, per: .milliseconds(Int64(seconds * 1_000)), algorithm: algorithm,
            granularity: .milliseconds(granularity))
        return RateLimitPolicy(name: name, numbers: numbers, refusal: .init(isCounted: isCounted))
    }
}

func nanoseconds(_ seconds: Double) -> Nanoseconds { Nanoseconds((seconds * 1e9).rounded()) }
