import PacelineModel
package import PacelineTemplating

/// A method of a group: what the caller sees, and the straight line from its arguments to the call.
package struct OperationView: TemplateView {
    let docs: String
    let access: String
    let name: String
    /// What the caller gives, but for the options.
    let parameters: [Parameter]
    /// The type that the method returns, nil for nothing.
    let result: String?
    /// The operation's name among the descriptors.
    let descriptor: String
    /// `var` where the request is changed after it is made, else `let`, on which the compiler insists.
    let binding: String
    /// What is put into the request, in this order.
    let sendings: [Sending]
    /// The core's method that sends the request and reads the response.
    let call: String
    /// What else the core's method is told.
    let callOptions: [Sending.Option]
    /// The method beside it that returns a list page by page.
    private(set) var paged: PagedOperationView?

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "name": .init(\.name), "parameters": .init(\.parameters),
        "result": .init(\.result), "descriptor": .init(\.descriptor), "binding": .init(\.binding),
        "sendings": .init(\.sendings), "call": .init(\.call), "callOptions": .init(\.callOptions),
        "paged": .init(\.paged),
    ]

    /// The methods of an operation: one for each kind of body that it takes.
    static func all(_ operation: Operation, api: API, names: APINames, access: FileHeader.Access) -> [OperationView] {
        var first = OperationView(operation, operation.requestBody, names.method(operation.id), api, names, access)
        first.paged = operation.pagination.map { PagedOperationView(operation, $0, api, names, access) }
        let others = operation.otherBodies.enumerated().map { index, body in
            OperationView(operation, body, names.method(operation.id, otherBody: index), api, names, access)
        }
        return [first] + others
    }

    private init(
        _ operation: Operation, _ body: Payload?, _ method: SwiftName, _ api: API, _ names: APINames,
        _ access: FileHeader.Access
    ) {
        let arguments = MethodArguments(operation, body: body, api: api, names: names)
        docs = OperationDocs.text(operation, body: body, arguments, api: api, names: names)
        self.access = access.modifier
        name = method.description
        parameters = arguments.parameters
        result = Self.result(operation, names)
        descriptor = names.descriptor(operation.id).description
        binding = arguments.sendings.isEmpty ? "let" : "var"
        sendings = arguments.sendings
        call = Self.call(operation.result)
        callOptions = Self.stream(operation.result).map(Self.options) ?? []
    }

    /// The type that the method returns, nil for nothing.
    private static func result(_ operation: Operation, _ names: APINames) -> String? {
        let typed = TypeExpression.outside(names)
        if let stream = Self.stream(operation.result) { return result(stream, typed) }
        switch operation.result {
        case .nothing: return nil
        case .union: return typed.scope + names.response(operation.id).bare
        case .value(let payload):
            switch payload.content {
            case .json(let type), .form(let type, _): return typed(type)
            case .text: return "String"
            case .bytes, .multipart, .anyParts, .stream: return "Download"
            }
        case .optional(let payload):
            switch payload.content {
            case .json(let type), .form(let type, _): return typed.optional(type)
            case .text: return "String?"
            case .bytes, .multipart, .anyParts, .stream: return "Download?"
            }
        }
    }

    /// The stream that a call gives back; where some successes carry nothing, it has no values.
    private static func stream(_ result: Operation.Result) -> ValueSequence? {
        switch result {
        case .value(let payload), .optional(let payload): payload.stream
        case .nothing, .union: nil
        }
    }

    private static func result(_ stream: ValueSequence, _ typed: TypeExpression) -> String {
        let value = stream.element.map { typed($0) } ?? "String"
        return "ValueStream<\(stream.format == .events ? "ServerSentEvent<\(value)>" : value)>"
    }

    private static func options(_ stream: ValueSequence) -> [Sending.Option] {
        var options = stream.end.map { [Sending.Option(label: "end", value: StringLiteral.of($0))] } ?? []
        if stream.canResume { options.append(.init(label: "canResume", value: "true")) }
        return options
    }

    private static func call(_ stream: ValueSequence) -> String {
        switch stream.format {
        case .events: stream.element == nil ? "textEvents" : "events"
        case .lines: "lines"
        case .sequence: "sequence"
        }
    }

    private static func call(_ result: Operation.Result) -> String {
        if let stream = Self.stream(result) { return call(stream) }
        switch result {
        case .nothing: return "send"
        case .union: return "union"
        case .value(let payload), .optional(let payload):
            let isOptional = if case .optional = result { true } else { false }
            switch payload.content {
            case .json, .form: return isOptional ? "optionalValue" : "value"
            case .text where payload.mediaType.contains("*/"): return isOptional ? "optionalAnyText" : "anyText"
            case .text: return isOptional ? "optionalText" : "text"
            case .bytes, .multipart, .anyParts, .stream: return isOptional ? "optionalDownload" : "download"
            }
        }
    }
}

extension OperationView {
    /// A parameter of the method.
    package struct Parameter: TemplateView {
        /// `_` where the call has no label.
        var label = ""
        let name: SwiftName
        let type: String
        /// What is meant when the caller says nothing.
        var defaultValue: String?
        let docs: String

        package static let fields: Fields = [
            "label": .init(\.label), "name": .init(\.name.description), "type": .init(\.type),
            "default": .init(\.defaultValue),
        ]
    }

    /// A call of the request's builder.
    package struct Sending: TemplateView {
        /// The builder's method.
        let call: String
        /// What the value is sent as, as a literal: a parameter's name or a part's.
        var key = ""
        /// The label of the value.
        var label = ""
        let value: String
        /// The style of a parameter that is not written as usual.
        var style = ""
        var options: [Option] = []

        package static let fields: Fields = [
            "call": .init(\.call), "key": .init(\.key), "label": .init(\.label), "value": .init(\.value),
            "style": .init(\.style), "options": .init(\.options),
        ]

        /// A further argument of the call.
        package struct Option: TemplateView {
            var label = ""
            let value: String

            package static let fields: Fields = ["label": .init(\.label), "value": .init(\.value)]
        }
    }
}

extension Operation {
    /// The types that the methods of the operation mention.
    var mentionedTypes: [TypeReference] {
        let responses =
            switch result {
            case .nothing: [] as [Payload]
            case .value(let payload), .optional(let payload): [payload]
            case .union(let responses): responses.compactMap(\.payload)
            }
        return parameters.filter { $0.source == .caller }.map(\.type) + (bodies + responses).flatMap(\.references)
            + (pagination.map { [$0.item] } ?? [])
    }
}
