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

    init(_ operation: Operation, names: APINames) {
        let typed = TypeExpression.outside(names)
        var scope = NameAssigner(taken: ReservedWords.methodLocals.union(operation.requestBody == nil ? [] : ["body"]))
        let body = operation.requestBody
        if let body, body.isRequired { add(body, typed) }
        let asked = operation.parameters.filter { $0.source == .caller }
        let required = asked.filter { $0.location == .path } + asked.filter { $0.isRequired && $0.location != .path }
        let assigned = (required + asked.filter { !$0.isRequired }).map {
            (parameter: $0, name: scope.assign(.member($0.name)))
        }
        for (parameter, name) in assigned { add(parameter, name, typed) }
        if let body, !body.isRequired { add(body, typed) }
        for parameter in operation.parameters {
            let value: String
            switch parameter.source {
            case .client(let name): value = "client.\(names.clientParameter(name).bare)"
            case .caller:
                // A parameter is one by its name and its place.
                let found = assigned.first {
                    $0.parameter.name == parameter.name && $0.parameter.location == parameter.location
                }
                value = found?.name.description ?? "nil"
            }
            send(parameter, value)
        }
        if let body { send(body) }
    }

    private mutating func add(_ body: Payload, _ typed: TypeExpression) {
        let type =
            switch body.content {
            case .json(let type): body.isRequired ? typed(type) : typed.optional(type)
            case .text: body.isRequired ? "String" : "String?"
            case .bytes: body.isRequired ? "[UInt8]" : "[UInt8]?"
            }
        let declaration = body.isRequired ? "_ body: \(type)" : "body: \(type) = nil"
        let docs = body.description.isEmpty ? "What is sent." : body.description
        arguments.append(Argument(name: SwiftName("body"), declaration: declaration, docs: docs))
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
        case .bytes: statements.append("request.bytes(body, contentType: \(StringLiteral.of(body.mediaType)))")
        }
    }
}
