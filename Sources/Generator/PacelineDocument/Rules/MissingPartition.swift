internal import PacelineDiagnostics
internal import PacelinePolicy

/// A policy without `per` on an API that several credentials can call: one bucket for all is safe, and may be slow.
enum MissingPartition: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        guard document.components.securitySchemes.count > 1 else { return }
        for policy in document.rateLimits?.policies ?? []
        where policy.members["per"] == nil && policy.numbers != .undisclosed {
            diagnostics.note(
                .missingPer, "the policy `\(policy.name)` has no `per`: all requests share one bucket",
                at: policy.location)
        }
    }
}
