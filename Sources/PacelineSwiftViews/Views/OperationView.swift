import PacelineModel
package import PacelineTemplating

/// A method of a group: what the caller sees, and the straight line from its arguments to the call.
package struct OperationView: TemplateView {
    let docs: String
    /// The signature, up to the brace.
    let signature: String
    let descriptor: String
    /// The lines that fill the request and send it.
    let statements: String
    /// `var` where the request is changed after it is made, else `let`, on which the compiler insists.
    let binding: String

    package static let fields: Fields = [
        "docs": .init(\.docs), "signature": .init(\.signature), "descriptor": .init(\.descriptor),
        "statements": .init(\.statements),
        "binding": .init(\.binding),
    ]

    /// The methods of an operation: one for each kind of body that it takes.
    static func all(_ operation: Operation, api: API, names: APINames, access: FileHeader.Access) -> [OperationView] {
        guard let first = operation.requestBody else {
            return [OperationView(operation, nil, names.method(operation.id), api, names, access)]
        }
        let others = operation.otherBodies.enumerated().map { index, body in
            OperationView(operation, body, names.method(operation.id, otherBody: index), api, names, access)
        }
        return [OperationView(operation, first, names.method(operation.id), api, names, access)] + others
    }

    private init(
        _ operation: Operation, _ body: Payload?, _ method: SwiftName, _ api: API, _ names: APINames,
        _ access: FileHeader.Access
    ) {
        let arguments = MethodArguments(operation, body: body, api: api, names: names)
        docs = OperationDocs.text(operation, body: body, arguments, api: api, names: names)
        let result = Self.result(operation, names)
        let tail = " async throws(CallError)" + (result.map { " -> \($0)" } ?? "") + " {"
        signature = Signature.text("\(access.modifier)func \(method)", arguments.declarations, tail, depth: 4)
        descriptor = "\(names.client.bare).Operations.\(names.descriptor(operation.id))"
        statements = (arguments.statements + [Self.call(operation.result)]).lines(depth: 8)
        binding = arguments.statements.isEmpty ? "let" : "var"
    }

    /// The type that the method returns, nil for nothing.
    private static func result(_ operation: Operation, _ names: APINames) -> String? {
        let typed = TypeExpression.outside(names)
        switch operation.result {
        case .nothing: return nil
        case .choice: return typed.scope + names.answer(operation.id).bare
        case .value(let payload):
            switch payload.content {
            case .json(let type), .form(let type, _): return typed(type)
            case .text: return "String"
            case .bytes, .multipart, .anyParts: return "[UInt8]"
            }
        case .optional(let payload):
            switch payload.content {
            case .json(let type), .form(let type, _): return typed.optional(type)
            case .text: return "String?"
            case .bytes, .multipart, .anyParts: return "[UInt8]?"
            }
        }
    }

    private static func call(_ result: Operation.Result) -> String {
        switch result {
        case .nothing: return "try await client.core.send(request)"
        case .choice: return "return try await client.core.choice(request)"
        case .value(let payload), .optional(let payload):
            let isOptional = if case .optional = result { true } else { false }
            let reader =
                switch payload.content {
                case .json, .form: isOptional ? "optionalValue" : "value"
                case .text where payload.mediaType.contains("*/"): isOptional ? "optionalAnyText" : "anyText"
                case .text: isOptional ? "optionalText" : "text"
                case .bytes, .multipart, .anyParts: isOptional ? "optionalBytes" : "bytes"
                }
            return "return try await client.core.\(reader)(request)"
        }
    }
}

extension Operation {
    /// The types that the methods of the operation mention.
    var mentionedTypes: [TypeReference] {
        let answers =
            switch result {
            case .nothing: [] as [Payload]
            case .value(let payload), .optional(let payload): [payload]
            case .choice(let responses): responses.compactMap(\.payload)
            }
        return parameters.filter { $0.source == .caller }.map(\.type) + (bodies + answers).flatMap(\.references)
    }
}
