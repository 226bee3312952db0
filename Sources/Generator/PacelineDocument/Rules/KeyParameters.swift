internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

/// A value of the request by which a policy counts must be declared for the operations; one that lacks it counts with
/// all others that do.
enum KeyParameters: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for policy in document.rateLimits?.policies ?? [] {
            let users = document.operations(drawingOn: policy)
            guard !users.isEmpty else { continue }
            for part in policy.per {
                guard let value = part.value.requestValue else { continue }
                let without = users.filter { !document.has(value, $0) }
                if without.count == users.count {
                    reportUnknown(value, "by which it counts", policy, users, at: part.location, document, &diagnostics)
                } else if let first = without.first(where: { !isToldApart($0, policy, document) }) {
                    let others = without.count == 1 ? "" : " (and others)"
                    diagnostics.untidy(
                        .missingKey,
                        "\(first.label)\(others) has no \(value.words): such requests share one bucket of "
                            + "`\(policy.name)`", at: part.location)
                }
            }
            for condition in policy.when.conditions
            where !users.contains(where: { document.has(condition.value.value, $0) }) {
                reportUnknown(
                    condition.value.value, "that is asked for", policy, users, at: condition.location, document,
                    &diagnostics)
            }
            if case .value(let value)? = policy.cost.estimate, let place = policy.cost.estimateLocation,
                !users.contains(where: { document.has(value, $0) })
            {
                reportUnknown(value, "by which it estimates", policy, users, at: place, document, &diagnostics)
            }
        }
    }

    private static func reportUnknown(
        _ value: RequestValue, _ use: String, _ policy: PolicyObject, _ users: [Operation],
        at location: SourceLocation, _ document: Document, _ diagnostics: inout DiagnosticSink
    ) {
        diagnostics.error(
            .unknownParameter, "no operation of the policy `\(policy.name)` has the \(value.words), \(use)",
            at: location, hint: hint(value, users, document))
    }

    /// Whether another part of the key tells an operation's requests from those of others.
    private static func isToldApart(_ operation: Operation, _ policy: PolicyObject, _ document: Document) -> Bool {
        policy.per.contains { part in
            part.value == .operation || part.value == .path
                || part.value.requestValue.map { document.has($0, operation) } ?? false
        }
    }

    private static func hint(_ value: RequestValue, _ operations: [Operation], _ document: Document) -> String? {
        guard case .body(let text) = value else {
            let names = operations.flatMap { document.parameters(of: $0) }.filter { $0.place == value.place }
                .map(\.name)
            return Suggestion.hint(for: value.name, among: names)
        }
        let bodies = operations.flatMap { document.bodySchemas(of: $0) }
        guard case .missing(let name, let known)? = SchemaPointer(text, document)?.find(in: bodies) else { return nil }
        return Suggestion.hint(for: name, among: known)
    }
}

extension Document {
    /// Whether an operation has what an expression names. What a path's template names counts as declared.
    fileprivate func has(_ value: RequestValue, _ operation: Operation) -> Bool {
        if case .path(let name) = value, PathParameters.names(in: operation.path).contains(name) { return true }
        if case .body(let text) = value {
            guard let body = operation.requestBody.flatMap(resolve), !body.content.isEmpty else { return false }
            guard case .found? = SchemaPointer(text, self)?.find(in: bodySchemas(of: operation)) else { return false }
            return true
        }
        return parameters(of: operation).contains { parameter in
            guard parameter.place == value.place else { return false }
            return value.place == .header
                ? parameter.name.lowercased() == value.name.lowercased() : parameter.name == value.name
        }
    }

    fileprivate func bodySchemas(of operation: Operation) -> [Schema] {
        operation.requestBody.flatMap(resolve)?.content.compactMap(\.value.schema) ?? []
    }
}

extension RequestValue {
    /// nil for what stands in the body.
    fileprivate var place: Parameter.Place? {
        switch self {
        case .path: .path
        case .query: .query
        case .header: .header
        case .body: nil
        }
    }

    fileprivate var words: String {
        place.map { "\($0.rawValue) parameter `\(name)`" } ?? "value `\(name)` in its body"
    }
}
