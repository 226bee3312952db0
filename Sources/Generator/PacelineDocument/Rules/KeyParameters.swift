internal import PacelineDiagnostics
internal import PacelinePolicy

/// A value of the request that partitions a quota must be a parameter of the operations; one that lacks it counts with
/// all others that do.
enum KeyParameters: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for policy in document.rateLimits?.policies ?? [] {
            let users = document.operations(drawingOn: policy)
            for part in policy.per {
                guard let value = part.value.requestExpression, !users.isEmpty else { continue }
                let without = users.filter { !document.has(value, $0) }
                if without.count == users.count {
                    diagnostics.error(
                        .unknownParameter,
                        "no operation of the policy `\(policy.name)` has the \(value.words), by which it counts",
                        at: part.location, hint: hint(value, users, document))
                } else if let first = without.first(where: { !isToldApart($0, policy, document) }) {
                    let others = without.count == 1 ? "" : " (and others)"
                    diagnostics.untidy(
                        .missingKey,
                        "\(first.label)\(others) has no \(value.words): such requests share one bucket of "
                            + "`\(policy.name)`", at: part.location)
                }
            }
        }
    }

    /// Whether another part of the key tells an operation's requests from those of others.
    private static func isToldApart(_ operation: Operation, _ policy: PolicyObject, _ document: Document) -> Bool {
        policy.per.contains { part in
            part.value == .operation || part.value == .path
                || part.value.requestExpression.map { document.has($0, operation) } ?? false
        }
    }

    private static func hint(_ value: RequestExpression, _ operations: [Operation], _ document: Document) -> String? {
        let names = operations.flatMap { document.parameters(of: $0) }.filter { $0.place == value.place }.map(\.name)
        return Suggestion.hint(for: value.name, among: names)
    }
}

extension Document {
    /// Whether an operation has the parameter that an expression names. What a path's template names counts as
    /// declared.
    fileprivate func has(_ value: RequestExpression, _ operation: Operation) -> Bool {
        if case .path(let name) = value, PathParameters.names(in: operation.path).contains(name) { return true }
        return parameters(of: operation).contains { parameter in
            guard parameter.place == value.place else { return false }
            return value.place == .header
                ? parameter.name.lowercased() == value.name.lowercased() : parameter.name == value.name
        }
    }
}

extension RateLimitPartition {
    /// The value of the request that it is; nil when it is none.
    fileprivate var requestExpression: RequestExpression? {
        switch self {
        case .pathParameter(let name, _): .path(name)
        case .queryParameter(let name, _): .query(name)
        case .headerField(let name, _): .header(name)
        case .client, .operation, .path, .method, .tag, .server: nil
        }
    }
}

extension RequestExpression {
    fileprivate var name: String {
        switch self {
        case .path(let name), .query(let name), .header(let name): name
        }
    }

    fileprivate var place: Parameter.Place {
        switch self {
        case .path: .path
        case .query: .query
        case .header: .header
        }
    }

    fileprivate var words: String { "\(place.rawValue) parameter `\(name)`" }
}
