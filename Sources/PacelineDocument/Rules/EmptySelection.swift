internal import PacelineDiagnostics

/// A policy must apply to something, and each name in its selectors must be the name of something.
enum EmptySelection: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        let operations = document.operations
        let usedTags = Set(operations.flatMap(\.tags))
        let tags = document.tags.map(\.name) + usedTags.sorted()
        let ids = operations.flatMap(\.selectableIDs)
        for policy in document.rateLimits?.policies ?? [] {
            for selector in policy.applies.selectors {
                let wrong =
                    unknown(selector.tags, among: tags, kind: "tag", &diagnostics)
                    + unknown(selector.operations, among: ids, kind: "operation", &diagnostics)
                let selects = operations.contains { selector.selects($0) }
                if !selects, wrong == 0 {
                    diagnostics.error(
                        "empty-selection", "the policy `\(policy.name)` applies to no operation by this selector",
                        at: selector.location)
                }
            }
        }
    }

    /// Reports the names that are not among those of the document; returns how many there were.
    private static func unknown(
        _ names: [LocatedText]?, among known: [String], kind: String, _ diagnostics: inout DiagnosticSink
    ) -> Int {
        let wrong = names?.filter { !known.contains($0.text) } ?? []
        for name in wrong {
            diagnostics.error(
                "unknown-\(kind)", "there is no \(kind) `\(name.text)`", at: name.location,
                hint: Suggestion.hint(for: name.text, among: known))
        }
        return wrong.count
    }
}
