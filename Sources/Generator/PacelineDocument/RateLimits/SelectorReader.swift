internal import PacelineDiagnostics
package import PacelineYAML

/// Selectors as they are written: `applies` of a policy, `include` and `exclude` of a configuration's filter.
extension OperationSelector {
    /// A selector, or a list of them of which any will do.
    package static var shapes: Shape { .oneOrMore(.members(shape)) }

    package static let shape: MappingShape = MappingShape(
        "a selector", "Operations, by conditions that must all hold.", ifEmpty: .emptySelector, allowsExtensions: true,
        hint: { "such as `{ tags: [\($0)] }`" },
        [
            .optional("tags", .list(.form(.name)), "Operations with any of these tags."),
            .optional(
                "operations", .list(.form(.name)),
                "Operations with any of these `operationId`s; a name in `x-variants` is one."),
            .optional(
                "paths", .list(.form(.path)),
                """
                Operations at any of these paths: `*` is one segment or a part of one, `**` any number of segments.
                """),
            .optional("methods", .list(.form(.method)), "Operations with any of these methods."),
            .optional(
                "except", .either([.members(shape), .anyList(.members(shape))]),
                "Operations that none of these selectors has."),
        ])

    /// The selectors of a node of their shape; nil where it is null.
    package static func selectors(_ node: Node) -> [OperationSelector]? {
        node.isNull ? nil : node.items.map(OperationSelector.init)
    }

    private init(_ node: Node) {
        self.init(
            tags: node["tags"].map(Self.texts), operations: node["operations"].map(Self.texts),
            paths: node["paths"].map { Self.texts($0).map { PathPattern(text: $0.text, location: $0.location) } },
            methods: node["methods"].map { Self.texts($0).map { $0.text.lowercased() } },
            except: node["except"].flatMap(Self.selectors) ?? [], location: node.location)
    }

    private static func texts(_ node: Node) -> [LocatedText] {
        node.elements.compactMap(LocatedText.init)
    }
}
