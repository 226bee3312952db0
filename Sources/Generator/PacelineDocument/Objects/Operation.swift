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
    /// The call of `x-variants` that this is; what it says overrides the operation's own members.
    package let variant: Named<Variant>?
    /// Which of its two calls it is, where one answers with a value and one with a stream (`x-stream`); nil for others.
    package var streamCall: StreamCall?

    package init(node: Node) {
        self.init(node: node, method: "", pathItem: PathItem(node: node), location: node.location)
    }

    package init(
        node: Node, method: String, pathItem: PathItem, location: SourceLocation, variant: Named<Variant>? = nil
    ) {
        self.node = node
        self.method = method
        self.pathItem = pathItem
        self.location = location
        self.variant = variant
    }

    /// The calls that the operation stands for: its variants, or itself where it has none.
    var calls: [Operation] {
        let variants: [Named<Variant>] = named("x-variants")
        guard !variants.isEmpty else { return [self] }
        return variants.map {
            Operation(node: node, method: method, pathItem: pathItem, location: $0.location, variant: $0)
        }
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
            .optional("callbacks", .map(.any)),
            .optional("x-idempotent", .boolean), .optional("x-idempotency-key", .text), .optional("x-pagination", .any),
            .optional("x-stream", .any),
        ])

    /// The path template, such as `/pets/{petId}`.
    package var path: String { pathItem.template }
    /// The variant's name, else `operationId`; that of a call for a stream has a word more.
    package var operationID: String? { streamCall == .stream ? declaredID.map { $0 + "Stream" } : declaredID }
    /// The id that is written in the document.
    package var declaredID: String? { variant?.name ?? text("operationId") }
    /// The ids by which `applies` may name the operation: its own and, for one of several calls, those of the operation
    /// it is of.
    package var selectableIDs: [String] {
        let own = streamCall == .stream ? [operationID, declaredID] : [declaredID]
        return (own + [text("operationId")]).compactMap { $0 }
    }
    package var tags: [String] {
        guard let variant = variant?.value, variant.node["tags"] != nil else { return texts("tags") }
        return variant.texts("tags")
    }
    package var summary: String? { variant?.value.text("summary") ?? text("summary") }
    package var description: String? { variant?.value.text("description") ?? text("description") }
    package var isDeprecated: Bool { flag("deprecated") || variant?.value.flag("deprecated") == true }
    package var externalDocumentation: ExternalDocumentation? {
        variant?.value.object("externalDocs") ?? object("externalDocs")
    }
    /// The parameters that stand at the operation itself; `Document.parameters(of:)` has them all.
    package var parameters: [Referenced<Parameter>] {
        (variant?.value.node["parameters"] ?? node["parameters"])?.elements.compactMap { Referenced(node: $0) } ?? []
    }
    package var requestBody: Referenced<RequestBody>? {
        variant?.value.reference("requestBody") ?? reference("requestBody")
    }
    /// The responses by status (`200`, `4XX`, `default`), extensions left out.
    package var responses: [Named<Referenced<Response>>] {
        let own: [Named<Referenced<Response>>] = variant?.value.namedReferences("responses") ?? []
        return (own.isEmpty ? namedReferences("responses") : own).filter { !$0.name.hasPrefix("x-") }
    }
    /// Its own requirements; nil when it has the document's, empty when it needs no credentials.
    package var security: [SecurityRequirement]? { SecurityRequirement.list(node["security"]) }
    package var servers: [Server] { objects("servers") }
    /// The requests that the server makes in return, by name.
    package var callbacks: [Named<Referenced<Callback>>] { namedReferences("callbacks") }
    /// Whether the document says that the call may be repeated; nil when it says nothing.
    var isIdempotent: Bool? {
        variant?.value.node["x-idempotent"]?.boolean ?? node["x-idempotent"]?.boolean
    }
    /// The header field for an idempotency key that is no declared parameter.
    var idempotencyField: String? { variant?.value.text("x-idempotency-key") ?? text("x-idempotency-key") }
    /// How it answers in a stream, as it is written.
    var stream: Node? { variant?.value.node["x-stream"] ?? node["x-stream"] }
    /// An attachment of limits.
    package var rateLimit: Node? { node["x-rate-limit"] }
    /// How messages call the operation: its id, or method and path.
    package var label: String { operationID ?? "\(method.uppercased()) \(path)" }
}
