import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

extension OperationLowering {
    /// The operation's parameters: the path's, then its own, then what the template names and nobody declares.
    mutating func lowerParameters(of operation: PacelineDocument.Operation) -> [PacelineModel.Parameter] {
        let template = PathTemplate(operation.path).parameterNames
        let inTemplate = Set(template)
        let declared = document.parameters(of: operation).filter { parameter in
            switch parameter.place {
            case .path: inTemplate.contains(parameter.name)
            case .header: canBeSent(parameter, of: operation)
            case .query, .cookie, nil: true
            }
        }
        let lowered = declared.map {
            lower($0, named: "\(operation.operationID ?? operation.path) \($0.name)")
        }
        // What the template names and nobody declares is taken as a text.
        var seen = Set(declared.filter { $0.place == .path }.map(\.name))
        let missing = template.filter { seen.insert($0).inserted }
        return lowered
            + missing.map { PacelineModel.Parameter(name: $0, location: .path, type: .string, isRequired: true) }
    }

    /// Whether a header field of the parameter's name can be sent, and is the parameter's to send.
    private mutating func canBeSent(
        _ parameter: PacelineDocument.Parameter, of operation: PacelineDocument.Operation
    ) -> Bool {
        let location = parameter.node["name"]?.location ?? parameter.location
        guard parameter.name.isToken else {
            diagnostics.lost(
                .wrongHeaderName, "`\(parameter.name)` cannot be the name of a header field; it is left out",
                at: location, hint: "a name is made of letters, digits and `!#$%&'*+-.^_`|~` (RFC 9110, section 5.1)")
            return false
        }
        // OpenAPI: these header parameters are ignored, since other parts of the document describe them.
        switch parameter.name.lowercased() {
        case "authorization":
            let hint = "declare how callers show who they are in `components.securitySchemes`"
            let isDescribed = !document.security(of: operation).allSatisfy(\.schemes.isEmpty)
            let message = "OpenAPI ignores a parameter `\(parameter.name)`; it is left out"
            if isDescribed {
                diagnostics.untidy(.ignoredParameter, message, at: location, hint: hint)
            } else {
                diagnostics.lost(.ignoredParameter, message, at: location, hint: hint)
            }
            return false
        case "accept", "content-type":
            diagnostics.untidy(
                .ignoredParameter, "OpenAPI ignores a parameter `\(parameter.name)`; it is left out", at: location,
                hint: "the media types of `content` say what is sent and asked for")
            return false
        default: return true
        }
    }

    private mutating func lower(
        _ parameter: PacelineDocument.Parameter, named name: String
    ) -> PacelineModel.Parameter {
        let media = parameter.content.first
        let schema = media.map(\.value.schema) ?? parameter.schema
        let resolved = schema.flatMap(document.resolve)
        let location: PacelineModel.Parameter.Location =
            switch parameter.place {
            case .path: .path
            case .header: .header
            case .cookie: .cookie
            case .query, nil: .query
            }
        let isText = media.map { !$0.isJSON } ?? false
        let type = isText ? .string : parameterType(of: schema, named: name)
        let serialization =
            media == nil
            ? serialization(of: parameter, in: location)
            : Serialization(style: isText ? .default(in: location) : .json, explode: false)
        let example = document.example(of: parameter) ?? media.flatMap { document.example(of: $0.value) }
        return PacelineModel.Parameter(
            name: parameter.name, location: location, type: type, isRequired: parameter.isRequired,
            source: source(of: parameter, type), serialization: serialization,
            defaultValue: resolved?.defaultValue.map(Sample.init),
            description: parameter.description ?? resolved?.description ?? "",
            constraints: resolved.map { types.constraints(of: $0) } ?? [],
            isDeprecated: parameter.isDeprecated,
            example: (example ?? resolved?.examples.first).map(Sample.init))
    }

    /// The type of a parameter's value. One that is null is not sent, and one of which the document says nothing is
    /// sent as the text that it is given as.
    private mutating func parameterType(of schema: Schema?, named name: String) -> TypeReference {
        guard let schema else { return .string }
        switch lower(schema, named: name).withoutNull {
        case .json: return isUnconstrained(schema) ? .string : .json
        case .array(let element):
            guard element.withoutNull == .json else { return .array(element.withoutNull) }
            let items = document.resolve(schema)?.items
            return .array(items.map({ isUnconstrained($0) }) ?? true ? .string : .json)
        case let type: return type
        }
    }

    /// Whether a schema says nothing about its value.
    private func isUnconstrained(_ schema: Schema) -> Bool {
        guard let schema = document.resolve(schema) else { return true }
        return schema.types.isEmpty && schema.oneOf.isEmpty && schema.anyOf.isEmpty && schema.allOf.isEmpty
    }

    /// How the document wants the parameter written; the default of its place where it asks for what no such place
    /// has.
    private mutating func serialization(
        of parameter: PacelineDocument.Parameter, in location: PacelineModel.Parameter.Location
    ) -> Serialization {
        var style = Serialization.Style(rawValue: parameter.style) ?? .default(in: location)
        if !style.isPossible(in: location) {
            diagnostics.untidy(
                .wrongStyle, "`style` cannot be `\(style.rawValue)` in \(location.withArticle)",
                at: parameter.node["style"]?.location ?? parameter.location,
                hint: "it is taken as `\(Serialization.Style.default(in: location).rawValue)`")
            style = .default(in: location)
        }
        return Serialization(
            style: style, explode: parameter.explode, allowsReserved: parameter.allowsReserved,
            sendsEmpty: parameter.allowsEmptyValue && location == .query)
    }

    /// Who supplies the parameter: the client, where the configuration names it.
    private mutating func source(
        of parameter: PacelineDocument.Parameter, _ type: TypeReference
    ) -> PacelineModel.Parameter.Source {
        guard let configured = options.clientParameters?.first(where: { $0.wireNames.contains(parameter.name) }) else {
            return .caller
        }
        if let known = usedClientParameters[configured.name] {
            guard known.type == type else {
                diagnostics.error(
                    .clientParameterTypes,
                    "the client parameter `\(configured.name)` has another type here than before",
                    at: parameter.location, hint: "take `\(parameter.name)` out of the configuration's list")
                return .caller
            }
        } else {
            usedClientParameters[configured.name] = ClientParameter(
                name: configured.name, type: type, description: parameter.description ?? "")
        }
        return .client(configured.name)
    }
}

extension Serialization.Style {
    /// What a place has where the document says nothing.
    static func `default`(in location: PacelineModel.Parameter.Location) -> Serialization.Style {
        Serialization.default(in: location).style
    }

    /// Whether parameters of a place can be written so (OpenAPI 3.1, section 4.8.12.3).
    fileprivate func isPossible(in location: PacelineModel.Parameter.Location) -> Bool {
        switch self {
        case .simple: location == .path || location == .header
        case .label, .matrix: location == .path
        case .form: location == .query || location == .cookie
        case .spaceDelimited, .pipeDelimited, .deepObject: location == .query
        case .json: true
        }
    }
}

extension PacelineModel.Parameter.Location {
    fileprivate var withArticle: String {
        switch self {
        case .path: "a path"
        case .query: "a query"
        case .header: "a header"
        case .cookie: "a cookie"
        }
    }
}

extension TypeReference {
    /// The type of the value when it is not null.
    var withoutNull: TypeReference {
        if case .nullable(let inner) = self { inner.withoutNull } else { self }
    }
}
