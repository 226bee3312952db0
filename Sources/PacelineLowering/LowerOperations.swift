import PacelineDiagnostics
import PacelineDocument
import PacelineModel

extension Lowering {
    /// Decides an operation; nil for a method that OpenAPI does not know, and for one that the filter leaves out.
    mutating func lower(
        _ operation: PacelineDocument.Operation, policies: [Policy], _ filter: OperationFilter?
    ) -> PacelineModel.Operation? {
        guard let method = Method(rawValue: operation.method) else { return nil }
        // Also for those that are left out: the others' names must not depend on the filter.
        let id = id(of: operation)
        guard filter?.keeps(operation) ?? true else { return nil }
        let fixes = operation.variant?.value.fixes ?? []
        var parameters = fixed(lowerParameters(of: operation), by: fixes)
        let idempotency = idempotency(of: operation, &parameters)
        var bodies = operation.requestBody.flatMap { document.resolve($0) }.map { lowerBodies($0, named: id) } ?? []
        if operation.variant != nil { bodies = bodies.map { fixed($0, by: fixes, of: id) } }
        let answers = lowerResponses(of: operation, named: id)
        return PacelineModel.Operation(
            id: id, method: method, path: PathTemplate(operation.path), group: operation.tags.first,
            summary: operation.summary ?? operation.pathItem.summary ?? "",
            description: operation.description ?? operation.pathItem.description ?? "",
            isDeprecated: operation.isDeprecated, parameters: parameters, requestBody: bodies.first,
            otherBodies: Array(bodies.dropFirst()), success: answers.success, otherSuccesses: answers.otherSuccesses,
            failures: answers.failures, server: lowerServer(of: operation),
            remarks: remarks(on: operation), limits: limits(of: operation, policies: policies),
            security: security(of: operation), idempotency: idempotency)
    }
}

extension PathTemplate {
    /// The names in braces, in order.
    var parameters: [String] {
        components.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
    }

    /// Takes a template apart. Braces that do not pair stand for themselves.
    init(_ text: String) {
        var components: [Component] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { components.append(.literal(String(rest[..<open]))) }
            components.append(.parameter(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { components.append(.literal(String(rest))) }
        self.init(components: components)
    }
}
