package import PacelineDiagnostics
package import PacelineYAML

/// An OpenAPI document as it is written, with places.
///
/// Its objects are views of their nodes and cost nothing to make; reading a member twice is cheaper than keeping it.
package struct Document: Sendable {
    /// The edition of the specification, as far as it changes what the members mean.
    package enum Version: Sendable { case v30, v31 }

    /// The path of the source, as the user gave it.
    package let path: String
    package let root: Node
    /// 3.2 and later count as 3.1, after a warning.
    package let version: Version
    /// The declared limits; nil when there are none, or none that can be read (which the diagnostics say).
    package let rateLimits: RateLimitsObject?

    /// Reads a document, checks it whole and applies the rules. Returns nil where there is nothing to work with.
    ///
    /// What is wrong is in `diagnostics`; whether to go on is the caller's decision, once, by `hasErrors`.
    package static func read(source: Source, diagnostics: inout DiagnosticSink) -> Document? {
        guard let tree = YAMLTree.read(source, diagnostics: &diagnostics) else { return nil }
        guard let version = version(of: tree.root, diagnostics: &diagnostics) else { return nil }
        var reader = NodeReader(root: tree.root, version: version, diagnostics: diagnostics)
        reader.readDocument()
        diagnostics = reader.diagnostics
        var limits = RateLimitsReader(diagnostics: diagnostics)
        let rateLimits = limits.read(tree.root["x-rate-limits"])
        diagnostics = limits.diagnostics
        let document = Document(path: source.path, root: tree.root, version: version, rateLimits: rateLimits)
        for rule in Rules.all { rule.check(document, &diagnostics) }
        return document
    }

    package var info: Info { Info(node: root["info"] ?? root) }
    package var servers: [Server] { view.objects("servers") }
    package var components: Components { Components(node: root["components"] ?? root) }
    package var tags: [Tag] { view.objects("tags") }
    package var tagGroups: [TagGroup] { view.objects("x-tagGroups") }
    /// The requirements of operations that have none of their own; nil when nothing is written.
    package var security: [SecurityRequirement]? { SecurityRequirement.list(root["security"]) }

    /// The path items, in document order, references followed.
    package var paths: [PathItem] {
        root["paths"]?.entries.compactMap { entry in
            guard entry.key.hasPrefix("/"), entry.value.isMapping else { return nil }
            let isReference = entry.value["$ref"] != nil
            let reference = Reference(node: entry.value)
            let node = isReference ? ReferenceResolver(root: root).target(of: reference) : entry.value
            return node.map { PathItem(node: $0, template: entry.key, location: entry.keyNode.location) }
        } ?? []
    }

    /// Every call, in document order: the operations, those with variants replaced by these.
    package var operations: [Operation] { paths.flatMap(\.operations).flatMap(\.calls) }

    private var view: OpenAPIRoot { OpenAPIRoot(node: root) }
}

// MARK: - References

extension Document {
    /// The object itself, with references followed; nil when they lead nowhere, which has been reported.
    package func resolve<Object: SpecObject>(_ item: Referenced<Object>) -> Object? {
        switch item {
        case .object(let object): object
        case .reference(let reference): ReferenceResolver(root: root).target(of: reference).map { Object(node: $0) }
        }
    }

    /// The schema to which a reference leads, which may be a reference again.
    package func schema(at reference: Reference) -> Schema? {
        reference.pointer.flatMap { root.resolve($0) }.flatMap { Schema(checked: $0) }
    }

    /// The schema itself, or the one at the end of its references. Siblings of `$ref` are not looked at.
    package func resolve(_ schema: Schema) -> Schema? {
        guard let reference = schema.reference else { return schema }
        return ReferenceResolver(root: root).target(of: reference).flatMap { Schema(checked: $0) }
    }

    /// All parameters of an operation: the path's, then its own, which replace those with the same name and place.
    /// Parameters without a name or a known place are left out.
    package func parameters(of operation: Operation) -> [Parameter] {
        var parameters: [Parameter] = []
        for item in operation.pathItem.parameters + operation.parameters {
            guard let parameter = resolve(item), !parameter.name.isEmpty, let place = parameter.place else { continue }
            if let same = parameters.firstIndex(where: { $0.name == parameter.name && $0.place == place }) {
                parameters[same] = parameter
            } else {
                parameters.append(parameter)
            }
        }
        return parameters
    }

    /// The example of a body: `example`, else the first of `examples` with a value.
    package func example(of mediaType: MediaType) -> Node? {
        mediaType.example ?? mediaType.examples.lazy.compactMap { resolve($0.value)?.value }.first
    }

    /// The example of a parameter: `example`, else the first of `examples` with a value.
    package func example(of parameter: Parameter) -> Node? {
        parameter.example ?? parameter.examples.lazy.compactMap { resolve($0.value)?.value }.first
    }
}

// MARK: - Version

extension Document {
    private static func version(of root: Node, diagnostics: inout DiagnosticSink) -> Version? {
        guard root.isMapping else {
            diagnostics.error(
                "not-openapi", "this is no OpenAPI document: a mapping with `openapi`, `info` and `paths` is expected",
                at: root.location)
            return nil
        }
        guard let node = root["openapi"] else {
            if let swagger = root["swagger"] {
                diagnostics.error(
                    "unsupported-version", "Swagger \(swagger.text ?? "2.0") is not supported", at: swagger.location,
                    hint: "convert the document to OpenAPI 3.0 or 3.1")
            } else {
                let near = Suggestion.nearest(to: "openapi", among: root.entries.map(\.key))
                diagnostics.error(
                    "missing-member", "the document has no `openapi` with the version of the specification",
                    at: root.location, hint: near.map { "`\($0)` should be `openapi`" } ?? "add `openapi: 3.1.0`")
            }
            return nil
        }
        let text = node.text ?? ""
        switch text.split(separator: ".").prefix(2).joined(separator: ".") {
        case "3.0": return .v30
        case "3.1": return .v31
        case let edition where text.hasPrefix("3.") && edition.count > 2:
            diagnostics.warning(
                "unsupported-version", "OpenAPI \(text) is read as 3.1; what is new in it is skipped",
                at: node.location)
            return .v31
        default:
            diagnostics.error(
                "unsupported-version", "the version `\(text)` is not supported", at: node.location,
                hint: "3.0 and 3.1 are, written like `openapi: 3.1.0`")
            return nil
        }
    }
}
