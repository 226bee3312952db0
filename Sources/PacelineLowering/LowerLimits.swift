import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelinePolicy

extension Lowering {
    /// The declared policies.
    mutating func lowerPolicies() -> [Policy] {
        reportUnknownBindings()
        return (document.rateLimits?.policies ?? []).map { policy in
            var value = policy.value
            value.authentication = authentication(policy)
            value.per = policy.per.filter { isKnown($0) }.map(\.value)
            return Policy(
                value, planNames: policy.plans.map(\.name), bindings: bindings(of: value),
                appliesToAll: appliesToAll(policy), adjustable: Policy.Adjustable(policy.adjustable),
                description: description(of: policy),
                source: (policy.source ?? document.rateLimits?.source).map {
                    Policy.Source(url: $0.url, checked: $0.checked)
                })
        }
    }

    /// The limits that an operation draws on, of those that were lowered.
    func limits(of operation: PacelineDocument.Operation, policies: [String: RateLimitPolicy]) -> [AppliedLimit] {
        document.limits(of: operation).compactMap { limit in
            policies[limit.policy.name].map { AppliedLimit($0, cost: limit.cost, numbers: limit.numbers) }
        }
    }

    /// The client parameters that the configuration binds to principals of the policy.
    private func bindings(of policy: RateLimitPolicy) -> [String: String] {
        let bound = options.principals.filter { policy.per.contains(.client($0.principal)) }
        return Dictionary(bound.map { ($0.principal, $0.parameter) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether no operation is exempt from a policy for all.
    private func appliesToAll(_ policy: PolicyObject) -> Bool {
        guard case .all = policy.applies else { return false }
        return document.operations(drawingOn: policy).count == document.operations.count
    }

    /// A scheme each is an alternative; no scheme is a request without credentials.
    private func authentication(_ policy: PolicyObject) -> [[String]]? {
        guard let named = policy.authentication?.map(\.text) else { return nil }
        guard !named.isEmpty else { return [[]] }
        return schemes(inFieldsOf: named, document.operations(drawingOn: policy)).map { [$0] }
    }

    /// The document's own words, and those that only people can act on.
    private func description(of policy: PolicyObject) -> String {
        [policy.description, policy.timezone.map { "The calendar is that of `\($0)`." }].paragraphs
    }
}

extension Policy.Adjustable {
    fileprivate init(_ value: AdjustableValue) {
        switch value {
        case .no: self = .no
        case .yes: self = .yes
        case .at(let place): self = .at(place)
        }
    }
}
