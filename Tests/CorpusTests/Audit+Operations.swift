import PacelineModel
import PacelineYAML

extension Audit {
    /// Looks at what goes into the operations and comes out of them.
    mutating func lookAtOperations() {
        for operation in api.operations {
            let path = written.root["paths"]?[operation.path.text]
            guard let item = path.flatMap({ written.resolve($0) }), let node = item[operation.method.rawValue] else {
                continue
            }
            let parameters = [item, node].flatMap { resolved($0["parameters"]) }
            for parameter in operation.parameters {
                let same = parameters.last {
                    $0["name"]?.text == parameter.name && $0["in"]?.text == parameter.location.rawValue
                }
                let schema = same.flatMap {
                    $0["schema"] ?? $0["content"]?.entries.first { _ in true }?.value["schema"]
                }
                if let schema { lookAtSchema(parameter.type, schema) }
            }
            if let body = node["requestBody"].flatMap({ written.resolve($0) }) {
                for payload in operation.bodies { look(at: payload, in: body) }
            }
            for response in operation.responses {
                look(at: response, in: node["responses"])
            }
        }
    }

    private mutating func look(at response: Response, in responses: Node?) {
        let entry = responses?.entries.first { $0.key.lowercased() == response.status.written }
        guard let node = entry.flatMap({ written.resolve($0.value) }) else { return }
        if let payload = response.payload { look(at: payload, in: node) }
        for field in response.fields {
            let header = node["headers"]?[field.name].flatMap { written.resolve($0) }
            if let schema = header?["schema"] { lookAtSchema(field.type, schema) }
        }
    }

    private mutating func look(at payload: Payload, in holder: Node) {
        // What may be sent under any media type is sent as JSON.
        let content = holder["content"]
        let media = content?[payload.mediaType] ?? content?["*/*"]
        guard let schema = media?["itemSchema"] ?? media?["schema"] else { return }
        switch payload.content {
        case .json(let type), .form(let type, _): lookAtSchema(type, schema)
        case .multipart(let parts, _): lookAtForm(parts, schema)
        case .stream(let stream): look(at: stream, schema, isItem: media?["itemSchema"] != nil)
        case .text, .bytes, .anyParts: break
        }
    }

    /// What stands on a line is the schema, or an item of a list in its place; an event's data are no value of its own.
    private mutating func look(at stream: ValueSequence, _ schema: Node, isItem: Bool) {
        guard stream.format != .events, let element = stream.element else { return }
        let items = isItem ? nil : written.resolve(schema)?["items"]
        lookAtSchema(element, items ?? schema)
    }

    private func resolved(_ list: Node?) -> [Node] { list?.elements.compactMap { written.resolve($0) } ?? [] }
}

extension StatusPattern {
    /// As documents write it, in small letters.
    var written: String {
        switch self {
        case .code(let code): String(code)
        case .range(let hundreds): "\(hundreds)xx"
        case .any: "default"
        }
    }
}
