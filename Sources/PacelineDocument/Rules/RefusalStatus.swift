internal import PacelineDiagnostics

/// 429 always refuses; any other status needs a message, or answers that are no refusal will be taken for one.
enum RefusalStatus: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for policy in document.rateLimits?.policies ?? [] where policy.refusal.messages.isEmpty {
            for status in policy.refusal.statuses where status.pattern != .code(429) {
                diagnostics.warning(
                    "broad-refusal", "every answer with \(text(status.pattern)) would be taken for a refusal",
                    at: status.location, hint: "add the `message` by which a refusal can be told apart")
            }
        }
    }

    private static func text(_ pattern: MatchObject.Status.Pattern) -> String {
        switch pattern {
        case .code(let code): "status \(code)"
        case .range(let hundreds): "a status \(hundreds)XX"
        }
    }
}
