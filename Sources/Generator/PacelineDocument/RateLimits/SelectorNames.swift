package import PacelineDiagnostics

/// What selectors can name in a document: its tags, operations and paths.
package struct SelectorNames {
    let selection: CallSelection
    private let tags: [String]
    private let declaredTags: Set<String>
    private let ids: [String]
    private let paths: [String]

    package init(_ document: Document) {
        let operations = document.operations
        selection = CallSelection(operations)
        declaredTags = Set(document.tags.map(\.name))
        tags = document.tags.map(\.name) + Set(operations.flatMap(\.tags)).sorted()
        ids = operations.flatMap(\.selectableIDs)
        paths = operations.map(\.path)
    }

    /// Reports the names that are not among those of the document; returns how many there were.
    package func reportUnknown(in selector: OperationSelector, _ diagnostics: inout DiagnosticSink) -> Int {
        var wrong =
            unknown(
                selector.tags, among: tags, "tag", .unknownTag, &diagnostics,
                where: { !declaredTags.contains($0) && !selection.hasTag($0) })
            + unknown(
                selector.operations, among: ids, "operation", .unknownOperation, &diagnostics,
                where: { !selection.hasID($0) })
        for pattern in selector.paths ?? [] where selection.selected(by: pattern).isEmpty {
            wrong += 1
            diagnostics.error(
                .unknownPath, "no path matches `\(pattern.text)`", at: pattern.location,
                hint: diagnostics.suggestion(for: pattern.text, among: paths)
                    ?? "`*` stands for one segment, `**` for any number of them")
        }
        return selector.except.reduce(wrong) { $0 + reportUnknown(in: $1, &diagnostics) }
    }

    private func unknown(
        _ names: [LocatedText]?, among known: [String], _ kind: String, _ code: DiagnosticCode,
        _ diagnostics: inout DiagnosticSink,
        where isUnknown: (String) -> Bool
    ) -> Int {
        let wrong = names?.filter { isUnknown($0.text) } ?? []
        for name in wrong {
            diagnostics.error(
                code, "there is no \(kind) `\(name.text)`", at: name.location,
                hint: diagnostics.suggestion(for: name.text, among: known))
        }
        return wrong.count
    }
}
