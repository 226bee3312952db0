package import PacelineModel
package import PacelineYAML

extension Sample {
    /// The value of a node.
    package init(_ node: Node) {
        switch node.kind {
        case .null: self = .null
        case .boolean: self = .boolean(node.boolean ?? false)
        case .integer, .number: self = .number(node.jsonNumber)
        case .string: self = .string(node.text ?? "")
        case .sequence: self = .array(node.elements.map(Sample.init))
        case .mapping:
            self = .object(node.entries.map { Member(name: $0.key, value: Sample($0.value)) })
        }
    }
}

extension Sample {
    /// The value of a scalar node as one of some JSON Schema types; nil where it can be none of them.
    init?(_ node: Node, as kinds: [String]?) {
        guard let kinds, !kinds.contains(node.schemaType) else {
            self.init(node)
            return
        }
        let whole = node.double.flatMap { Int64(exactly: $0) }
        switch (node.schemaType, kinds) {
        case ("integer", _) where kinds.contains("number"): self.init(node)
        case ("number", _) where kinds.contains("integer") && whole != nil: self = .number(String(whole ?? 0))
        case (_, ["string"]):
            guard let text = node.text, !node.isNull else { return nil }
            self = .string(text)
        default: return nil
        }
    }
}

extension Node {
    /// The text of a string, and the JSON notation of other scalars; nil for containers.
    var scalarJSON: String? {
        switch kind {
        case .string: text
        case .integer, .number: jsonNumber
        case .boolean: boolean.map { String($0) }
        case .null: "null"
        case .sequence, .mapping: nil
        }
    }

    /// The number in JSON's notation: YAML also writes `0x1F`, `+1` and `.5`.
    fileprivate var jsonNumber: String {
        if let integer { return String(integer) }
        guard let double, double.isFinite else { return "0" }
        return String(double)
    }
}
