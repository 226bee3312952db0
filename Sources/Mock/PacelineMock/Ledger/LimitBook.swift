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
        var isEstimated: Bool
    }

    /// The policies' rules in document order; behind them those of operations with numbers of their own.
    let entries: [Entry]
    /// What each operation draws on, at the operations' places.
    private let uses: [[Use]]
    /// The operation by which each one is counted under policies that tell identities of buckets.
    private let counted: [String: String]
    /// The rules of operations with numbers of their own, by the policies' and the operations' names.
    private let rulesOfOperations: [String: Int]

    /// What requests cost by the functions of their estimates.
    private let costs: [String: @Sendable ([UInt8]) -> Double]

    init(api: API, enforcement: Enforcement, options: Mock.Options = Mock.Options()) {
        costs = options.costs
        counted = options.sharedBuckets.reduce(into: [:]) { counted, group in
            for operation in group { counted[operation] = group.first }
        }
        var enforcement = enforcement
        var entries = api.policies.map { Entry(policy: $0.value, rule: enforcement.rule(for: $0.value)) }
        var rulesOfOperations: [String: Int] = [:]
        uses = api.operations.map { operation in
            operation.limits.compactMap { limit in
                guard let place = api.policies.firstIndex(where: { $0.name == limit.policy.name }) else { return nil }
                let own = options.numbers["\(limit.policy.name)/\(operation.id)"] ?? limit.numbers
                guard let numbers = own else {
                    return Use(rule: place, cost: limit.cost, isEstimated: limit.isEstimated)
                }
                let rule = enforcement.rule(for: limit.policy, own: numbers)
                entries.append(Entry(policy: limit.policy, rule: rule))
                rulesOfOperations["\(limit.policy.name)/\(operation.id)"] = entries.count - 1
                return Use(rule: entries.count - 1, cost: limit.cost, isEstimated: limit.isEstimated)
            }
        }
        self.entries = entries
        self.rulesOfOperations = rulesOfOperations
    }

    /// What a request asks of the rules.
    ///
    /// - Parameter index: the place of its operation in the API.
    func demands(
        of index: Int, in api: API, _ request: MockRequest, pathValues: [String: String]
    ) -> [Ledger.Demand] {
        uses[index].compactMap { use in
            let policy = entries[use.rule].policy
            guard request.isCounted(under: policy.authentication, of: api.securitySchemes),
                policy.conditions.allSatisfy({ $0.holds(for: request, pathValues: pathValues) })
            else { return nil }
            let key = policy.per.map {
                $0.value(
                    in: request, operation: operation(api.operations[index], policy, in: api),
                    pathValues: pathValues, schemes: api.securitySchemes)
            }
            let cost = use.isEstimated ? estimate(policy, request, pathValues) ?? use.cost : use.cost
            let identity = policy.fields?.tellsBuckets == true ? identity(key, policy) : nil
            return Ledger.Demand(
                rule: rule(use, policy, api.operations[index]), key: key, cost: cost, identity: identity)
        }
    }

    /// What a request is said to cost before it is answered; nil where nothing says so.
    private func estimate(
        _ policy: RateLimitPolicy, _ request: MockRequest, _ pathValues: [String: String]
    ) -> Double? {
        let cost: Double?
        switch policy.estimate {
        case nil: cost = nil
        case .value(let value): cost = value.text(in: request, pathValues: pathValues).flatMap(Double.init)
        case .hook(let name, _):
            if case .bytes(let bytes) = request.body { cost = costs[name]?(bytes) } else { cost = nil }
        }
        return cost.flatMap { $0 >= 0 && $0.isFinite ? $0 : nil }
    }

    /// The operation as which one counts: another, where the server counts them together and tells so.
    private func operation(_ operation: Operation, _ policy: RateLimitPolicy, in api: API) -> Operation {
        guard policy.fields?.tellsBuckets == true, let id = counted[operation.id], id != operation.id else {
            return operation
        }
        return api.operations.first { $0.id == id } ?? operation
    }

    /// The rule of an operation that is counted together with another: that one's.
    private func rule(_ use: Use, _ policy: RateLimitPolicy, _ operation: Operation) -> Int {
        guard policy.fields?.tellsBuckets == true, let id = counted[operation.id] else { return use.rule }
        return rulesOfOperations["\(policy.name)/\(id)"] ?? use.rule
    }

    /// An identity for what an operation is counted by: the same for all values of the request and the client.
    private func identity(_ key: [String], _ policy: RateLimitPolicy) -> String {
        let parts = zip(policy.per, key).filter { $0.0.isStructure }.map(\.1)
        return String(FNVHash.of(([policy.name] + parts).joined(separator: "\n").utf8), radix: 16)
    }
}
