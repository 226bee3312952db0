import PacelineModel

/// The arguments of a method in the order in which one would give them, and the statements that send them: the body, what
/// the path needs, what else is required, what is optional, and the options.
struct MethodArguments {
    struct Argument {
        var name: SwiftName
        var declaration: String
        var docs: String
    }

    private(set) var arguments: [Argument] = []
    private(set) var statements: [String] = []

    var declarations: [String] { arguments.map(\.declaration) + ["options: CallOptions = .standard"] }

    init(_ operation: Operation, api: API, names: APINames) {
        let typed = TypeExpression.outside(names)
        var scope = NameAssigner(taken: ReservedWords.methodLocals.union(operation.requestBody == nil ? [] : ["body"]))
        let body = operation.requestBody
        let asksForBody = body.map { $0.parts == nil && Self.constantType(of: $0, api) == nil } ?? false
        let parts = (body?.parts ?? []).map { (part: $0, name: scope.assign(.member($0.name))) }
        for (part, name) in parts where part.isRequired { add(part, name, typed) }
        if let body, body.isRequired, asksForBody { add(body, typed) }
        let asked = operation.parameters.filter { $0.source == .caller }
        let required = asked.filter { $0.location == .path } + asked.filter { $0.isRequired && $0.location != .path }
        let assigned = (required + asked.filter { !$0.isRequired }).map {
            (parameter: $0, name: scope.assign(.member($0.name)))
        }
        for (parameter, name) in assigned { add(parameter, name, typed) }
        if let body, !body.isRequired, asksForBody { add(body, typed) }
        for (part, name) in parts where !part.isRequired { add(part, name, typed) }
        for parameter in operation.parameters {
            let value: String
            switch parameter.source {
            case .client(let name): value = "client.\(names.clientParameter(name).bare)"
            case .constant(let constant): value = constant.literal
            case .caller:
                // A parameter is one by its name and its place.
                let found = assigned.first {
                    $0.parameter.name == parameter.name && $0.parameter.location == parameter.location
                }
                value = found?.name.description ?? "nil"
            }
            send(parameter, value)
        }
        for (part, name) in parts { send(part, name) }
        guard let body, body.parts == nil else { return }
        if let type = Self.constantType(of: body, api) {
            statements.append("request.json(\(typed(.named(type)))())")
        } else {
            send(body)
        }
    }

    /// The type of a body in which nothing is left to the caller, nil for any other body.
    private static func constantType(of body: Payload, _ api: API) -> TypeID? {
        guard case .json(.named(let id)) = body.content, case .record(let record)? = api.type(id) else { return nil }
        let isConstant = record.additional == nil && record.properties.allSatisfy { $0.constant != nil }
        return isConstant ? id : nil
    }

    private mutating func add(_ body: Payload, _ typed: TypeExpression) {
        let type =
            switch body.content {
            case .json(let type): body.isRequired ? typed(type) : typed.optional(type)
            case .text: body.isRequired ? "String" : "String?"
            case .bytes, .multipart: body.isRequired ? "[UInt8]" : "[UInt8]?"
            }
        let declaration = body.isRequired ? "_ body: \(type)" : "body: \(type) = nil"
        let docs = body.description.isEmpty ? "What is sent." : body.description
        arguments.append(Argument(name: SwiftName("body"), declaration: declaration, docs: docs))
    }

    private mutating func add(_ part: Payload.Part, _ name: SwiftName, _ typed: TypeExpression) {
        let type =
            switch part.kind {
            case .file: "FormFile"
            case .value(let type): typed(type)
            }
        let docs = part.description.isEmpty ? "`\(part.name)` of the document." : part.description
        let declaration = "\(name): \(type)" + (part.isRequired ? "" : "? = nil")
        arguments.append(Argument(name: name, declaration: declaration, docs: docs))
    }

    private mutating func send(_ part: Payload.Part, _ name: SwiftName) {
        let key = StringLiteral.of(part.name)
        switch part.kind {
        case .value: statements.append("request.part(\(key), \(name))")
        case .file(let mediaType):
            statements.append("request.part(\(key), \(name), contentType: \(StringLiteral.of(mediaType)))")
        }
    }

    private mutating func add(_ parameter: Parameter, _ name: SwiftName, _ typed: TypeExpression) {
        let type = parameter.isRequired ? typed(parameter.type) : typed.optional(parameter.type) + " = nil"
        let docs = parameter.description.isEmpty ? "`\(parameter.name)` of the document." : parameter.description
        arguments.append(Argument(name: name, declaration: "\(name): \(type)", docs: docs))
    }

    private mutating func send(_ parameter: Parameter, _ value: String) {
        let isList = if case .array = parameter.type.nonNull { true } else { false }
        let call =
            switch parameter.location {
            case .path: "path"
            case .query: isList ? "queryList" : "query"
            case .header, .cookie: isList ? "headerList" : "header"
            }
        statements.append("request.\(call)(\(StringLiteral.of(parameter.name)), \(value))")
    }

    private mutating func send(_ body: Payload) {
        let type = body.mediaType == "application/json" ? "" : ", contentType: \(StringLiteral.of(body.mediaType))"
        switch body.content {
        case .json: statements.append("request.\(body.isRequired ? "json" : "optionalJSON")(body\(type))")
        case .text: statements.append("request.text(body, contentType: \(StringLiteral.of(body.mediaType)))")
        case .bytes, .multipart:
            statements.append("request.bytes(body, contentType: \(StringLiteral.of(body.mediaType)))")
        }
    }
}

extension Payload {
    /// The parts of a form, nil for any other body.
    fileprivate var parts: [Part]? {
        if case .multipart(let parts) = content { parts } else { nil }
    }
}
