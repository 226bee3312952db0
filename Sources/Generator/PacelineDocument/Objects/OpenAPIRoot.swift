internal import PacelineYAML

/// The OpenAPI Object: the root.
struct OpenAPIRoot: SpecObject {
    let node: Node

    init(node: Node) { self.node = node }

    static let shape = ObjectShape(
        "the document",
        [
            .required("openapi", .text), .required("info", .object(Info.self)),
            .optional("jsonSchemaDialect", .text, in: .v31), .optional("servers", .list(.object(Server.self))),
            .optional("paths", .patterned(.path, .object(PathItem.self))),
            .optional("webhooks", .map(.object(PathItem.self)), in: .v31),
            .optional("components", .object(Components.self)), .optional("security", .list(.map(.texts))),
            .optional("tags", .list(.object(Tag.self))),
            .optional("externalDocs", .object(ExternalDocumentation.self)), .laterRemark("$self"),
            .optional("x-tagGroups", .list(.object(TagGroup.self))),
        ])
}
