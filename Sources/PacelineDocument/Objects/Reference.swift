package import PacelineDiagnostics
package import PacelineYAML

/// `$ref`: what stands here stands elsewhere.
package struct Reference: SpecObject, Hashable {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let shape = ObjectShape(
        "a reference",
        [.required("$ref", .text), .optional("summary", .text), .optional("description", .text)])

    /// The text of `$ref`: `#/components/schemas/Pet`.
    package var text: String { node["$ref"]?.scalarText ?? "" }
    /// Where the text stands.
    package var location: SourceLocation { node["$ref"]?.location ?? node.location }
    package var summary: String? { text("summary") }
    package var description: String? { text("description") }
    /// The path into this document; nil for another document or an anchor.
    package var pointer: JSONPointer? { JSONPointer(fragment: text) }

    /// The section of `components` and the name in it; nil when the reference leads elsewhere or deeper.
    package var componentName: (section: String, name: String)? {
        guard let tokens = pointer?.tokens, tokens.count == 3, tokens[0] == "components" else { return nil }
        return (tokens[1], tokens[2])
    }
}

/// An object or a reference to one.
package enum Referenced<Object: SpecObject>: Sendable {
    case object(Object)
    case reference(Reference)

    init?(node: Node) {
        guard node.isMapping else { return nil }
        self = node["$ref"] == nil ? .object(Object(node: node)) : .reference(Reference(node: node))
    }

    package var node: Node {
        switch self {
        case .object(let object): object.node
        case .reference(let reference): reference.node
        }
    }

    package var location: SourceLocation { node.location }
}
