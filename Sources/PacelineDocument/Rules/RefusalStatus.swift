internal import PacelineDiagnostics

/// 429 always refuses; any other status needs another condition, or answers that are no refusal will be taken for one.
enum RefusalStatus: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for policy in document.rateLimits?.policies ?? [] where !policy.refusal.isNarrow {
            for status in policy.refusal.statuses where status.pattern != .code(429) {
                let hint = "add the `message` by which a refusal can be told apart"
                if status.hundreds == 2 {
                    diagnostics.error(
                        "success-as-refusal",
                        "every answer with \(status.words) would be taken for a refusal, and these are successes",
                        at: status.location, hint: hint)
                } else {
                    diagnostics.untidy(
                        "broad-refusal", "every answer with \(status.words) would be taken for a refusal",
                        at: status.location, hint: hint)
                }
            }
        }
    }
}

extension RefusalObject.Status {
    fileprivate var hundreds: Int {
        switch pattern {
        case .code(let code): code / 100
        case .range(let hundreds): hundreds
        }
    }

    fileprivate var words: String {
        switch pattern {
        case .code(let code): "status \(code)"
        case .range(let hundreds): "a status \(hundreds)XX"
        }
    }
}
