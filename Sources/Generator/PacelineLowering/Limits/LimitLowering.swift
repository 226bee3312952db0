import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelinePolicy

/// The declared limits to policies. Its inputs are `x-rate-limits`, the security schemes, and what the configuration
/// says of client parameters; it knows no schemas.
struct LimitLowering {
    let document: Document
    let options: LoweringOptions

    func lowerPolicies(_ diagnostics: inout DiagnosticSink) -> [Policy] {
        reportUnknownBindings(&diagnostics)
        return (document.rateLimits?.policies ?? []).map { policy in
            var value = policy.value
            value.authentication = authentication(policy)
            value.per = policy.per.filter { isKnown($0, &diagnostics) }.map(\.value)
            return Policy(
                value, planNames: policy.plans.map(\.name), bindings: bindings(of: value),
                appliesToAll: appliesToAll(policy),
                costOfOthers: policy.applies.isAll ? policy.cost.defaultCost : nil,
                adjustable: Policy.Adjustable(policy.adjustable),
                description: policy.description ?? "",
                source: (policy.source ?? document.rateLimits?.source).map {
                    Policy.Source(url: $0.url, checked: $0.checked)
                })
        }
    }

    /// The client parameters that the configuration binds to principals of the policy.
    private func bindings(of policy: RateLimitPolicy) -> [String: String] {
        let bound = options.principals.filter { policy.per.contains(.client($0.principal)) }
        return Dictionary(bound.map { ($0.principal, $0.parameter) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether no operation is exempt from a policy for all.
    private func appliesToAll(_ policy: PolicyObject) -> Bool {
        policy.applies.isAll
            && document.operations(drawingOn: policy).count == document.operations.count
    }

    /// A scheme each is an alternative; no scheme is a request without credentials.
    private func authentication(_ policy: PolicyObject) -> [[String]]? {
        guard let named = policy.authentication?.map(\.text) else { return nil }
        guard !named.isEmpty else { return [[]] }
        let operations = document.operations(drawingOn: policy)
        return SecurityFields(document).schemes(inFieldsOf: named, operations).map { [$0] }
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
