package import PacelineYAML

/// The Components Object.
package struct Components: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let shape = ObjectShape(
        "the components object",
        [
            .optional("schemas", .map(.schema)), .optional("responses", .map(.reference(or: Response.self))),
            .optional("parameters", .map(.reference(or: Parameter.self))),
            .optional("examples", .map(.reference(or: Example.self))),
            .optional("requestBodies", .map(.reference(or: RequestBody.self))),
            .optional("headers", .map(.reference(or: Header.self))),
            .optional("securitySchemes", .map(.reference(or: SecurityScheme.self))),
            .optional("pathItems", .map(.object(PathItem.self)), in: .v31),
            .optional("links", .map(.reference(or: Link.self))), .optional("callbacks", .map(.any)),
            .optional("mediaTypes", .any, in: .v32),
        ])

    package var schemas: [Named<Schema>] { Schema.named(node["schemas"]) }
    package var responses: [Named<Referenced<Response>>] { namedReferences("responses") }
    package var parameters: [Named<Referenced<Parameter>>] { namedReferences("parameters") }
    package var examples: [Named<Referenced<Example>>] { namedReferences("examples") }
    package var requestBodies: [Named<Referenced<RequestBody>>] { namedReferences("requestBodies") }
    package var headers: [Named<Referenced<Header>>] { namedReferences("headers") }
    package var securitySchemes: [Named<Referenced<SecurityScheme>>] { namedReferences("securitySchemes") }
    package var pathItems: [Named<PathItem>] { named("pathItems") }
}
