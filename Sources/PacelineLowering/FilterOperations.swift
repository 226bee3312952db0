import PacelineDiagnostics
import PacelineDocument
import PacelineModel

/// The operations that a configuration's filter keeps.
struct OperationFilter {
    private let include: Selection?
    private let exclude: Selection?

    /// nil for a filter that keeps nothing, and for one that names what there is not; both are reported.
    init?(_ filter: ModelOptions.Filter, of document: Document, _ diagnostics: inout DiagnosticSink) {
        let operations = document.operations
        let known = Known(
            tags: document.tags.map(\.name) + operations.flatMap(\.tags),
            operations: operations.flatMap(\.selectableIDs),
            paths: operations.map(\.path))
        let unknown = [filter.include, filter.exclude].compactMap { $0 }.reduce(0) {
            $0 + known.reportUnknown(in: $1, &diagnostics)
        }
        include = filter.include.map(Selection.init)
        exclude = filter.exclude.map(Selection.init)
        guard unknown == 0 else { return nil }
        if !operations.contains(where: keeps) {
            diagnostics.error(
                "empty-selection", "the filter keeps no operation", at: filter.location,
                hint: filter.exclude == nil ? nil : "`exclude` outranks `include`")
            return nil
        }
    }

    func keeps(_ operation: PacelineDocument.Operation) -> Bool {
        include?.contains(operation) ?? true && exclude?.contains(operation) != true
    }
}

/// A selector, ready to be asked.
private struct Selection {
    let tags: Set<String>
    let operations: Set<String>
    let paths: [PathPattern]

    init(_ selector: ModelOptions.Selector) {
        tags = Set(selector.tags.map(\.text))
        operations = Set(selector.operations.map(\.text))
        paths = selector.paths.map { PathPattern(text: $0.text, location: $0.location) }
    }

    func contains(_ operation: PacelineDocument.Operation) -> Bool {
        operation.tags.contains(where: tags.contains) || operation.selectableIDs.contains(where: operations.contains)
            || paths.contains { $0.matches(operation.path) }
    }
}

/// What a filter can name.
private struct Known {
    let tags: [String]
    let operations: [String]
    let paths: [String]

    /// Reports the names that are none of the document's; returns how many there were.
    func reportUnknown(in selector: ModelOptions.Selector, _ diagnostics: inout DiagnosticSink) -> Int {
        var count = 0
        for (names, known, kind) in [(selector.tags, tags, "tag"), (selector.operations, operations, "operation")] {
            for name in names where !known.contains(name.text) {
                count += 1
                diagnostics.error(
                    "unknown-\(kind)", "there is no \(kind) `\(name.text)`", at: name.location,
                    hint: Suggestion.hint(for: name.text, among: known))
            }
        }
        for name in selector.paths {
            let pattern = PathPattern(text: name.text, location: name.location)
            guard !paths.contains(where: pattern.matches) else { continue }
            count += 1
            diagnostics.error(
                "unknown-path", "no path is like `\(name.text)`", at: name.location,
                hint: Suggestion.hint(for: name.text, among: paths)
                    ?? "`*` stands for one segment, `**` for any number of them")
        }
        return count
    }
}
