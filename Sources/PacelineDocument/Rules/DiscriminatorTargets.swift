internal import PacelineDiagnostics
internal import PacelineYAML

/// The values of a discriminator's mapping are names of schemas or references.
enum DiscriminatorTargets: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for schema in document.components.schemas.map(\.value) {
            for target in schema.discriminator?.mapping ?? [] where !leadsToSchema(target.name, target.value, document)
            {
                diagnostics.warning(
                    "unresolved-mapping", "`\(target.value)` is no schema; the value `\(target.name)` is not mapped",
                    at: target.location,
                    hint: Suggestion.hint(for: target.value, among: document.components.schemas.map(\.name)))
            }
        }
    }

    private static func leadsToSchema(_ value: String, _ target: String, _ document: Document) -> Bool {
        if document.root["components"]?["schemas"]?[target] != nil { return true }
        return JSONPointer(fragment: target).flatMap { document.root.resolve($0) } != nil
    }
}
