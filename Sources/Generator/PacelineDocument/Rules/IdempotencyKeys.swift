internal import PacelineDiagnostics
internal import PacelineYAML

/// An idempotency key goes in a header field, and makes a request safe to repeat.
enum IdempotencyKeys: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for operation in document.operations {
            for parameter in document.parameters(of: operation) {
                guard let mark = parameter.node["x-idempotency-key"], mark.boolean == true, parameter.place != .header
                else { continue }
                diagnostics.lost(
                    .wrongPlace, "an idempotency key stands in a header field, `\(parameter.name)` does not",
                    at: mark.location)
            }
            if let name = operation.idempotencyField, !name.isToken {
                diagnostics.lost(
                    .wrongHeaderName,
                    "`\(name)` cannot be the name of a header field; no idempotency key is sent in it",
                    at: operation.location)
            }
            let fields = document.idempotencyFields(of: operation)
            guard document.isIdempotent(operation) == false, fields.named != nil || !fields.declared.isEmpty else {
                continue
            }
            diagnostics.note(
                .unusedIdempotencyKey,
                "\(operation.label) has an idempotency key, but is not repeated since `x-idempotent` is false",
                at: operation.location)
        }
    }
}
