import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelinePolicy
import PacelineYAML

extension OperationLowering {
    /// Decides an operation; nil for a method that OpenAPI does not know, and for one that the filter leaves out.
    mutating func lower(
        _ operation: PacelineDocument.Operation, as id: String, sharing sharedID: String?, _ filter: OperationFilter?
    ) -> PacelineModel.Operation? {
        guard let method = Method(rawValue: operation.method), filter?.keeps(operation) ?? true else { return nil }
        sources[id] = operation
        let fixes = operation.variant?.value.fixes ?? []
        let declared = fixed(lowerParameters(of: operation), by: fixes)
        var parameters = switched(declared, of: operation)
        let idempotency = idempotency(of: operation, &parameters)
        var bodies = body(of: operation, method).map { lowerBodies($0, named: sharedID ?? id) } ?? []
        if operation.variant != nil { bodies = bodies.map { fixed($0, by: fixes, of: sharedID ?? id) } }
        bodies = switched(bodies, of: operation, named: sharedID ?? id)
        let responses = lowerResponses(of: operation, named: id)
        var lowered = PacelineModel.Operation(
            id: id, place: Place(operation.node["operationId"]?.location ?? operation.location), method: method,
            path: PathTemplate(operation.path), group: operation.tags.first,
            pathGroup: groupsByPath ? pathGroup(of: operation) : nil,
            summary: operation.summary ?? operation.pathItem.summary ?? "",
            description: operation.description ?? operation.pathItem.description ?? "",
            isDeprecated: operation.isDeprecated, parameters: parameters, requestBody: bodies.first,
            otherBodies: Array(bodies.dropFirst()), success: responses.success,
            otherSuccesses: responses.otherSuccesses,
            failures: responses.failures, server: lowerServer(of: operation),
            links: links(of: operation), callbacks: callbacks(of: operation), limits: limits(of: operation),
            security: requirements(of: operation), scopes: scopes(of: operation), idempotency: idempotency)
        lowered.sharedID = sharedID
        return lowered
    }

    /// The first part of the path that names something. A path that is no more than the operation's name, as of
    /// procedures, makes no group.
    private func pathGroup(of operation: PacelineDocument.Operation) -> String? {
        guard let name = PathTemplate(operation.path).firstName else { return nil }
        func letters(_ text: some StringProtocol) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
        return operation.declaredID.map(letters) == letters(operation.path) ? nil : name
    }

    /// The limits that an operation draws on.
    private func limits(of operation: PacelineDocument.Operation) -> [AppliedLimit] {
        document.limits(of: operation).compactMap { limit in
            policies[limit.policy.name].map {
                AppliedLimit($0, cost: limit.cost, isEstimated: limit.isEstimated, numbers: limit.numbers)
            }
        }
    }

    /// The body that an operation's requests have. One of GET, HEAD or TRACE has no meaning (RFC 9110, sections 9.3.1,
    /// 9.3.2 and 9.3.8).
    private mutating func body(
        of operation: PacelineDocument.Operation, _ method: Method
    ) -> PacelineDocument.RequestBody? {
        guard let reference = operation.requestBody, let body = document.resolve(reference) else { return nil }
        guard [.get, .head, .trace].contains(method) else { return body }
        let name = method.rawValue.uppercased()
        let location = operation.node["requestBody"]?.location ?? operation.location
        if body.content.allSatisfy({ isEmpty($0.value.schema) }) {
            diagnostics.untidy(
                .bodyWithoutMeaning, "a body of \(name) has no meaning, and this one has no members; none is sent",
                at: location)
            return nil
        }
        guard method != .trace else {
            diagnostics.lost(
                .bodyWithoutMeaning, "a request of TRACE cannot have a body; none is sent", at: location)
            return nil
        }
        diagnostics.lost(
            .bodyWithoutMeaning, "a body of \(name) has no meaning, and not every transport sends one", at: location,
            hint: "AsyncHTTPClient sends it; calls over URLSession fail when they are given one")
        return body
    }

    /// Whether the only value is an object without members.
    private func isEmpty(_ schema: Schema?) -> Bool {
        guard let schema = schema.flatMap(document.resolve), schema.types == ["object"] else { return false }
        return schema.properties.isEmpty && schema.allOf.isEmpty && schema.oneOf.isEmpty && schema.anyOf.isEmpty
            && schema.patternProperties.isEmpty && !isOpen(schema)
    }

    /// Whether an object says that it has members besides those that it declares.
    func isOpen(_ schema: Schema) -> Bool {
        guard let node = schema.node["additionalProperties"] else { return false }
        return node.isMapping || node.boolean == true
    }
}

extension PathTemplate {
    /// The first part that is neither a version nor what stands before all paths of an API; nil where there is none.
    fileprivate var firstName: String? {
        for case .literal(let text) in components {
            for part in text.split(separator: "/") where !Self.isPrefix(part.lowercased()) { return String(part) }
        }
        return nil
    }

    private static func isPrefix(_ part: String) -> Bool {
        if ["api", "apis", "rest", "public"].contains(part) { return true }
        return part.hasPrefix("v") && part.dropFirst().first?.isNumber == true
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
