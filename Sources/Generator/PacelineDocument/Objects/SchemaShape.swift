extension Schema {
    /// The keywords of JSON Schema 2020-12 and of OpenAPI 3.0.
    package static let shape = ObjectShape("a schema", core + applicators + validation + annotations)

    private static let core: [ObjectShape.Field] = [
        .optional("$ref", .text), .optional("$comment", .text), .optional("$schema", .text, in: .v31),
        .optional("$defs", .map(.schema), in: .v31),
        .optional("$id", .text, in: .v31), .optional("$anchor", .text, in: .v31),
        .unsupported("$dynamicRef", "dynamic references are read as any value"),
        .unsupported("$dynamicAnchor", "dynamic references are read as any value", isRemark: true),
        .unsupported("$vocabulary", "vocabularies are not distinguished", isRemark: true),
    ]

    private static let applicators: [ObjectShape.Field] = [
        .optional("allOf", .list(.schema)), .optional("oneOf", .list(.schema)), .optional("anyOf", .list(.schema)),
        .optional("not", .schema), .optional("if", .schema, in: .v31), .optional("then", .schema, in: .v31),
        .optional("else", .schema, in: .v31), .optional("discriminator", .object(Discriminator.self)),
        .optional("properties", .map(.schema)), .optional("patternProperties", .patterned(.pattern, .schema), in: .v31),
        .optional("additionalProperties", .schema), .optional("propertyNames", .schema, in: .v31),
        .optional("dependentSchemas", .map(.schema), in: .v31),
        .optional("unevaluatedProperties", .schema, in: .v31), .optional("items", .schema),
        .optional("prefixItems", .list(.schema), in: .v31), .optional("contains", .schema, in: .v31),
        .optional("unevaluatedItems", .schema, in: .v31), .optional("contentSchema", .schema, in: .v31),
    ]

    private static let validation: [ObjectShape.Field] = [
        .optional("type", .textOrTexts), .optional("nullable", .boolean, in: .v30), .optional("enum", .list(.any)),
        .optional("const", .any, in: .v31), .optional("format", .text), .optional("required", .texts),
        .optional("dependentRequired", .map(.texts), in: .v31), .optional("minProperties", .count),
        .optional("maxProperties", .count), .optional("minItems", .count), .optional("maxItems", .count),
        .optional("uniqueItems", .boolean), .optional("minContains", .count, in: .v31),
        .optional("maxContains", .count, in: .v31), .optional("minLength", .count),
        .optional("maxLength", .count), .optional("pattern", .pattern), .optional("multipleOf", .positive),
        .optional("minimum", .number), .optional("maximum", .number),
        .optional("exclusiveMinimum", .booleanOrNumber), .optional("exclusiveMaximum", .booleanOrNumber),
    ]

    private static let annotations: [ObjectShape.Field] = [
        .optional("title", .text), .optional("description", .text), .optional("default", .any),
        .optional("example", .any), .optional("examples", .list(.any), in: .v31), .optional("deprecated", .boolean),
        .optional("readOnly", .boolean), .optional("writeOnly", .boolean),
        .optional("contentEncoding", .text, in: .v31), .optional("contentMediaType", .text, in: .v31),
        .optional("externalDocs", .object(ExternalDocumentation.self)), .optional("xml", .any),
    ]
}
