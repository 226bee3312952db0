package import PacelineYAML

/// The Server Object.
package struct Server: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let shape = ObjectShape(
        "a server",
        [
            .required("url", .text), .optional("description", .text),
            .optional("variables", .map(.object(ServerVariable.self))),
            // A member of 3.2 that changes nothing but what the server is called.
            .optional("name", .text),
        ])

    /// The URL with its `{variables}`, as written.
    package var url: String { text("url") ?? "" }
    package var name: String? { text("name") }
    package var description: String? { text("description") }
    package var variables: [Named<ServerVariable>] { named("variables") }
}

/// The Server Variable Object.
package struct ServerVariable: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let shape = ObjectShape(
        "a server variable",
        [.required("default", .text), .optional("enum", .texts), .optional("description", .text)])

    package var defaultValue: String? { text("default") }
    /// The closed set of values; empty when any text will do.
    package var values: [String] { texts("enum") }
    package var description: String? { text("description") }
}
