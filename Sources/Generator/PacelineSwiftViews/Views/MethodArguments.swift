import PacelineModel

/// The parameters of a method in the order in which one would give them, and how they are sent: what the path needs, in
/// its order, then the body or its parts, then the rest, what is required first.
struct MethodArguments {
    typealias Sending = OperationView.Sending

    private(set) var parameters: [OperationView.Parameter] = []
    private(set) var sendings: [Sending] = []
    private let idempotency: Idempotency
    private let names: APINames
    private let typed: TypeExpression

    /// The arguments of a call that sends `body`, one of the operation's bodies.
    ///
    /// - Parameter locals: What the method calls its own values, besides what all do.
    init(_ operation: Operation, body: Payload?, api: API, names: APINames, locals own: Set<String> = []) {
        idempotency = operation.idempotency
        self.names = names
        typed = TypeExpression.outside(names)
        let asksForType = body?.asksForMediaType ?? false
        let locals = (body == nil ? [] : ["body"]) + (asksForType ? ["contentType"] : [])
        var scope = NameAssigner(taken: ReservedWords.methodLocals.union(locals).union(own))
        let asksForBody = body.map { $0.parts == nil && names.constantType(of: $0) == nil } ?? false
        let asked = operation.parameters.filter { $0.source == .caller }
        let inPath = operation.path.parameterNames
        let places = Dictionary(inPath.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let required =
            asked.filter { $0.location == .path }.sorted { (places[$0.name] ?? 0) < (places[$1.name] ?? 0) }
            + asked.filter { $0.isRequired && $0.location != .path }
        let assigned = (required + asked.filter { !$0.isRequired }).map {
            (parameter: $0, name: scope.assign(names.member($0.name, of: operation.id)))
        }
        let parts = (body?.parts ?? []).map { (part: $0, name: scope.assign(names.member($0.name, of: operation.id))) }
        let others = body?.takesOtherParts == true ? scope.assign(SwiftName("additionalParts")) : nil
        // The path, the body or its parts, then the rest.
        for (parameter, name) in assigned where parameter.location == .path { add(parameter, name) }
        if let body, asksForBody { add(body) }
        if let body, asksForType { addMediaType(of: body) }
        for (part, name) in parts where part.isRequired { add(part, name) }
        for (part, name) in parts where !part.isRequired { add(part, name) }
        if let others {
            let docs = "Parts that the schema does not declare."
            parameters.append(.init(name: others, type: "[FormPart]", defaultValue: "[]", docs: docs))
        }
        for (parameter, name) in assigned where parameter.location != .path { add(parameter, name) }
        // A parameter is one by its name and its place.
        let found = Dictionary(
            assigned.map { (PlacedName($0.parameter), $0.name) }, uniquingKeysWith: { first, _ in first })
        for parameter in operation.parameters {
            switch parameter.source {
            case .client(let name): send(parameter, "client.\(names.clientParameter(name).bare)")
            case .constant(let constant): sendConstant(parameter, constant)
            case .caller:
                guard let name = found[PlacedName(parameter)] else {
                    preconditionFailure("the method has no argument for the parameter `\(parameter.name)`")
                }
                send(parameter, name.description)
            }
        }
        if let kind = body.flatMap(Sending.kind) { sendings.append(kind) }
        for (part, name) in parts { sendings.append(Sending(part, name)) }
        if let others { sendings.append(Sending(call: "parts", value: others.description)) }
        guard let body, body.parts == nil else { return }
        let constant = names.constantType(of: body).map { "\(typed(.named($0)))()" }
        sendings.append(Sending(body, constant: constant, asksForType: asksForType))
    }

    private struct PlacedName: Hashable {
        let name: String
        let location: Parameter.Location

        init(_ parameter: Parameter) {
            name = parameter.name
            location = parameter.location
        }
    }

    // MARK: Bodies

    private mutating func add(_ body: Payload) {
        let type =
            switch body.content {
            case .json(let type), .form(let type, _): body.isRequired ? typed(type) : typed.optional(type)
            case .text: body.isRequired ? "String" : "String?"
            case .anyParts: body.isRequired ? "[FormPart]" : "[FormPart]?"
            case .bytes, .multipart, .stream: body.isRequired ? "UploadBody" : "UploadBody?"
            }
        parameters.append(
            .init(
                name: SwiftName("body"), type: type,
                defaultValue: body.isRequired ? nil : "nil",
                docs: body.description.isEmpty ? "The request body." : [body.description].sentences))
    }

    private mutating func add(_ part: Payload.Part, _ name: SwiftName) {
        let type =
            switch part.kind {
            case .file: "FormFile"
            case .files: "[FormFile]"
            case .value(let type), .structure(let type, _), .styled(let type, _): typed(type)
            case .fileOr(let type, let isList, _): isList ? "[FileOr<\(typed(type))>]" : "FileOr<\(typed(type))>"
            }
        let isFile =
            switch part.kind {
            case .file, .files, .fileOr: true
            case .value, .structure, .styled: false
            }
        let docs = [part.description, isFile ? "" : ConstraintWords.sentence(part.constraints)].sentences
        parameters.append(
            part.isRequired
                ? .init(name: name, type: type, docs: docs)
                : .init(name: name, type: type + "?", defaultValue: "nil", docs: docs))
    }

    private mutating func addMediaType(of body: Payload) {
        let defaultValue = body.defaultMediaType.map(StringLiteral.of)
        let all = ([body.mediaType] + body.otherMediaTypes).map { "`\($0)`" }.joined(separator: ", ")
        let docs = "The body's media type" + (body.otherMediaTypes.isEmpty ? ", of \(all)." : ": one of \(all).")
        parameters.append(.init(name: SwiftName("contentType"), type: "String", defaultValue: defaultValue, docs: docs))
    }

    // MARK: Parameters

    private mutating func add(_ parameter: Parameter, _ name: SwiftName) {
        let docs = docs(of: parameter)
        guard parameter.isRequired else {
            let type = typed.optional(parameter.type)
            return parameters.append(.init(name: name, type: type, defaultValue: "nil", docs: docs))
        }
        // What must be sent and has a default is sent as that. Where it may be absent, the server knows its default.
        let defaultValue = parameter.defaultValue.flatMap { names.literal($0, of: parameter.type, typed) }
        parameters.append(.init(name: name, type: typed(parameter.type), defaultValue: defaultValue, docs: docs))
    }

    private func docs(of parameter: Parameter) -> String {
        let isKey = parameter.location == .header && idempotency == .key(header: parameter.name)
        let sentences = [parameter.description, ConstraintWords.sentence(parameter.constraints)].sentences
        let text = isKey ? [sentences, "Left out, the client makes one for each call."].sentences : sentences
        return text
    }

    private mutating func sendConstant(_ parameter: Parameter, _ constant: Sample) {
        let call = parameter.location == .query ? "query" : "header"
        sendings.append(Sending(call: call, key: StringLiteral.of(parameter.name), value: constant.literal))
    }

    /// A value of the usual form by a call of its own, which compiles fastest; anything else with its style.
    private mutating func send(_ parameter: Parameter, _ value: String) {
        let key = StringLiteral.of(parameter.name)
        if let call = usualCall(parameter) {
            return sendings.append(Sending(call: call, key: key, value: value))
        }
        let serialization = parameter.serialization
        var sending = Sending(
            call: parameter.location.rawValue, key: key, value: value, style: serialization.style.rawValue)
        // Cookies are exploded unless the document says otherwise, all else is not.
        if serialization.explode != (parameter.location == .cookie) {
            sending.options.append(.init(label: "explode", value: String(serialization.explode)))
        }
        if serialization.allowsReserved, parameter.location == .path || parameter.location == .query {
            sending.options.append(.init(label: "allowsReserved", value: "true"))
        }
        if serialization.sendsEmpty { sending.options.append(.init(label: "sendsEmpty", value: "true")) }
        sendings.append(sending)
    }

    /// The builder's method for a value of the usual form, nil for one that needs its style.
    private func usualCall(_ parameter: Parameter) -> String? {
        let serialization = parameter.serialization
        let isUsual = !serialization.allowsReserved && !serialization.sendsEmpty
        if names.isPlain(parameter.type), isUsual {
            switch (parameter.location, serialization.style) {
            case (.path, .simple): return "path"
            case (.header, .simple): return "header"
            case (.query, .form), (.query, .spaceDelimited), (.query, .pipeDelimited), (.query, .deepObject):
                return "query"
            default: break
            }
        }
        if case .array(let element) = parameter.type.nonNull, names.isPlain(element), isUsual {
            if parameter.location == .query, serialization == .default(in: .query) { return "queryList" }
            if parameter.location == .header, serialization.style == .simple { return "headerList" }
        }
        return parameter.location == .cookie && serialization == .default(in: .cookie) ? "cookie" : nil
    }
}

extension APINames {
    /// Whether values of the type are single texts that the runtime writes without going through JSON.
    fileprivate func isPlain(_ type: TypeReference) -> Bool {
        switch type {
        case .string, .boolean, .integer, .int32, .int64, .float, .double, .dateTime, .date: return true
        case .named(let id):
            guard case .enumeration(let enumeration)? = declaration(of: id) else { return false }
            return enumeration.rawType == .string
        default: return false
        }
    }

    /// The type of a body in which nothing is left to the caller, nil for any other body.
    fileprivate func constantType(of body: Payload) -> TypeID? {
        guard case .json(.named(let id)) = body.content, case .record(let record)? = declaration(of: id) else {
            return nil
        }
        let isConstant = record.additional == nil && record.properties.allSatisfy { $0.constant != nil }
        return isConstant ? id : nil
    }

    /// A default as a literal; nil where it is not one of the type's plain values.
    fileprivate func literal(_ sample: Sample, of type: TypeReference, _ typed: TypeExpression) -> String? {
        switch (type, sample) {
        case (.string, .string), (.boolean, .boolean), (.double, .number), (.float, .number): return sample.literal
        case (.integer, .number(let digits)), (.int32, .number(let digits)), (.int64, .number(let digits)):
            return Int32(digits) == nil ? nil : digits
        case (.named(let id), .string(let value)):
            guard case .enumeration(let enumeration)? = declaration(of: id), isPlain(type),
                enumeration.values.contains(value)
            else { return nil }
            if let known = typed.names.knownCase(id, value) { return "\(typed(type)).\(known.bare)" }
            return "\(typed(type))(rawValue: \(StringLiteral.of(value)))"
        default: return nil
        }
    }
}
