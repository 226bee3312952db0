import PacelineDocument
package import PacelineModel
package import PacelineYAML

extension Lowering {
    /// What the schemas together ask of a value beyond its type, in words for a doc comment.
    func constraints(of schemas: [Schema]) -> String {
        var words: [String] = []
        for part in schemas.flatMap({ constraintParts(of: $0) }) where !words.contains(part) { words.append(part) }
        return words.joined(separator: ", ")
    }

    /// What the schema asks of a value beyond its type, in words for a doc comment.
    func constraints(of schema: Schema) -> String { constraintParts(of: schema).joined(separator: ", ") }

    /// What an object has to be beyond the types of its properties, in words for a doc comment.
    func objectConstraints(of all: Conjunction) -> String {
        var parts: [String] = []
        for part in all.parts {
            parts += range(part.minProperties, part.maxProperties, of: "member")
            if let names = part.propertyNames?.pattern { parts.append("names of members matching `\(names)`") }
            parts += part.patternProperties.map { "members matching `\($0.name)`" }
        }
        let conditions = ["not", "if", "dependentRequired", "dependentSchemas"].filter { keyword in
            all.parts.contains { $0.says(keyword) }
        }
        let alternatives = ["oneOf", "anyOf"].filter { keyword in
            all.parts.contains { part in
                (keyword == "oneOf" ? part.oneOf : part.anyOf).contains { !$0.required.isEmpty }
            }
        }
        if !(conditions + alternatives).isEmpty {
            let keywords = (conditions + alternatives).map { "`\($0)`" }.joined(separator: ", ")
            parts.append("with conditions between the members (\(keywords) in the document)")
        }
        return parts.joined(separator: ", ")
    }

    /// The keywords of which `constraintParts` speaks: most schemas have none of them.
    private static let constraintKeywords = KeySet([
        "const", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength",
        "minItems", "maxItems", "contains", "uniqueItems", "pattern", "multipleOf", "default", "format",
    ])

    private func constraintParts(of schema: Schema) -> [String] {
        guard schema.says(anyOf: Self.constraintKeywords) else { return [] }
        var parts: [String] = []
        if let value = schema.constant ?? (schema.enumeration?.count == 1 ? schema.enumeration?.first : nil),
            let text = value.scalarJSON
        {
            parts.append("always `\(text)`")
        }
        switch (schema.minimum, schema.maximum) {
        case (let low?, let high?) where !low.isExclusive && !high.isExclusive:
            parts.append("from \(plain(low.value)) to \(plain(high.value))")
        case (let low, let high):
            let low = low.map { ($0.isExclusive ? "above " : "at least ") + plain($0.value) }
            let high = high.map { ($0.isExclusive ? "below " : "at most ") + plain($0.value) }
            let bounds = [low, high].compactMap { $0 }
            if !bounds.isEmpty { parts.append(bounds.joined(separator: " and ")) }
        }
        parts += range(schema.minLength, schema.maxLength, of: "character")
        parts += range(schema.minItems, schema.maxItems, of: "item")
        if schema.contains != nil { parts.append("with certain items (`contains` in the document)") }
        if schema.uniqueItems, schema.types.isEmpty || schema.types.contains("array") {
            parts.append("without repeats")
        }
        if let pattern = schema.pattern { parts.append("matching `\(pattern)`") }
        if let multiple = schema.multipleOf { parts.append("a multiple of \(plain(multiple))") }
        if let standard = schema.defaultValue?.text { parts.append("`\(standard)` when absent") }
        if let format = schema.format, !typedFormats.contains(format) { parts.append("format `\(format)`") }
        return parts
    }

    /// The formats that the type itself expresses.
    private var typedFormats: Set<String> {
        ["date-time", "date", "int32", "int64", "uint64", "float", "double", "byte"]
    }

    private func range(_ low: Int?, _ high: Int?, of what: String) -> [String] {
        func count(_ number: Int) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
        switch (low, high) {
        case (let low?, let high?): return [low == high ? count(low) : "\(low) to \(count(high))"]
        case (let low?, nil): return low == 0 ? [] : ["at least \(count(low))"]
        case (nil, let high?): return ["at most \(count(high))"]
        case (nil, nil): return []
        }
    }

    private func plain(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}

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
