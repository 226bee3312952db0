package import PacelineDiagnostics
package import PacelineYAML

/// The Path Item Object, with the template under which it stands.
package struct PathItem: SpecObject {
    package let node: Node
    /// Where `$ref` leads; what stands beside `$ref` overrides it.
    private let target: Node?
    /// The key in `paths`, such as `/pets/{petId}`; empty for a path item that stands elsewhere.
    package let template: String
    /// Where the template stands.
    package let location: SourceLocation

    package init(node: Node) { self.init(node: node, template: "", location: node.location) }

    package init(node: Node, target: Node? = nil, template: String, location: SourceLocation) {
        self.node = node
        self.target = target
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
            .optional("query", .any, in: .v32), .optional("additionalOperations", .any, in: .v32),
        ] + methods.map { .optional($0, .object(Operation.self)) })

    package var summary: String? { member("summary")?.scalarText }
    package var description: String? { member("description")?.scalarText }
    package var servers: [Server] {
        (member("servers")?.elements).map { $0.filter(\.isMapping).map(Server.init) } ?? []
    }
    /// The parameters that all its operations have.
    package var parameters: [Referenced<Parameter>] {
        [target, node].flatMap { $0?["parameters"]?.elements.compactMap { Referenced(node: $0) } ?? [] }
    }

    /// The operations, in document order; those of a reference's target come first.
    package var operations: [Operation] {
        [target, node].flatMap { part in
            part?.entries.compactMap { entry in
                guard entry.value.isMapping, Self.methods.contains(entry.key) else { return nil }
                guard part == node || node[entry.key]?.isMapping != true else { return nil }
                return Operation(node: entry.value, method: entry.key, pathItem: self, location: entry.keyNode.location)
            } ?? []
        }
    }

    /// An attachment of limits.
    package var rateLimit: Node? { member("x-rate-limit") }

    private func member(_ key: String) -> Node? { node[key] ?? target?[key] }
}
