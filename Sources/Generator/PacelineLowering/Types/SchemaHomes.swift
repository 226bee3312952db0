import PacelineDocument

/// The schemas of `components` in which schemas without a name stand that they join: what those declare is named by
/// them, whichever other schema joins it first.
struct SchemaHomes {
    private var names: [Schema: String] = [:]

    init(_ document: Document) {
        for component in document.components.schemas {
            var pending = [component.value]
            while let schema = pending.popLast() {
                guard names[schema] == nil else { continue }
                names[schema] = component.name
                pending += schema.allOf.filter { $0.reference == nil }
            }
        }
    }

    /// The name of the schema of `components` in which a schema stands; nil for one that stands elsewhere.
    func name(of schema: Schema) -> String? { names[schema] }
}
