import PacelineDiagnostics
import PacelineDocument
import PacelineModel

extension Lowering {
    /// The declared policies.
    mutating func lowerPolicies() -> [Policy] {
        reportUnknownBindings()
        return (document.rateLimits?.policies ?? []).map { policy in
            Policy(
                name: policy.name,
                numbers: .quota(Policy.Window(quota: policy.quota, milliseconds: policy.windowMilliseconds)),
                unit: policy.unit,
                per: policy.per.compactMap { partition($0) }, appliesToAll: policy.appliesToAll,
                refusal: refusal(policy.refusal), retry: Policy.Retry(after: policy.retryAfter.map(Policy.RetryAfter.init)),
                adjustable: Policy.Adjustable(policy.adjustable), description: policy.description ?? "",
                source: (policy.source ?? document.rateLimits?.source).map {
                    Policy.Source(url: $0.url, checked: $0.checked)
                })
        }
    }

    /// The limits that an operation draws on. Costs other than 1 come with attachments, which are not supported yet.
    func limits(of operation: PacelineDocument.Operation, policies: [Policy]) -> [AppliedLimit] {
        (document.rateLimits?.policies ?? []).filter { $0.selects(operation) }.map { AppliedLimit(policy: $0.name) }
    }

    private mutating func partition(_ word: PartitionWord) -> Policy.Partition? {
        if let binding = options.principals.first(where: { $0.principal == word.word }) {
            return .principal(word.word, parameter: binding.parameter)
        }
        if word.isPrincipal { return .principal(word.word, parameter: nil) }
        guard let known = options.clientParameters?.map(\.name) else { return .clientParameter(word.word) }
        guard known.contains(word.word) else {
            diagnostics.error(
                "unknown-partition", "`\(word.word)` is neither a principal nor a client parameter", at: word.location,
                hint: Suggestion.hint(for: word.word, among: known + principalWords)
                    ?? "principals are \(principalWords.joined(separator: ", "))")
            return nil
        }
        return .clientParameter(word.word)
    }

    private mutating func reportUnknownBindings() {
        let known = options.clientParameters?.map(\.name) ?? []
        for binding in options.principals {
            if !principalWords.contains(binding.principal) {
                diagnostics.error(
                    "unknown-principal", "`\(binding.principal)` is not a principal", at: binding.location,
                    hint: Suggestion.hint(for: binding.principal, among: principalWords))
            }
            if !known.contains(binding.parameter) {
                diagnostics.error(
                    "unknown-client-parameter", "`\(binding.parameter)` is not a client parameter",
                    at: binding.location,
                    hint: Suggestion.hint(for: binding.parameter, among: known)
                        ?? "name it under `client.parameters` first")
            }
        }
    }

    private func refusal(_ match: MatchObject) -> Policy.Refusal {
        Policy.Refusal(
            statuses: match.statuses.map { status in
                switch status.pattern {
                case .code(let code): .code(code)
                case .range(let digit): .range(digit)
                }
            }, messages: match.messages.map(\.text))
    }

    private var principalWords: [String] { PartitionWord.principals }
}

extension PolicyObject {
    fileprivate var appliesToAll: Bool {
        if case .all = applies { true } else { false }
    }
}

extension Policy.RetryAfter {
    init(_ word: RetryAfterWord) {
        switch word {
        case .header: self = .header
        case .window: self = .window
        case .duration(let milliseconds): self = .fixed(milliseconds: milliseconds)
        }
    }
}

extension Policy.Adjustable {
    init(_ value: AdjustableValue) {
        switch value {
        case .no: self = .no
        case .yes: self = .yes
        case .at(let place): self = .at(place)
        }
    }
}
