package import PacelineYAML

/// The Response Object.
package struct Response: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let section: String? = "responses"

    package static let shape = ObjectShape(
        "a response",
        [
            .required("description", .text), .optional("headers", .map(.reference(or: Header.self))),
            .optional("content", .patterned(.mediaType, .object(MediaType.self))),
            .optional("links", .map(.reference(or: Link.self))),
            .laterRemark("summary"),
        ])

    package var description: String? { text("description") }
    package var headers: [Named<Referenced<Header>>] { namedReferences("headers") }
    /// The bodies by media type.
    package var content: [Named<MediaType>] { MediaType.named(node["content"]) }
    package var links: [Named<Referenced<Link>>] { namedReferences("links") }
}

/// The Link Object: an operation that takes values of this response.
package struct Link: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let section: String? = "links"

    package static let shape = ObjectShape(
        "a link",
        [
            .optional("operationRef", .text), .optional("operationId", .text), .optional("parameters", .map(.any)),
            .optional("requestBody", .any), .optional("description", .text), .optional("server", .object(Server.self)),
        ])

    package var operationID: String? { text("operationId") }
    package var operationReference: String? { text("operationRef") }
    package var description: String? { text("description") }
    /// The parameters with the expressions that give their values.
    package var parameters: [(name: String, expression: String)] {
        node["parameters"]?.entries.map { ($0.key, $0.value.scalarText ?? "") } ?? []
    }
}

/// The Header Object; its name is the key under which it stands.
package struct Header: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let section: String? = "headers"

    package static let shape = ObjectShape(
        "a header",
        [
            .optional("description", .text), .optional("required", .boolean), .optional("deprecated", .boolean),
            .optional("style", .text), .optional("explode", .boolean), .optional("schema", .schema),
            .optional("example", .any), .optional("examples", .map(.reference(or: Example.self))),
            .optional("content", .patterned(.mediaType, .object(MediaType.self))),
        ])

    package var description: String? { text("description") }
    package var isRequired: Bool { flag("required") }
    package var isDeprecated: Bool { flag("deprecated") }
    package var schema: Schema? { node["schema"].flatMap { Schema(checked: $0) } }
    package var example: Node? { node["example"] }
}
