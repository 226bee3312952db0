package import PacelineDiagnostics
package import PacelineYAML

/// An OpenAPI document as it is written, with places.
///
/// Its objects are views of their nodes and cost nothing to make; reading a member twice is cheaper than keeping it.
package struct Document: Sendable {
    /// The version of the specification, as far as it changes what the members mean.
    package enum Version: Sendable { case v30, v31 }

    /// The path of the source, as the user gave it.
    package let path: String
    package let root: Node
    /// 3.2 and later count as 3.1, after a warning.
    package let version: Version
    /// The sources to which the document refers, and its own.
    let trees: SourceTrees
    /// The declared limits; nil when there are none, or none that can be read (which the diagnostics say).
    package let rateLimits: RateLimitsObject?
    /// Whether limits are declared, in the document or in a limits file, readable or not.
    package let declaresLimits: Bool
    /// Limits in the vocabularies of others.
    let foreignLimits: ForeignLimits
    /// What the limits file attaches to operations, by their ids.
    let attachedByFile: [String: Node]
    /// Every call, in document order: the operations, those with variants replaced by these, those that
    /// answer with a value or with a stream by a call for each.
    package private(set) var operations: [Operation] = []
    /// The limits of each call, found once: rules and the lowering ask for them again and again.
    private(set) var limits = LimitIndex()

    /// Reads a document, checks it whole and applies the rules. Returns nil where there is nothing to work with.
    ///
    /// What is wrong is in `diagnostics`; whether to go on is the caller's decision, once, by `hasErrors`. `loader`
    /// gives the files to which the document refers; `limits` is a file that declares the limits in the document's
    /// place.
    package static func read(
        source: Source, limits file: Source? = nil, loader: SourceLoader = .none, diagnostics: inout DiagnosticSink
    ) -> Document? {
        guard let tree = YAMLTree.read(source, diagnostics: &diagnostics) else { return nil }
        guard let version = version(of: tree.root, diagnostics: &diagnostics) else { return nil }
        var reader = NodeReader(
            root: tree.root, version: version, trees: SourceTrees(tree, loader: loader), diagnostics: diagnostics)
        reader.readDocument()
        diagnostics = reader.diagnostics
        let limitsFile = file.flatMap { LimitsFile.read($0, diagnostics: &diagnostics) }
        let declared = LimitsFile.limits(of: tree.root, file: limitsFile, &diagnostics)
        let declaresLimits = file != nil || declared?["policies"] != nil
        if declared == nil { reader.foreignLimits.report(of: source.path, &diagnostics) }
        if !declaresLimits { reader.foreignLimits.noteDialect(tree.root.entries.filter { $0.key == "x-rate-limits" }) }
        if !declaresLimits { reader.foreignLimits.noteDialect(reader.attachments) }
        let attached = limitsFile?.attachments ?? []
        var limits = RateLimitsReader(diagnostics: diagnostics)
        let rateLimits = limits.read(declared, attachments: reader.attachments + attached)
        diagnostics = limits.diagnostics
        var document = Document(
            path: source.path, root: tree.root, version: version, trees: reader.trees, rateLimits: rateLimits,
            declaresLimits: declaresLimits, foreignLimits: reader.foreignLimits,
            attachedByFile: Dictionary(attached.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }))
        document.operations = document.paths.flatMap(\.operations).flatMap(\.calls).flatMap(document.streamCalls)
        document.limits = LimitIndex(of: document, &diagnostics)
        limitsFile?.reportUnknownOperations(of: document, &diagnostics)
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
    package var paths: [PathItem] { pathItems(in: "paths") { $0.hasPrefix("/") } }

    /// The requests that the server sends on its own, under their names, references followed.
    package var webhooks: [PathItem] { pathItems(in: "webhooks") { _ in true } }

    private func pathItems(in member: String, where isItem: (String) -> Bool) -> [PathItem] {
        root[member]?.entries.compactMap { entry in
            guard isItem(entry.key), entry.value.isMapping else { return nil }
            return pathItem(entry.value, template: entry.key, location: entry.keyNode.location)
        } ?? []
    }

    /// A path item; where it is a reference, what it leads to with what stands beside it.
    private func pathItem(_ node: Node, template: String, location: SourceLocation) -> PathItem? {
        guard node["$ref"] != nil else { return PathItem(node: node, template: template, location: location) }
        let target = resolver.target(of: Reference(node: node))
        return PathItem(node: node, target: target, template: template, location: location)
    }

    private var resolver: ReferenceResolver { ReferenceResolver(trees: trees) }

    /// The mappings of the document's own source that have the given key, in document order.
    package func mappings(withKey key: String) -> [Node] { trees.own.mappings(withKey: key) }

    private var view: OpenAPIRoot { OpenAPIRoot(node: root) }
}

// MARK: - References

extension Document {
    /// The object itself, with references followed; nil when they lead nowhere, which has been reported.
    package func resolve<Object: SpecObject>(_ item: Referenced<Object>) -> Object? {
        switch item {
        case .object(let object): object
        case .reference(let reference): resolver.target(of: reference).map { Object(node: $0) }
        }
    }

    /// The schema to which a reference leads, which may be a reference again.
    package func schema(at reference: Reference) -> Schema? { schema(at: reference.target, from: reference.node) }

    /// The security scheme of that name in `components`, with references followed.
    package func securityScheme(named name: String) -> SecurityScheme? {
        root["components"]?["securitySchemes"]?[name].flatMap { Referenced(node: $0) }.flatMap(resolve)
    }

    /// The schema of that name in `components`.
    package func component(named name: String) -> Schema? {
        root["components"]?["schemas"]?[name].flatMap { Schema(checked: $0) }
    }

    /// The schema that a discriminator's mapping names: by its name in `components`, or by a reference.
    package func schema(mappedBy mapping: Named<String>, of discriminator: Discriminator) -> Schema? {
        let component = discriminator.node.root["components"]?["schemas"]?[mapping.value]
        return component.flatMap { Schema(checked: $0) }
            ?? schema(at: Reference.Target(mapping.value), from: discriminator.node)
    }

    private func schema(at target: Reference.Target, from node: Node) -> Schema? {
        guard case .node(let found?) = resolver.step(target, from: node) else { return nil }
        return Schema(checked: found)
    }

    /// The schema itself, or the one at the end of its references. Siblings of `$ref` are not looked at.
    package func resolve(_ schema: Schema) -> Schema? {
        guard let reference = schema.reference else { return schema }
        return resolver.target(of: reference).flatMap { Schema(checked: $0) }
    }

    /// All parameters of an operation: the path's, then its own, which replace those with the same name and place.
    /// Parameters without a name or a known place are left out.
    package func parameters(of operation: Operation) -> [Parameter] {
        var parameters: [Parameter] = []
        var known: [Parameter.Key: Int] = [:]
        for item in operation.pathItem.parameters + operation.parameters {
            guard let parameter = resolve(item), let key = parameter.key else { continue }
            if let same = known[key] {
                parameters[same] = parameter
            } else {
                known[key] = parameters.count
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
                .notOpenAPI,
                "this is not an OpenAPI document: a mapping with `openapi`, `info` and `paths` is expected",
                at: root.location)
            return nil
        }
        guard let node = root["openapi"] else {
            if let swagger = root["swagger"] {
                diagnostics.error(
                    .unsupportedVersion, "Swagger \(swagger.text ?? "2.0") is not supported", at: swagger.location,
                    hint: "convert the document to OpenAPI 3.0 or 3.1")
            } else if let format = ForeignFormat(of: root) {
                diagnostics.error(
                    .notOpenAPI, "this is \(format.name), not an OpenAPI document", at: root.location,
                    hint: format.hint)
            } else {
                let near = Suggestion.nearest(to: "openapi", among: root.entries.map(\.key))
                diagnostics.error(
                    .missingMember, "the document has no `openapi` with the version of the specification",
                    at: root.location, hint: near.map { "`\($0)` should be `openapi`" } ?? "add `openapi: 3.1.0`")
            }
            return nil
        }
        let text = node.text ?? ""
        switch text.split(separator: ".").prefix(2).joined(separator: ".") {
        case "3.0": return .v30
        case "3.1": return .v31
        case let version where text.hasPrefix("3.") && version.count > 2:
            diagnostics.untidy(
                .unsupportedVersion, "OpenAPI \(text) is read as 3.1; what is new in it is skipped",
                at: node.location)
            return .v31
        default:
            diagnostics.error(
                .unsupportedVersion, "the version `\(text)` is not supported", at: node.location,
                hint: "3.0 and 3.1 are, written like `openapi: 3.1.0`")
            return nil
        }
    }
}
