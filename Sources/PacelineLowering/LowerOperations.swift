import PacelineDiagnostics
import PacelineDocument
import PacelineModel

extension Lowering {
    /// Decides an operation; nil, with a diagnostic, when it cannot be called as the document wants it.
    mutating func lower(
        _ operation: PacelineDocument.Operation, policies: [Policy]
    ) -> PacelineModel.Operation? {
        guard let method = Method(rawValue: operation.method) else { return nil }
        let id = id(of: operation)
        guard var parameters = lowerParameters(of: operation) else { return nil }
        let fixes = operation.variant?.value.fixes ?? []
        parameters = fixed(parameters, by: fixes)
        var body: Payload?
        if let written = operation.requestBody.flatMap({ document.resolve($0) }) {
            guard let lowered = lower(written, of: operation, named: id) else { return nil }
            body = operation.variant == nil ? lowered : fixed(lowered, by: fixes, of: id)
        }
        if !operation.servers.isEmpty || !operation.pathItem.servers.isEmpty {
            diagnostics.warning(
                "not-supported-yet", "servers of a path or an operation are not supported yet", at: operation.location,
                hint: "the client sends this call to its one server")
        }
        let (success, failures) = lowerResponses(of: operation, named: id)
        return PacelineModel.Operation(
            id: id, method: method, path: PathTemplate(operation.path), group: operation.tags.first,
            summary: operation.summary ?? operation.pathItem.summary ?? "",
            description: operation.description ?? operation.pathItem.description ?? "",
            isDeprecated: operation.isDeprecated, parameters: parameters, requestBody: body, success: success,
            failures: failures, limits: limits(of: operation, policies: policies), security: security(of: operation))
    }

    /// The operation's own id where it has one that no other took before, else one from method and path.
    private mutating func id(of operation: PacelineDocument.Operation) -> String {
        if let id = operation.operationID, operationIDs.insert(id).inserted { return id }
        return derivedID(of: operation)
    }

    /// A name from method and path where the document gives none: `get /pets/{petId}` is `get pets by petId`.
    private mutating func derivedID(of operation: PacelineDocument.Operation) -> String {
        var words = [operation.method]
        for component in PathTemplate(operation.path).components {
            switch component {
            case .literal(let text): words += text.split(separator: "/").map(String.init)
            case .parameter(let name): words += ["by", name]
            }
        }
        let name = words.joined(separator: " ")
        // `/pets` and `/pets/` are two paths.
        var candidate = name
        var number = 2
        while !operationIDs.insert(candidate).inserted {
            candidate = "\(name) \(number)"
            number += 1
        }
        return candidate
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
