internal import PacelineDiagnostics

/// A policy must apply to something, and each name in its selectors must be the name of something.
enum EmptySelection: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        guard let policies = document.rateLimits?.policies, !policies.isEmpty else { return }
        let names = SelectorNames(document)
        for policy in policies {
            for selector in policy.applies.selectors {
                let wrong = names.reportUnknown(in: selector, &diagnostics)
                if wrong == 0, names.selection.selected(by: selector).isEmpty {
                    diagnostics.error(
                        .emptySelection, "the policy `\(policy.name)` applies to no operation by this selector",
                        at: selector.location)
                }
            }
            reportUnnamed(policy, document, &diagnostics)
        }
    }

    /// A policy that applies only where it is named, and is not.
    private static func reportUnnamed(
        _ policy: PolicyObject, _ document: Document, _ diagnostics: inout DiagnosticSink
    ) {
        guard policy.applies.isExplicit, let limits = document.rateLimits, limits.isComplete else { return }
        guard !limits.attachments.values.contains(where: { $0.entry(for: policy) != nil }) else { return }
        diagnostics.error(
            .emptySelection,
            "the policy `\(policy.name)` applies only where an `x-rate-limit` names it, and none does",
            at: policy.location(of: "applies"))
    }
}
