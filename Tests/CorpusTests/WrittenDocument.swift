import PacelineYAML

/// A document as it is written, looked at without the reader whose work is checked.
struct WrittenDocument {
    let root: Node

    /// What stands at the end of the references that a node may be; nil where they lead nowhere.
    func resolve(_ node: Node) -> Node? {
        var node = node
        for _ in 0..<32 {
            guard let text = node["$ref"]?.text else { return node }
            guard let pointer = JSONPointer(fragment: text), let target = root.resolve(pointer) else { return nil }
            node = target
        }
        return nil
    }

    /// The calls: `METHOD path` for each operation, as often as it has variants.
    var calls: [String] {
        root["paths"]?.entries.filter { $0.key.hasPrefix("/") }.flatMap { path -> [String] in
            guard let item = resolve(path.value) else { return [] }
            return item.entries.filter { Self.methods.contains($0.key) && $0.value.isMapping }.flatMap { operation in
                let count = operation.value["x-variants"]?.count ?? 1
                return Array(repeating: "\(operation.key) \(path.key)", count: max(count, 1))
            }
        } ?? []
    }

    private static let methods: Set = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

    /// All that is said about the values of some schemas: what they refer to, what they join and the alternatives that
    /// they offer, each once.
    func parts(of schemas: [Node]) -> [Node] {
        let subjects = Set(schemas.compactMap(resolve))
        var parts: [Node] = []
        var seen: Set<Node> = []
        var pending = schemas
        while let next = pending.popLast() {
            guard seen.insert(next).inserted else { continue }
            if next["$ref"] != nil, let target = resolve(next) { pending.append(target) }
            // OpenAPI 3.0: what stands beside `$ref` is ignored.
            if next["$ref"] != nil, root["openapi"]?.text?.hasPrefix("3.0") == true { continue }
            parts.append(next)
            pending += next["allOf"]?.elements.map { $0 } ?? []
            for key in ["anyOf", "oneOf"] {
                let members = next[key]?.elements.map { $0 } ?? []
                // A base lists its children, and one of them joins it: the others are not about its values.
                let listsSubject = members.compactMap(resolve).contains(where: subjects.contains)
                if !listsSubject || subjects.contains(next) { pending += members }
            }
            pending += ["then", "else"].compactMap { next[$0] }
            pending += next["dependentSchemas"]?.entries.map(\.value) ?? []
        }
        return parts
    }

    /// The alternatives of a schema, in order, null left out; nil where it has none or joins them with other parts.
    func alternatives(of schemas: [Node]) -> [Node]? {
        guard schemas.count == 1, let schema = resolve(schemas[0]) else { return nil }
        if let joined = schema["allOf"], joined.count == 1 { return alternatives(of: joined.elements.map { $0 }) }
        guard let list = schema["oneOf"] ?? schema["anyOf"] else { return nil }
        return list.elements.filter { resolve($0)?["type"]?.text != "null" }
    }
}

extension Node {
    /// Whether a schema's own keywords say what its values look like.
    var tellsOfValues: Bool {
        let types = self["type"].map { $0.isSequence ? $0.elements.compactMap(\.text) : [$0.text ?? ""] } ?? []
        if types.contains(where: { $0 != "null" && $0 != "any" }) { return true }
        if let values = self["enum"]?.elements, values.contains(where: { !$0.isNull }) { return true }
        if let constant = self["const"], !constant.isNull { return true }
        return (self["properties"]?.count ?? 0) > 0 || self["items"]?.isMapping == true || self["prefixItems"] != nil
            || self["additionalProperties"]?.isMapping == true || self["patternProperties"] != nil
    }
}
