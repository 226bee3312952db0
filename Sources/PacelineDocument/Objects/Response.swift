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
            .optional("content", .map(.object(MediaType.self))),
            .notBuilt("links", "links between operations are documentation only for now"),
            .optional("summary", .text, in: .next),
        ])

    package var description: String? { text("description") }
    package var headers: [Named<Referenced<Header>>] { namedReferences("headers") }
    /// The bodies by media type.
    package var content: [Named<MediaType>] { named("content") }
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
            .optional("content", .map(.object(MediaType.self))),
        ])

    package var description: String? { text("description") }
    package var isRequired: Bool { flag("required") }
    package var isDeprecated: Bool { flag("deprecated") }
    package var schema: Schema? { node["schema"].flatMap { Schema(checked: $0) } }
    package var example: Node? { node["example"] }
}
