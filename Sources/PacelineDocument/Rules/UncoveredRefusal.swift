internal import PacelineDiagnostics

/// An operation that declares 429 is limited; a document with policies should have one for it.
enum UncoveredRefusal: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        guard let limits = document.rateLimits, limits.isComplete else { return }
        for operation in document.operations where !limits.policies.contains(where: { $0.selects(operation) }) {
            for response in operation.responses where response.name == "429" {
                diagnostics.warning(
                    "uncovered-refusal", "\(operation.label) declares 429, and no policy applies to it",
                    at: response.location)
            }
        }
    }
}
