internal import PacelineDiagnostics
internal import PacelineYAML

/// What a variant fixes must be a part of its request, must be allowed there, and must tell it from the others.
enum VariantFixes: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for operation in document.operations {
            guard let variant = operation.variant?.value else { continue }
            for entry in variant.node["fixes"]?.entries.map({ $0 }) ?? []
            where Variant.Fix.Target(entry.key) == nil {
                diagnostics.error(
                    .unknownExpression, "`\(entry.key)` names no part of a request", at: entry.keyNode.location,
                    hint: "write `$request.body#/name`, `$request.query.name` or `$request.header.name`")
            }
            for fix in variant.fixes { check(fix, of: operation, document, &diagnostics) }
        }
        for item in document.paths {
            for operation in item.operations { checkDistinct(operation.calls, &diagnostics) }
        }
    }

    private static func check(
        _ fix: Variant.Fix, of operation: Operation, _ document: Document, _ diagnostics: inout DiagnosticSink
    ) {
        if [.sequence, .mapping, .null].contains(fix.value.kind) {
            diagnostics.error(
                .notSupportedYet, "a constant other than a string, a number or a Boolean is not supported yet",
                at: fix.value.location)
            return
        }
        let schema: Schema?
        switch fix.target {
        case .body(let pointer):
            guard let token = pointer.tokens.first, pointer.tokens.count == 1 else {
                diagnostics.error(
                    .notSupportedYet, "a constant inside a nested object is not supported yet", at: fix.location)
                return
            }
            let properties = bodyProperties(of: operation, document)
            schema = properties.first { $0.name == token }?.value
            if schema == nil {
                diagnostics.error(
                    .unknownFix, "the body of `\(operation.label)` has no property `\(token)`", at: fix.location,
                    hint: Suggestion.hint(for: token, among: properties.map(\.name)))
                return
            }
        case .query(let name): schema = parameter(name, .query, of: operation, document, fix, &diagnostics)
        case .header(let name): schema = parameter(name, .header, of: operation, document, fix, &diagnostics)
        }
        guard let schema = schema.flatMap(document.resolve), !schema.allows(fix.value) else { return }
        diagnostics.error(
            .fixNotAllowed, "the schema does not allow this constant", at: fix.value.location,
            hint: schema.enumeration.map { "allowed: \($0.compactMap(\.text).joined(separator: ", "))" })
    }

    private static func bodyProperties(of operation: Operation, _ document: Document) -> [Named<Schema>] {
        let body = operation.requestBody.flatMap { document.resolve($0) }
        let schema = body?.content.first?.value.schema.flatMap(document.resolve)
        guard let schema else { return [] }
        return schema.properties + schema.allOf.compactMap(document.resolve).flatMap(\.properties)
    }

    private static func parameter(
        _ name: String, _ place: Parameter.Place, of operation: Operation, _ document: Document, _ fix: Variant.Fix,
        _ diagnostics: inout DiagnosticSink
    ) -> Schema? {
        let parameters = document.parameters(of: operation).filter { $0.place == place }
        if let parameter = parameters.first(where: { $0.name == name }) { return parameter.schema }
        diagnostics.error(
            .unknownFix, "`\(operation.label)` has no \(place.rawValue) parameter `\(name)`", at: fix.location,
            hint: Suggestion.hint(for: name, among: parameters.map(\.name)))
        return nil
    }

    /// Two variants that fix the same and send the same are told apart by nothing; one name for each purpose is meant,
    /// which is only odd, unless they fix something.
    private static func checkDistinct(_ variants: [Operation], _ diagnostics: inout DiagnosticSink) {
        var seen: [String: Operation] = [:]
        for operation in variants {
            guard let variant = operation.variant?.value, !variant.fixes.isEmpty else { continue }
            let fixes = variant.node["fixes"]?.entries.map { "\($0.key)=\($0.value.text ?? "")" }.sorted() ?? []
            let key = fixes.joined(separator: "\n") + "\n\(variant.node["requestBody"]?.location.description ?? "")"
            if let earlier = seen[key] {
                diagnostics.untidy(
                    .sameVariant, "`\(operation.label)` fixes and sends the same as `\(earlier.label)`",
                    at: operation.location)
            }
            seen[key] = operation
        }
    }
}

extension Schema {
    /// Whether a scalar is of the schema's type and among its values.
    fileprivate func allows(_ value: Node) -> Bool {
        if let enumeration { return enumeration.contains { $0.kind == value.kind && $0.text == value.text } }
        if let constant { return constant.kind == value.kind && constant.text == value.text }
        guard !types.isEmpty else { return true }
        switch value.kind {
        case .string: return types.contains("string")
        case .boolean: return types.contains("boolean")
        case .integer: return types.contains("integer") || types.contains("number")
        case .number: return types.contains("number")
        case .null: return isNullable
        case .sequence: return types.contains("array")
        case .mapping: return types.contains("object")
        }
    }
}
