package import PacelineDiagnostics
internal import PacelineYAML

/// The values of a discriminator's mapping are names of schemas or references.
enum DiscriminatorTargets: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for schema in document.components.schemas.map(\.value) {
            if let discriminator = schema.discriminator { document.reportUnmapped(discriminator, &diagnostics) }
        }
    }
}

extension Document {
    /// Reports the values of a discriminator that lead to no schema; again nothing where they have been reported.
    package func reportUnmapped(_ discriminator: Discriminator, _ diagnostics: inout DiagnosticSink) {
        for target in discriminator.mapping
        where schema(mappedBy: target, of: discriminator) == nil && component(named: targetName(target.value)) == nil {
            diagnostics.lost(
                .unresolvedMapping, "`\(target.value)` is not a schema; the value `\(target.name)` is not mapped",
                at: target.location,
                hint: diagnostics.suggestion(for: target.value, among: components.schemas.map(\.name)))
        }
    }

    /// The name of the schema that a mapping's value means: a name, a reference, or a file that is called like it.
    package func targetName(_ value: String) -> String {
        if root["components"]?["schemas"]?[value] != nil { return value }
        let last = value.split(separator: "/").last.map(String.init) ?? value
        for ending in [".json", ".yaml", ".yml"] where last.hasSuffix(ending) {
            return String(last.dropLast(ending.count))
        }
        return last
    }
}
