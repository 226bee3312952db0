internal import PacelineDiagnostics

/// The values of a discriminator's mapping are names of schemas or references.
enum DiscriminatorTargets: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for schema in document.components.schemas.map(\.value) {
            guard let discriminator = schema.discriminator else { continue }
            for target in discriminator.mapping where document.schema(mappedBy: target, of: discriminator) == nil {
                diagnostics.lost(
                    "unresolved-mapping", "`\(target.value)` is no schema; the value `\(target.name)` is not mapped",
                    at: target.location,
                    hint: Suggestion.hint(for: target.value, among: document.components.schemas.map(\.name)))
            }
        }
    }
}
