package import PacelineYAML

/// The Schema Object: of OpenAPI 3.0, or JSON Schema 2020-12 as of 3.1. Equal when it is the same place.
package struct Schema: SpecObject, Hashable {
    package let node: Node

    package init(node: Node) { self.node = node }

    /// nil when the node is neither a mapping nor true or false.
    init?(checked node: Node) {
        guard node.isMapping || node.boolean != nil else { return nil }
        self.node = node
    }

    package static let section: String? = "schemas"

    /// The value of a schema that is `true` (anything) or `false` (nothing); nil for an object.
    package var boolean: Bool? { node.isMapping ? nil : node.boolean }

    /// The reference, which may have siblings: they count since 3.1, and have no effect in 3.0.
    package var reference: Reference? { node["$ref"] == nil ? nil : Reference(node: node) }

    /// The types as written, `null` among them; empty when there is no `type`.
    package var types: [String] {
        guard let type = node["type"] else { return [] }
        return type.isSequence ? type.elements.compactMap(\.text) : type.text.map { [$0] } ?? []
    }

    /// Whether null is a value: `nullable`, `null` among the types, or null as the constant or in the enumeration of a
    /// schema without types.
    package var isNullable: Bool {
        if flag("nullable") { return true }
        let types = types
        if !types.isEmpty { return types.contains("null") }
        return constant?.isNull ?? enumeration?.contains(where: \.isNull) ?? false
    }

    // MARK: Any type
    package var title: String? { text("title") }
    package var description: String? { text("description") }
    package var isDeprecated: Bool { flag("deprecated") }
    package var isReadOnly: Bool { flag("readOnly") }
    package var isWriteOnly: Bool { flag("writeOnly") }
    package var enumeration: [Node]? { node["enum"].flatMap { $0.isSequence ? Array($0.elements) : nil } }
    /// Names for the values of the enumeration, in its order (`x-enum-varnames`, `x-enumNames`); empty without them.
    package var enumerationNames: [String] {
        let names = texts("x-enum-varnames")
        return names.isEmpty ? texts("x-enumNames") : names
    }
    package var constant: Node? { node["const"] }
    package var defaultValue: Node? { node["default"] }
    /// `example`, then those of `examples`.
    package var examples: [Node] {
        (node["example"].map { [$0] } ?? []) + (node["examples"].map { Array($0.elements) } ?? [])
    }

    // MARK: Composition
    package var allOf: [Schema] { schemas("allOf") }
    package var oneOf: [Schema] { schemas("oneOf") }
    package var anyOf: [Schema] { schemas("anyOf") }
    package var not: Schema? { schema("not") }
    package var ifSchema: Schema? { schema("if") }
    package var thenSchema: Schema? { schema("then") }
    package var elseSchema: Schema? { schema("else") }
    package var discriminator: Discriminator? { object("discriminator") }
    package var definitions: [Named<Schema>] { Self.named(node["$defs"]) }

    // MARK: Objects
    /// The properties, in document order.
    package var properties: [Named<Schema>] { Self.named(node["properties"]) }
    package var required: [String] { texts("required") }
    /// nil when it is not written; else a schema, which may be `true` or `false`.
    package var additionalProperties: Schema? { schema("additionalProperties") }
    package var patternProperties: [Named<Schema>] { Self.named(node["patternProperties"]) }
    package var propertyNames: Schema? { schema("propertyNames") }
    package var dependentSchemas: [Named<Schema>] { Self.named(node["dependentSchemas"]) }
    package var unevaluatedProperties: Schema? { schema("unevaluatedProperties") }
    /// What `additionalProperties` says or, where it is silent, `unevaluatedProperties`: of all parts that are joined.
    package var undeclaredProperties: Schema? { additionalProperties ?? unevaluatedProperties }
    package var minProperties: Int? { count("minProperties") }
    package var maxProperties: Int? { count("maxProperties") }

    // MARK: Arrays
    package var items: Schema? { schema("items") }
    package var prefixItems: [Schema] { schemas("prefixItems") }
    package var contains: Schema? { schema("contains") }
    package var unevaluatedItems: Schema? { schema("unevaluatedItems") }
    package var minItems: Int? { count("minItems") }
    package var maxItems: Int? { count("maxItems") }
    package var uniqueItems: Bool { flag("uniqueItems") }

    // MARK: Strings
    package var format: String? { text("format") }
    package var pattern: String? { text("pattern") }
    package var minLength: Int? { count("minLength") }
    package var maxLength: Int? { count("maxLength") }
    package var contentEncoding: String? { text("contentEncoding") }
    package var contentMediaType: String? { text("contentMediaType") }
    package var contentSchema: Schema? { schema("contentSchema") }

    // MARK: Numbers
    package var multipleOf: Double? { node["multipleOf"]?.double.flatMap { $0 > 0 ? $0 : nil } }
    package var minimum: Bound? { bound("minimum", "exclusiveMinimum", tighter: >) }
    package var maximum: Bound? { bound("maximum", "exclusiveMaximum", tighter: <) }

    /// The end of a range of numbers.
    package struct Bound: Hashable, Sendable {
        package let value: Double
        /// Whether the value itself is outside.
        package let isExclusive: Bool

        package init(value: Double, isExclusive: Bool) {
            self.value = value
            self.isExclusive = isExclusive
        }
    }

    /// The schemas of a map, in document order.
    static func named(_ node: Node?) -> [Named<Schema>] {
        node?.entries.compactMap { entry in
            guard let schema = Schema(checked: entry.value) else { return nil }
            return Named(name: entry.key, value: schema, location: entry.keyNode.location)
        } ?? []
    }

    private func schema(_ key: String) -> Schema? { node[key].flatMap { Schema(checked: $0) } }

    private func schemas(_ key: String) -> [Schema] { node[key]?.elements.compactMap { Schema(checked: $0) } ?? [] }

    private func count(_ key: String) -> Int? {
        node[key]?.integer.flatMap { $0 < 0 ? nil : Int(exactly: $0) }
    }

    /// 3.0 has a flag beside the bound, 3.1 a bound of its own; where both bounds are written the tighter one counts.
    private func bound(_ key: String, _ exclusiveKey: String, tighter: (Double, Double) -> Bool) -> Bound? {
        let exclusive = node[exclusiveKey]
        let inclusiveBound = node[key]?.double.map { Bound(value: $0, isExclusive: exclusive?.boolean ?? false) }
        guard let value = exclusive?.double else { return inclusiveBound }
        guard let inclusiveBound, tighter(inclusiveBound.value, value) else {
            return Bound(value: value, isExclusive: true)
        }
        return inclusiveBound
    }
}

/// The Discriminator Object.
package struct Discriminator: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let shape = ObjectShape(
        "a discriminator",
        [
            .required("propertyName", .text), .optional("mapping", .map(.text)),
            .optional("defaultMapping", .text, in: .v32),
        ])

    package var propertyName: String { text("propertyName") ?? "" }
    /// The schema for each value: a name in `components.schemas` or a reference, as written.
    package var mapping: [Named<String>] {
        node["mapping"]?.entries.compactMap { entry in
            entry.value.scalarText.map { Named(name: entry.key, value: $0, location: entry.value.location) }
        } ?? []
    }
}
