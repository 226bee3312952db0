import PacelineDiagnostics
import PacelineDocument
import PacelineModel

extension Lowering {
    /// What partitions a quota; nil, with a diagnostic, when a word means nothing.
    mutating func partition(_ part: PartitionObject) -> Policy.Partition? {
        switch part.kind {
        case .structure(let structure): return .structure(Policy.Structure(structure))
        case .request(let value): return .request(Policy.RequestValue(value), word: part.word)
        case .principal:
            let binding = options.principals.first { $0.principal == part.word }
            return .principal(part.word, parameter: binding?.parameter)
        case .other: return clientParameter(part)
        }
    }

    private mutating func clientParameter(_ part: PartitionObject) -> Policy.Partition? {
        guard let known = options.clientParameters?.map(\.name) else { return .clientParameter(part.word) }
        guard known.contains(part.word) else {
            let principals = PartitionObject.principals
            let words =
                known + principals + PartitionObject.Structure.allCases.map(\.rawValue)
                + (document.rateLimits?.keys.map(\.name) ?? [])
            diagnostics.error(
                "unknown-partition", "`\(part.word)` is neither a principal nor a client parameter", at: part.location,
                hint: Suggestion.hint(for: part.word, among: words)
                    ?? "principals are \(principals.joined(separator: ", "))")
            return nil
        }
        return .clientParameter(part.word)
    }

    /// Principals of the configuration that are none, and client parameters that it does not have.
    mutating func reportUnknownBindings() {
        let known = options.clientParameters?.map(\.name) ?? []
        for binding in options.principals {
            if !PartitionObject.principals.contains(binding.principal) {
                diagnostics.error(
                    "unknown-principal", "`\(binding.principal)` is not a principal", at: binding.location,
                    hint: Suggestion.hint(for: binding.principal, among: PartitionObject.principals))
            }
            if !known.contains(binding.parameter) {
                diagnostics.error(
                    "unknown-client-parameter", "`\(binding.parameter)` is not a client parameter",
                    at: binding.location,
                    hint: Suggestion.hint(for: binding.parameter, among: known)
                        ?? "name it under `client.parameters` first")
            }
        }
    }
}

extension Policy.Structure {
    fileprivate init(_ structure: PartitionObject.Structure) {
        switch structure {
        case .operation: self = .operation
        case .path: self = .path
        case .method: self = .method
        case .tag: self = .tag
        case .server: self = .server
        }
    }
}

extension Policy.RequestValue {
    fileprivate init(_ value: RequestExpression) {
        switch value {
        case .path(let name): self = .path(name)
        case .query(let name): self = .query(name)
        case .header(let name): self = .header(name)
        }
    }
}
