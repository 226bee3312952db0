extension Schema {
    /// The keywords of JSON Schema 2020-12 and of OpenAPI 3.0.
    package static let shape = ObjectShape("a schema", core + applicators + validation + annotations)

    private static let core: [ObjectShape.Field] = [
        .optional("$ref", .text), .optional("$comment", .text), .optional("$schema", .text, in: .new),
        .optional("$defs", .map(.schema), in: .new),
        .optional("$id", .text, in: .new), .optional("$anchor", .text, in: .new),
        .notBuilt("$dynamicRef", "dynamic references are read as any value"),
        .notBuilt("$dynamicAnchor", "dynamic references are read as any value", isRemark: true),
        .notBuilt("$vocabulary", "vocabularies are not distinguished", isRemark: true),
    ]

    private static let applicators: [ObjectShape.Field] = [
        .optional("allOf", .list(.schema)), .optional("oneOf", .list(.schema)), .optional("anyOf", .list(.schema)),
        .optional("not", .schema), .optional("if", .schema, in: .new), .optional("then", .schema, in: .new),
        .optional("else", .schema, in: .new), .optional("discriminator", .object(Discriminator.self)),
        .optional("properties", .map(.schema)), .optional("patternProperties", .patterned(.pattern, .schema), in: .new),
        .optional("additionalProperties", .schema), .optional("propertyNames", .schema, in: .new),
        .optional("dependentSchemas", .map(.schema), in: .new),
        .optional("unevaluatedProperties", .schema, in: .new), .optional("items", .schema),
        .optional("prefixItems", .list(.schema), in: .new), .optional("contains", .schema, in: .new),
        .optional("unevaluatedItems", .schema, in: .new), .optional("contentSchema", .schema, in: .new),
    ]

    private static let validation: [ObjectShape.Field] = [
        .optional("type", .textOrTexts), .optional("nullable", .boolean, in: .old), .optional("enum", .list(.any)),
        .optional("const", .any, in: .new), .optional("format", .text), .optional("required", .texts),
        .optional("dependentRequired", .map(.texts), in: .new), .optional("minProperties", .count),
        .optional("maxProperties", .count), .optional("minItems", .count), .optional("maxItems", .count),
        .optional("uniqueItems", .boolean), .optional("minContains", .count, in: .new),
        .optional("maxContains", .count, in: .new), .optional("minLength", .count),
        .optional("maxLength", .count), .optional("pattern", .pattern), .optional("multipleOf", .positive),
        .optional("minimum", .number), .optional("maximum", .number),
        .optional("exclusiveMinimum", .booleanOrNumber), .optional("exclusiveMaximum", .booleanOrNumber),
    ]

    private static let annotations: [ObjectShape.Field] = [
        .optional("title", .text), .optional("description", .text), .optional("default", .any),
        .optional("example", .any), .optional("examples", .list(.any), in: .new), .optional("deprecated", .boolean),
        .optional("readOnly", .boolean), .optional("writeOnly", .boolean),
        .optional("contentEncoding", .text, in: .new), .optional("contentMediaType", .text, in: .new),
        .optional("externalDocs", .object(ExternalDocumentation.self)), .optional("xml", .any),
    ]
}
