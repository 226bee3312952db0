import PacelineDiagnostics
import PacelineDocument
import PacelineModel

/// The operations that a configuration's filter keeps.
struct OperationFilter {
    private let include: [OperationSelector]?
    private let exclude: [OperationSelector]

    /// nil for a filter that keeps nothing, and for one that names what there is not; both are reported.
    init?(_ filter: ModelOptions.Filter, of document: Document, _ diagnostics: inout DiagnosticSink) {
        include = filter.include
        exclude = filter.exclude ?? []
        let names = SelectorNames(document)
        let unknown = ((include ?? []) + exclude).reduce(0) { $0 + names.reportUnknown(in: $1, &diagnostics) }
        guard unknown == 0 else { return nil }
        if !document.operations.contains(where: keeps) {
            diagnostics.error(
                .emptySelection, "the filter keeps no operation", at: filter.location,
                hint: filter.exclude == nil ? nil : "`exclude` overrides `include`")
            return nil
        }
    }

    func keeps(_ operation: PacelineDocument.Operation) -> Bool {
        include?.contains { $0.selects(operation) } ?? true && !exclude.contains { $0.selects(operation) }
    }
}
