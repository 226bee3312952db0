internal import PacelineDiagnostics

/// `when.auth` names declared schemes, and leaves no request of a limited operation uncounted.
enum LimitedAuthentication: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        let declared = document.components.securitySchemes.map(\.name)
        let policies = document.rateLimits?.policies ?? []
        var isComplete = document.rateLimits?.isComplete == true
        for name in policies.flatMap({ $0.authentication ?? [] }) where !declared.contains(name.text) {
            isComplete = false
            diagnostics.error(
                .undeclaredSecurity, "there is no security scheme `\(name.text)`", at: name.location,
                hint: Suggestion.hint(for: name.text, among: declared))
        }
        guard isComplete, policies.contains(where: { $0.authentication != nil }) else { return }
        var reported: Set<Set<String>> = []
        for operation in document.operations {
            reportGaps(operation, document, &reported, &diagnostics)
        }
    }

    private static func reportGaps(
        _ operation: Operation, _ document: Document, _ reported: inout Set<Set<String>>,
        _ diagnostics: inout DiagnosticSink
    ) {
        let policies = document.limits(of: operation).map(\.policy)
        guard let first = policies.first, policies.allSatisfy({ $0.authentication != nil }) else {
            return
        }
        let requirements = document.security(of: operation)
        let alternatives = requirements.isEmpty ? [[]] : requirements.map { $0.schemes.map(\.name) }
        for schemes in alternatives
        where !policies.contains(where: { $0.counts(requestsWith: schemes) }) {
            guard reported.insert(Set(schemes)).inserted else { continue }
            let words =
                schemes.isEmpty
                ? "without credentials" : "with " + schemes.map { "`\($0)`" }.joined(separator: " and ")
            diagnostics.untidy(
                .authenticationGap,
                "no policy counts requests \(words), though others of \(operation.label) are limited",
                at: first.location(of: "when"))
        }
    }
}

extension PolicyObject {
    /// Whether the policy counts requests that carry credentials of all these schemes.
    fileprivate func counts(requestsWith schemes: [String]) -> Bool {
        guard let authentication else { return true }
        return authentication.isEmpty
            ? schemes.isEmpty : authentication.contains { schemes.contains($0.text) }
    }
}
