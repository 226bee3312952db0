package import PacelineDiagnostics
package import PacelineYAML

/// The Path Item Object, with the template under which it stands.
package struct PathItem: SpecObject {
    package let node: Node
    /// The key in `paths`, such as `/pets/{petId}`; empty for a path item that stands elsewhere.
    package let template: String
    /// Where the template stands.
    package let location: SourceLocation

    package init(node: Node) { self.init(node: node, template: "", location: node.location) }

    package init(node: Node, template: String, location: SourceLocation) {
        self.node = node
        self.template = template
        self.location = location
    }

    package static let section: String? = "pathItems"

    /// The methods that OpenAPI 3.0 and 3.1 know.
    package static let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

    package static let shape = ObjectShape(
        "a path item",
        [
            .optional("$ref", .text), .optional("summary", .text), .optional("description", .text),
            .optional("servers", .list(.object(Server.self))),
            .optional("parameters", .list(.reference(or: Parameter.self))),
            .optional("query", .any, in: .next), .optional("additionalOperations", .any, in: .next),
        ] + methods.map { .optional($0, .object(Operation.self)) })

    package var summary: String? { text("summary") }
    package var description: String? { text("description") }
    package var servers: [Server] { objects("servers") }
    /// The parameters that all its operations have.
    package var parameters: [Referenced<Parameter>] {
        node["parameters"]?.elements.compactMap { Referenced(node: $0) } ?? []
    }

    /// The operations, in document order.
    package var operations: [Operation] {
        node.entries.compactMap { entry in
            guard entry.value.isMapping, Self.methods.contains(entry.key) else { return nil }
            return Operation(node: entry.value, method: entry.key, pathItem: self, location: entry.keyNode.location)
        }
    }

    /// An attachment of limits, which is checked where it stands.
    package var rateLimit: Node? { node["x-rate-limit"] }
}
