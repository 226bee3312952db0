internal import PacelineDiagnostics
internal import PacelineYAML

/// An operation must say what it answers (OpenAPI 3.0; since 3.1 it need not, but an empty list is no response either).
enum MissingResponses: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for operation in document.operations where operation.responses.isEmpty {
            let isWritten = operation.node["responses"] != nil
            guard isWritten || document.version == .v30 else { continue }
            diagnostics.untidy(
                .missingResponses,
                "\(operation.label) has no `responses`; any success counts, and its content is not read",
                at: operation.location)
        }
    }
}
