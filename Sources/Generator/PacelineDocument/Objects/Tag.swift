package import PacelineDiagnostics
package import PacelineYAML

/// The Tag Object.
package struct Tag: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let shape = ObjectShape(
        "a tag",
        [
            .required("name", .text), .optional("description", .text),
            .optional("externalDocs", .object(ExternalDocumentation.self)),
            .laterRemark("summary"), .laterRemark("parent"),
            .laterRemark("kind"), .optional("x-displayName", .text), .optional("x-order", .texts),
        ])

    package var name: String { text("name") ?? "" }
    /// The heading for people: `x-displayName`, else the name.
    package var displayName: String { text("x-displayName") ?? name }
    package var description: String? { text("description") }
    /// An attachment of limits.
    var rateLimit: Node? { node["x-rate-limit"] }
    /// The ids of the tag's operations in the order in which people know them (`x-order`), where paths cannot give it:
    /// operations of one path stand together in a document. Empty when nothing is written.
    package var order: [LocatedText] {
        node["x-order"]?.elements.compactMap { element in
            element.scalarText.map { LocatedText(text: $0, location: element.location) }
        } ?? []
    }
}

/// An entry of `x-tagGroups`: tags under a common heading.
package struct TagGroup: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let shape = ObjectShape("a tag group", [.required("name", .text), .required("tags", .texts)])

    package var name: String { text("name") ?? "" }
    package var tags: [String] { texts("tags") }
}
