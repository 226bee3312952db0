internal import PacelineDiagnostics
internal import PacelinePolicy

/// 429 always refuses; any other status needs another condition, or answers that are no refusal will be taken for one.
enum RefusalStatus: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for policy in document.rateLimits?.policies ?? [] where !policy.refusal.isNarrow {
            for (status, location) in zip(policy.refusal.value.response.statuses, policy.refusal.statusLocations)
            where status != .code(429) {
                let hint = "add the `message` by which a refusal can be recognised"
                if status.hundreds == 2 {
                    diagnostics.error(
                        .successAsRefusal,
                        "every response with \(status.words) would be taken for a refusal, and these are successes",
                        at: location, hint: hint)
                } else {
                    diagnostics.untidy(
                        .broadRefusal, "every response with \(status.words) would be taken for a refusal",
                        at: location, hint: hint)
                }
            }
        }
    }
}

extension ResponsePattern.StatusRange {
    fileprivate var hundreds: Int {
        switch self {
        case .code(let code): code / 100
        case .hundreds(let digit): digit
        }
    }

    fileprivate var words: String {
        switch self {
        case .code(let code): "status \(code)"
        case .hundreds(let digit): "a status \(digit)XX"
        }
    }
}
