package import PacelineDiagnostics
package import PacelineYAML

/// The Operation Object, with its method and path.
package struct Operation: SpecObject {
    package let node: Node
    /// The method's key in the path item, such as `get`; empty for an operation that stands elsewhere.
    package let method: String
    package let pathItem: PathItem
    /// Where the method stands.
    package let location: SourceLocation

    package init(node: Node) {
        self.init(node: node, method: "", pathItem: PathItem(node: node), location: node.location)
    }

    package init(node: Node, method: String, pathItem: PathItem, location: SourceLocation) {
        self.node = node
        self.method = method
        self.pathItem = pathItem
        self.location = location
    }

    package static let shape = ObjectShape(
        "an operation",
        [
            .optional("operationId", .text), .optional("tags", .texts), .optional("summary", .text),
            .optional("description", .text), .optional("externalDocs", .object(ExternalDocumentation.self)),
            .optional("parameters", .list(.reference(or: Parameter.self))),
            .optional("requestBody", .reference(or: RequestBody.self)),
            .optional("responses", .patterned(.status, .reference(or: Response.self))),
            .optional("deprecated", .boolean), .optional("security", .list(.map(.texts))),
            .optional("servers", .list(.object(Server.self))),
            .notBuilt("callbacks", "callbacks are documentation only for now"),
        ])

    /// The path template, such as `/pets/{petId}`.
    package var path: String { pathItem.template }
    package var operationID: String? { text("operationId") }
    package var tags: [String] { texts("tags") }
    package var summary: String? { text("summary") }
    package var description: String? { text("description") }
    package var isDeprecated: Bool { flag("deprecated") }
    package var externalDocumentation: ExternalDocumentation? { object("externalDocs") }
    /// The parameters that stand at the operation itself; `Document.parameters(of:)` has them all.
    package var parameters: [Referenced<Parameter>] {
        node["parameters"]?.elements.compactMap { Referenced(node: $0) } ?? []
    }
    package var requestBody: Referenced<RequestBody>? { reference("requestBody") }
    /// The answers by status (`200`, `4XX`, `default`), extensions left out.
    package var responses: [Named<Referenced<Response>>] {
        namedReferences("responses").filter { !$0.name.hasPrefix("x-") }
    }
    /// Its own requirements; nil when it has the document's, empty when it needs no credentials.
    package var security: [SecurityRequirement]? { SecurityRequirement.list(node["security"]) }
    package var servers: [Server] { objects("servers") }
    /// An attachment of limits, which is checked where it stands.
    package var rateLimit: Node? { node["x-rate-limit"] }
    /// How messages call the operation: its id, or method and path.
    package var label: String { operationID ?? "\(method.uppercased()) \(path)" }
}
