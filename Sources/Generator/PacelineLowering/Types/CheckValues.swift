import PacelineDiagnostics
import PacelineDocument
import PacelineYAML

// What a schema says and no value can be, or what says nothing of its values.

extension TypeLowering {
    /// Reports constants, listed values and a default that the schema's own `type` excludes, and keywords that say
    /// nothing of that type.
    mutating func checkValues(of schema: Schema) {
        guard schema.says(anyOf: Self.checked) else { return }
        let types = schema.types
        // Outside OpenAPI 3.1 what stands beside `$ref` is ignored; types that do not exist are reported when they
        // are read.
        guard !types.isEmpty, document.version != .v30 || schema.reference == nil,
            types.allSatisfy(Self.kinds.keys.contains)
        else { return }
        for (keyword, nodes) in [
            ("enum", schema.enumeration ?? []), ("const", [schema.constant].compactMap { $0 }),
            ("default", [schema.defaultValue].compactMap { $0 }),
        ] {
            // `default: null` says that there is none.
            for node in nodes where !allows(node, schema) && !(keyword == "default" && node.isNull) {
                let isText = types.contains("string") && node.scalarJSON != nil && !node.isNull
                diagnostics.untidy(
                    .wrongValue,
                    "`\(keyword)` has \(node.said), which is not of type \(types.joined(separator: " or "))",
                    at: node.location,
                    hint: isText ? "put it in quotes; it is taken for a string" : "it is ignored")
            }
        }
        for (kind, keywords) in Self.kinds where !types.contains(kind) {
            // A whole number is a number.
            if kind == "number", types.contains("integer") { continue }
            for keyword in keywords where schema.says(keyword) {
                diagnostics.untidy(
                    .needlessKeyword,
                    "`\(keyword)` says nothing of \(types.map { "`\($0)`" }.joined(separator: " and "))",
                    at: schema.node[keyword]?.location ?? schema.location, hint: "it is about `\(kind)`")
            }
        }
    }

    /// The keywords that are about one type alone.
    private static let kinds: [String: [String]] = [
        "array": ["uniqueItems", "minItems", "maxItems", "contains", "prefixItems"],
        "object": ["minProperties", "maxProperties", "propertyNames", "patternProperties", "dependentRequired"],
        "string": ["minLength", "maxLength"], "number": ["minimum", "maximum", "multipleOf"], "integer": [],
        "boolean": [], "null": [],
    ]

    private static let checked = KeySet(["enum", "const", "default"] + kinds.values.joined())

    private func allows(_ node: Node, _ schema: Schema) -> Bool {
        let types = schema.types
        if node.isNull { return schema.isNullable }
        if types.contains(node.schemaType) { return true }
        if node.schemaType == "integer" { return types.contains("number") }
        return node.schemaType == "number" && types.contains("integer")
            && node.double.map { $0 == $0.rounded() } ?? false
    }

}

extension Node {
    /// The value, for a message.
    fileprivate var said: String {
        switch kind {
        case .sequence: "a list"
        case .mapping: "an object"
        case .string: "the string `\(text ?? "")`"
        default: "`\(scalarJSON ?? "null")`"
        }
    }
}
