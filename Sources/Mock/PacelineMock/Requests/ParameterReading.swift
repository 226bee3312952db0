import PacelineDocument
import PacelineLowering
import PacelineModel

/// A parameter as a request carries it.
enum CarriedValue {
    /// Nothing.
    case absent
    /// What the text may mean, the likeliest last: a text that is written as `1` can be a number or a string.
    case meanings([Sample])
    /// There is something, and what it means is not known here.
    case unread
    /// There is something that is not what it should be.
    case malformed(String)
}

/// Reads the parameters of requests back into values, as their styles say (OpenAPI 3.1, section 4.8.12.3).
struct ParameterReader {
    let check: SchemaCheck
    let request: MockRequest
    let pathValues: [String: String]

    func value(of parameter: PacelineDocument.Parameter) -> CarriedValue {
        let schema = parameter.schema
        let parts = schema.map { kinds(of: $0) } ?? []
        if parameter.place == .query, parts.contains("object"), let schema {
            if parameter.style == "deepObject" { return deepObject(parameter.name, schema) }
            if parameter.style == "form", parameter.explode { return explodedObject(parameter, schema) }
        }
        let texts = texts(of: parameter)
        guard let first = texts.first else { return .absent }
        if let media = parameter.content.first {
            guard media.essence == "application/json" else { return .unread }
            guard let value = Sample(json: Array(first.utf8)) else { return .malformed("is not JSON") }
            return .meanings([value])
        }
        guard let schema, !["label", "matrix"].contains(parameter.style) else { return .unread }
        guard !(first.isEmpty && parameter.allowsEmptyValue) else { return .unread }
        var meanings: [Sample] = []
        if parts.contains("object"), parameter.place != .query || !parameter.explode {
            meanings.append(object(first, schema, explode: parameter.explode))
        }
        if parts.contains("array") { meanings.append(.array(items(texts, parameter, schema))) }
        if texts.count == 1, parts != ["array"], parts != ["object"] { meanings += Self.scalars(first) }
        return .meanings(meanings.isEmpty ? [.array(texts.map { .string($0) })] : meanings)
    }

    /// The texts under the parameter's name: several where a name is repeated in a query.
    private func texts(of parameter: PacelineDocument.Parameter) -> [String] {
        let name = parameter.name
        switch parameter.place {
        case .path: return pathValues[name].map { [$0] } ?? []
        case .header: return request.field(name).map { [$0] } ?? []
        case .cookie: return request.cookie(name).map { [$0] } ?? []
        case .query: return request.query.filter { $0.name == name || $0.name == "\(name)[]" }.map(\.value)
        case nil: return []
        }
    }

    /// What a single text may mean. A text is what remains when it is nothing else.
    static func scalars(_ text: String) -> [Sample] {
        var meanings: [Sample] = []
        if text.wholeMatch(of: /-?[0-9]+(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]+)?/) != nil { meanings.append(.number(text)) }
        if text == "true" || text == "false" { meanings.append(.boolean(text == "true")) }
        if text.isEmpty || text == "null" { meanings.append(.null) }
        return meanings + [.string(text)]
    }

    /// The meaning of a text that its schema allows, else the text.
    private func scalar(_ text: String, by schemas: [Schema]) -> Sample {
        let meanings = Self.scalars(text)
        return meanings.first { check.allows($0, by: schemas) } ?? .string(text)
    }

    private func items(_ texts: [String], _ parameter: PacelineDocument.Parameter, _ schema: Schema) -> [Sample] {
        var pieces = texts
        if texts.count == 1, !(parameter.style == "form" && parameter.explode) || parameter.place == .cookie {
            let separator: Character =
                switch parameter.style {
                case "spaceDelimited": " ";
                case "pipeDelimited": "|";
                default: ","
                }
            pieces = texts[0].split(separator: separator, omittingEmptySubsequences: false).map {
                String(parameter.place == .header ? $0.trimmingPrefix(while: \.isWhitespace) : $0)
            }
            if texts[0].isEmpty { pieces = [] }
        }
        let items = check.document.reachable(from: schema).compactMap(\.items)
        return pieces.map { scalar($0, by: items.count == 1 ? items : []) }
    }

    /// `R,100,G,200`, or exploded `R=100,G=200`.
    private func object(_ text: String, _ schema: Schema, explode: Bool) -> Sample {
        let pieces = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        var members: [Sample.Member] = []
        if explode {
            for piece in pieces {
                let pair = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                members.append(member(pair[0], pair.count == 2 ? pair[1] : "", schema))
            }
        } else {
            for index in stride(from: 0, to: pieces.count - 1, by: 2) {
                members.append(member(pieces[index], pieces[index + 1], schema))
            }
        }
        return .object(members)
    }

    private func deepObject(_ name: String, _ schema: Schema) -> CarriedValue {
        let pairs = request.query.filter { $0.name.hasPrefix("\(name)[") && $0.name.hasSuffix("]") }
        guard !pairs.isEmpty else { return .absent }
        let keys = pairs.map { String($0.name.dropFirst(name.count + 1).dropLast()) }
        // What deeper brackets mean is not defined.
        guard !keys.contains(where: { $0.contains("[") }), Set(keys).count == keys.count else { return .unread }
        return .meanings([.object(zip(keys, pairs).map { member($0, $1.value, schema) })])
    }

    private func explodedObject(_ parameter: PacelineDocument.Parameter, _ schema: Schema) -> CarriedValue {
        let names = check.document.reachable(from: schema).flatMap(\.properties).map(\.name)
        let pairs = request.query.filter { names.contains($0.name) }
        guard !pairs.isEmpty else { return names.isEmpty ? .unread : .absent }
        guard Set(pairs.map(\.name)).count == pairs.count else { return .unread }
        return .meanings([.object(pairs.map { member($0.name, $0.value, schema) })])
    }

    private func member(_ name: String, _ text: String, _ schema: Schema) -> Sample.Member {
        let schemas = check.document.reachable(from: schema).flatMap(\.properties).filter { $0.name == name }.map(
            \.value)
        return .init(name, scalar(text, by: schemas))
    }

    /// The types that a schema and its alternatives allow.
    private func kinds(of schema: Schema) -> Set<String> {
        let schemas = check.document.reachable(from: schema)
        var kinds = Set(schemas.flatMap(\.types))
        if schemas.contains(where: { !$0.properties.isEmpty }) { kinds.insert("object") }
        if schemas.contains(where: { $0.items != nil }) { kinds.insert("array") }
        return kinds
    }
}

extension Document {
    /// The schemas of which some may apply to a value: the schema, what it refers to and joins, and all alternatives.
    func reachable(from schema: Schema) -> [Schema] {
        var reached: [Schema] = []
        var waiting = [schema]
        while let next = waiting.popLast(), reached.count < 256 {
            for part in parts(of: next) where !reached.contains(part) {
                reached.append(part)
                waiting += part.oneOf + part.anyOf
            }
        }
        return reached
    }
}
