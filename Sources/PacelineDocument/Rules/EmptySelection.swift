internal import PacelineDiagnostics

/// A policy must apply to something, and each name in its selectors must be the name of something.
enum EmptySelection: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        let names = Names(document)
        for policy in document.rateLimits?.policies ?? [] {
            for selector in policy.applies.selectors {
                let wrong = names.reportUnknown(in: selector, &diagnostics)
                if wrong == 0, names.selection.selected(by: selector).isEmpty {
                    diagnostics.error(
                        "empty-selection", "the policy `\(policy.name)` applies to no operation by this selector",
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
            "empty-selection",
            "the policy `\(policy.name)` applies only where an `x-rate-limit` names it, and none does",
            at: policy.location(of: "applies"))
    }

    /// What selectors can name.
    private struct Names {
        let selection: CallSelection
        private let tags: [String]
        private let declaredTags: Set<String>
        private let ids: [String]
        private let paths: [String]

        init(_ document: Document) {
            let operations = document.operations
            selection = CallSelection(operations)
            declaredTags = Set(document.tags.map(\.name))
            tags = document.tags.map(\.name) + Set(operations.flatMap(\.tags)).sorted()
            ids = operations.flatMap(\.selectableIDs)
            paths = operations.map(\.path)
        }

        /// Reports the names that are not among those of the document; returns how many there were.
        func reportUnknown(in selector: SelectorObject, _ diagnostics: inout DiagnosticSink) -> Int {
            var wrong =
                unknown(
                    selector.tags, among: tags, kind: "tag", &diagnostics,
                    where: { !declaredTags.contains($0) && !selection.hasTag($0) })
                + unknown(
                    selector.operations, among: ids, kind: "operation", &diagnostics, where: { !selection.hasID($0) })
            for pattern in selector.paths ?? [] where selection.selected(by: pattern).isEmpty {
                wrong += 1
                diagnostics.error(
                    "unknown-path", "no path is like `\(pattern.text)`", at: pattern.location,
                    hint: diagnostics.suggestion(for: pattern.text, among: paths)
                        ?? "`*` stands for one segment, `**` for any number of them")
            }
            return selector.except.reduce(wrong) { $0 + reportUnknown(in: $1, &diagnostics) }
        }

        private func unknown(
            _ names: [LocatedText]?, among known: [String], kind: String, _ diagnostics: inout DiagnosticSink,
            where isUnknown: (String) -> Bool
        ) -> Int {
            let wrong = names?.filter { isUnknown($0.text) } ?? []
            for name in wrong {
                diagnostics.error(
                    "unknown-\(kind)", "there is no \(kind) `\(name.text)`", at: name.location,
                    hint: diagnostics.suggestion(for: name.text, among: known))
            }
            return wrong.count
        }
    }
}
