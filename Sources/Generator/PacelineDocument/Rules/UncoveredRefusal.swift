internal import PacelineDiagnostics
internal import PacelinePolicy

/// An operation that declares 429 is limited; a document with policies should have one for it.
enum UncoveredRefusal: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        guard let limits = document.rateLimits, limits.isComplete else { return }
        for operation in document.operations where document.limits(of: operation).isEmpty {
            for response in operation.responses where response.name == "429" {
                diagnostics.untidy(
                    .uncoveredRefusal, "\(operation.label) declares 429, and no policy applies to it",
                    at: response.location)
            }
        }
        for policy in limits.policies where policy.members["refusal"] != nil {
            reportUndeclared(policy, document, &diagnostics)
        }
    }

    /// A policy's own status that none of its operations declares, though they declare other failures.
    private static func reportUndeclared(
        _ policy: PolicyObject, _ document: Document, _ diagnostics: inout DiagnosticSink
    ) {
        let names = document.operations(drawingOn: policy).flatMap { $0.responses.map(\.name) }
        let failures = names.filter { $0 == "default" || "45".contains($0.prefix(1)) }
        guard !failures.isEmpty, !failures.contains("default") else { return }
        for (status, location) in zip(policy.refusal.value.response.statuses, policy.refusal.statusLocations) {
            guard case .code(let code) = status, code != 429, code >= 400,
                !failures.contains("\(code)"), !failures.contains(where: { $0.uppercased() == "\(code / 100)XX" })
            else { continue }
            diagnostics.note(
                .undeclaredRefusal, "no operation of the policy `\(policy.name)` declares the status \(code)",
                at: location)
        }
    }
}
