import PacelineModel
import PacelinePolicy

/// The rules of a server, and which of them each operation draws on.
struct LimitBook: Sendable {
    /// A policy's rule, or an operation's own.
    struct Entry: Sendable {
        var policy: RateLimitPolicy
        var rule: LimitRule
    }

    /// A rule with the units that a request takes.
    private struct Use {
        var rule: Int
        var cost: Double
    }

    /// The policies' rules in document order; behind them those of operations with numbers of their own.
    let entries: [Entry]
    /// What each operation draws on, at the operations' places.
    private let uses: [[Use]]

    init(api: API, enforcement: Enforcement) {
        var enforcement = enforcement
        var entries = api.policies.map { Entry(policy: $0.value, rule: enforcement.rule(for: $0.value)) }
        uses = api.operations.map { operation in
            operation.limits.compactMap { limit in
                guard let place = api.policies.firstIndex(where: { $0.name == limit.policy.name }) else { return nil }
                guard let numbers = limit.numbers else { return Use(rule: place, cost: limit.cost) }
                let rule = enforcement.rule(for: limit.policy, own: numbers)
                entries.append(Entry(policy: limit.policy, rule: rule))
                return Use(rule: entries.count - 1, cost: limit.cost)
            }
        }
        self.entries = entries
    }

    /// What a request asks of the rules.
    ///
    /// - Parameter index: the place of its operation in the API.
    func demands(
        of index: Int, in api: API, _ request: MockRequest, pathValues: [String: String]
    ) -> [Ledger.Demand] {
        uses[index].compactMap { use in
            let policy = entries[use.rule].policy
            guard request.isCounted(under: policy.authentication, of: api.securitySchemes) else { return nil }
            let key = policy.per.map {
                $0.value(
                    in: request, operation: api.operations[index], pathValues: pathValues,
                    schemes: api.securitySchemes)
            }
            return Ledger.Demand(rule: use.rule, key: key, cost: use.cost)
        }
    }
}
