internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

/// A condition on the body must lead somewhere: into what the refusals' schemas declare, where they declare anything.
enum RefusalPointers: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for policy in document.rateLimits?.policies ?? [] {
            for (condition, location) in zip(policy.refusal.value.conditions, policy.refusal.conditionLocations) {
                guard case .body(let text) = condition.value, let pointer = JSONPointer(text) else { continue }
                let found = schemas(of: policy, document).map { Search(document).find(pointer.tokens[...], in: $0) }
                let names = found.compactMap { if case .missing(let name, _) = $0 { name } else { nil } }
                guard let name = names.first, names.count == found.count else { continue }
                let known = found.flatMap { if case .missing(_, let known) = $0 { known } else { [String]() } }
                diagnostics.untidy(
                    .unknownPointer, "no declared refusal of the policy `\(policy.name)` has a property `\(name)`",
                    at: location, hint: Suggestion.hint(for: name, among: known))
            }
        }
    }

    /// The schemas of the responses that can be refusals by their status.
    private static func schemas(of policy: PolicyObject, _ document: Document) -> [Schema] {
        let responses = document.operations(drawingOn: policy).flatMap(\.responses).filter { response in
            guard let status = Int(response.name) else { return false }
            let statuses = policy.refusal.value.statuses
            return statuses.isEmpty ? status >= 400 : statuses.contains { $0.contains(status) }
        }
        return responses.compactMap { document.resolve($0.value) }.flatMap(\.content).compactMap(\.value.schema)
    }

    /// A way into a schema.
    private struct Search {
        enum Outcome {
            case found
            /// The first token that is missing, and the names that are there.
            case missing(String, among: [String])
        }

        private let document: Document

        init(_ document: Document) { self.document = document }

        /// Where a schema leaves room for more than it says, everything is found.
        func find(_ tokens: ArraySlice<String>, in schema: Schema) -> Outcome {
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
}
