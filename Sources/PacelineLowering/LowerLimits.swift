import PacelineDiagnostics
import PacelineDocument
import PacelineModel

extension Lowering {
    /// The declared policies.
    mutating func lowerPolicies() -> [Policy] {
        reportUnknownBindings()
        return (document.rateLimits?.policies ?? []).map { policy in
            Policy(
                name: policy.name, numbers: Policy.Numbers(policy.numbers),
                plans: policy.plans.map { Policy.Plan(name: $0.name, numbers: Policy.Numbers($0.numbers)) },
                unit: policy.unit, per: policy.per.compactMap { partition($0) }, appliesToAll: appliesToAll(policy),
                authentication: authentication(policy), refusal: Policy.Refusal(policy.refusal),
                retry: Policy.Retry(policy.retry), fields: policy.headers.map(Policy.QuotaFields.init),
                adjustable: Policy.Adjustable(policy.adjustable), description: description(of: policy),
                source: (policy.source ?? document.rateLimits?.source).map {
                    Policy.Source(url: $0.url, checked: $0.checked)
                })
        }
    }

    /// The limits that an operation draws on, of those that were lowered.
    func limits(of operation: PacelineDocument.Operation, policies: [Policy]) -> [AppliedLimit] {
        document.limits(of: operation).map { limit in
            AppliedLimit(
                policy: limit.policy.name, cost: limit.cost, numbers: limit.numbers.map(Policy.Numbers.init))
        }
    }

    /// Whether no operation is exempt from a policy for all.
    private func appliesToAll(_ policy: PolicyObject) -> Bool {
        guard case .all = policy.applies else { return false }
        return document.operations(drawingOn: policy).count == document.operations.count
    }

    /// A scheme each is an alternative; no scheme is a request without credentials.
    private func authentication(_ policy: PolicyObject) -> [[SecuritySchemeID]]? {
        guard let named = policy.authentication?.map(\.text) else { return nil }
        guard !named.isEmpty else { return [[]] }
        return schemes(inFieldsOf: named, document.operations(drawingOn: policy)).map { [SecuritySchemeID($0)] }
    }

    /// The document's own words, and those that only people can act on.
    private func description(of policy: PolicyObject) -> String {
        let zone = policy.numbers.window?.timezone.map { "The calendar is that of `\($0)`." }
        return [policy.description, zone].paragraphs
    }
}

extension Policy.Numbers {
    init(_ numbers: NumbersObject) {
        switch numbers {
        case .quota(let window):
            self = .quota(
                Policy.Window(
                    quota: window.quota, milliseconds: window.milliseconds,
                    algorithm: Policy.Algorithm(window.algorithm),
                    granularityMilliseconds: window.granularityMilliseconds))
        case .concurrency(let limit): self = .concurrency(limit)
        case .undisclosed: self = .undisclosed
        }
    }
}

extension Policy.Algorithm {
    fileprivate init(_ algorithm: AlgorithmObject) {
        switch algorithm {
        case .unknown: self = .unknown
        case .fixed(.clock): self = .fixed(.clock)
        case .fixed(.first): self = .fixed(.first)
        case .fixed(.calendar): self = .fixed(.calendar)
        case .fixed(nil): self = .fixed(nil)
        case .sliding: self = .sliding
        case .tokenBucket(let burst): self = .tokenBucket(burst: burst)
        case .counter: self = .counter
        }
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
