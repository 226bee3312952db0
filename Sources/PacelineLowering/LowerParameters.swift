import PacelineDiagnostics
import PacelineDocument
import PacelineModel

extension Lowering {
    /// The operation's parameters; nil when one that it cannot do without is not supported.
    mutating func lowerParameters(of operation: PacelineDocument.Operation) -> [PacelineModel.Parameter]? {
        var lowered: [PacelineModel.Parameter] = []
        let template = PathTemplate(operation.path).parameters
        let declared = document.parameters(of: operation).filter { $0.place != .path || template.contains($0.name) }
        for parameter in declared {
            // OpenAPI: these header parameters are ignored, since other parts of the document describe them.
            if parameter.place == .header,
                ["accept", "content-type", "authorization"].contains(parameter.name.lowercased())
            {
                continue
            }
            let type = parameterType(
                of: parameter, named: "\(operation.operationID ?? operation.path) \(parameter.name)")
            if let problem = problem(with: parameter) ?? problem(with: type) {
                guard !parameter.isRequired else {
                    diagnostics.warning(
                        "operation-skipped", "the required parameter `\(parameter.name)` \(problem)",
                        at: parameter.location, hint: "the operation is left out")
                    return nil
                }
                diagnostics.warning(
                    "not-supported-yet", "the parameter `\(parameter.name)` \(problem)", at: parameter.location,
                    hint: "it is left out of the method")
                continue
            }
            lowered.append(lower(parameter, type))
        }
        // What the template names and nobody declares is taken as a text.
        let missing = template.filter { name in !declared.contains { $0.place == .path && $0.name == name } }
        return lowered
            + missing.map { PacelineModel.Parameter(name: $0, location: .path, type: .string, isRequired: true) }
    }

    /// Why a parameter cannot be sent yet, nil when it can.
    private func problem(with parameter: PacelineDocument.Parameter) -> String? {
        guard let place = parameter.place else { return "has no known place" }
        if place == .cookie { return "stands in a cookie, which is not supported yet" }
        if !parameter.content.isEmpty { return "has a `content`, which is not supported yet" }
        if parameter.allowsReserved { return "has `allowReserved`, which is not supported yet" }
        let standard = place == .query ? ("form", true) : ("simple", false)
        let isList = parameter.schema.flatMap(document.resolve)?.types.contains("array") == true
        if parameter.style != standard.0 || (isList && parameter.explode != standard.1) {
            return "has a `style` or `explode` that is not supported yet"
        }
        guard let schema = parameter.schema.flatMap(document.resolve) else { return nil }
        let item = schema.items.flatMap(document.resolve)
        if schema.types.contains("object")
            || item.map({ $0.types.contains("object") || $0.types.contains("array") }) == true
        {
            return "is an object, which is not supported yet"
        }
        if isList && place == .path { return "is a list in the path, which is not supported yet" }
        return nil
    }

    /// The type of a parameter's value. One that is null is not sent, and one of no type is sent as the text that it is
    /// given as.
    private mutating func parameterType(of parameter: PacelineDocument.Parameter, named name: String) -> TypeReference {
        let type = parameter.schema.map { lower($0, named: name) } ?? .string
        switch type.withoutNull {
        case .json: return .string
        case .array(let element): return .array(element.withoutNull == .json ? .string : element.withoutNull)
        case let type: return type
        }
    }

    /// Why a value of a type cannot be sent as text, nil when it can.
    private func problem(with type: TypeReference) -> String? {
        switch type {
        case .array(.array): "is a list of lists, which is not supported yet"
        case .array(let element): problem(with: element)
        case .map: "is an object, which is not supported yet"
        case .named(let id): types.isEnumeration(id) ? nil : "is an object or a choice, which is not supported yet"
        default: nil
        }
    }

    private mutating func lower(
        _ parameter: PacelineDocument.Parameter, _ type: TypeReference
    ) -> PacelineModel.Parameter {
        let resolved = parameter.schema.flatMap(document.resolve)
        let words = resolved.map(constraints) ?? ""
        let place: PacelineModel.Parameter.Location =
            switch parameter.place {
            case .path: .path
            case .header: .header
            case .cookie: .cookie
            case .query, nil: .query
            }
        return PacelineModel.Parameter(
            name: parameter.name, location: place, type: type,
            isRequired: parameter.isRequired, source: source(of: parameter, type),
            description: [parameter.description ?? resolved?.description, words.isEmpty ? nil : words.asSentence]
                .sentences,
            isDeprecated: parameter.isDeprecated,
            example: (document.example(of: parameter) ?? resolved?.examples.first).map(Sample.init))
    }

    /// Who supplies the parameter: the client, where the configuration names it.
    private mutating func source(
        of parameter: PacelineDocument.Parameter, _ type: TypeReference
    ) -> PacelineModel.Parameter.Source {
        guard let configured = options.clientParameters?.first(where: { $0.wireNames.contains(parameter.name) }) else {
            return .caller
        }
        if let known = clientParameters[configured.name] {
            guard known.type == type else {
                diagnostics.error(
                    "client-parameter-types",
                    "the client parameter `\(configured.name)` has another type here than before",
                    at: parameter.location, hint: "take `\(parameter.name)` out of the configuration's list")
                return .caller
            }
        } else {
            clientParameters[configured.name] = ClientParameter(
                name: configured.name, type: type, description: parameter.description ?? "")
        }
        return .client(configured.name)
    }
}

extension TypeReference {
    fileprivate var withoutNull: TypeReference {
        if case .nullable(let inner) = self { inner.withoutNull } else { self }
    }
}

extension [String?] {
    /// The texts that there are, one behind the other as sentences.
    var sentences: String {
        compactMap { $0 }.filter { !$0.isEmpty }
            .map { $0.last.map { ".!?:`".contains($0) } == true ? $0 : $0 + "." }.joined(separator: " ")
    }
}

extension String {
    /// The words with a capital letter at their start and a full stop at their end.
    var asSentence: String { prefix(1).uppercased() + dropFirst() + "." }
}
