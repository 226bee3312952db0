internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

/// An example of a reset that cannot be what the policy says it is: seconds from now where a time stamp is meant, or
/// the other way round.
enum ResetExamples: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for operation in document.operations {
            for limit in document.limits(of: operation) {
                guard case .named(let names) = limit.policy.headers, let reset = names.reset,
                    case .header(let field) = reset.value
                else { continue }
                for example in examples(of: field, operation, document) {
                    report(example, field, reset.form, limit.policy, &diagnostics)
                }
            }
        }
    }

    private static func examples(of field: String, _ operation: Operation, _ document: Document) -> [Node] {
        let responses = operation.responses.compactMap { document.resolve($0.value) }
        return responses.flatMap(\.headers).filter { $0.name.lowercased() == field.lowercased() }
            .compactMap { document.resolve($0.value) }
            .flatMap { header in
                [header.example].compactMap { $0 } + (header.schema.flatMap(document.resolve)?.examples ?? [])
            }
    }

    private static func report(
        _ example: Node, _ field: String, _ form: QuotaFields.Form, _ policy: PolicyObject,
        _ diagnostics: inout DiagnosticSink
    ) {
        guard let value = example.double ?? example.text.flatMap(Double.init) else { return }
        let words: String
        switch form {
        // 2001, and thirty days.
        case .epoch where value < 1e9: words = "this is not a timestamp, but perhaps seconds from now: `as: delta`"
        case .epochMilliseconds where value < 1e12:
            words = "this is not a timestamp in milliseconds: perhaps `as: epoch`"
        case .delta where value > 2_592_000: words = "this is more than thirty days, perhaps a time stamp: `as: epoch`"
        default: return
        }
        diagnostics.untidy(
            .resetForm, "the policy `\(policy.name)` reads `\(field)` as `\(form.rawValue)`: \(words)",
            at: example.location)
    }
}
