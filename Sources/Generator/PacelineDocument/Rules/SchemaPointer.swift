internal import PacelineDiagnostics
internal import PacelineYAML

/// A pointer into bodies, looked up in their schemas.
struct SchemaPointer {
    /// What was found of a pointer in the schemas that may have it.
    enum Outcome {
        /// Some schema has it, or leaves room for it, or there is none.
        case found
        /// The first name that no schema has, and the names that are there.
        case missing(String, among: [String])
    }

    private let document: Document
    private let tokens: [String]

    /// nil where the text is no pointer.
    init?(_ text: String, _ document: Document) {
        guard let pointer = JSONPointer(text) else { return nil }
        self.document = document
        tokens = pointer.tokens
    }

    /// Looks into schemas of which any may be meant.
    func find(in schemas: [Schema]) -> Outcome {
        let outcomes = schemas.map { find(tokens[...], in: $0) }
        let missing = outcomes.compactMap { if case .missing(let name, let known) = $0 { (name, known) } else { nil } }
        guard let first = missing.first, missing.count == outcomes.count else { return .found }
        return .missing(first.0, among: missing.flatMap(\.1))
    }

    /// Where a schema leaves room for more than it says, everything is found.
    private func find(_ tokens: ArraySlice<String>, in schema: Schema) -> Outcome {
        guard let token = tokens.first, let schema = document.resolve(schema) else { return .found }
        let rest = tokens.dropFirst()
        if schema.types.contains("array") { return schema.items.map { find(rest, in: $0) } ?? .found }
        let isOpen =
            schema.properties.isEmpty || schema.additionalProperties != nil || !schema.patternProperties.isEmpty
            || !schema.allOf.isEmpty || !schema.oneOf.isEmpty || !schema.anyOf.isEmpty
        guard !isOpen else { return .found }
        guard let property = schema.properties.first(where: { $0.name == token }) else {
            return .missing(token, among: schema.properties.map(\.name))
        }
        return find(rest, in: property.value)
    }
}
