package import PacelineYAML

/// The Request Body Object.
package struct RequestBody: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let section: String? = "requestBodies"

    package static let shape = ObjectShape(
        "a request body",
        [
            .required("content", .patterned(.mediaType, .object(MediaType.self))), .optional("description", .text),
            .optional("required", .boolean),
        ])

    package var description: String? { text("description") }
    package var isRequired: Bool { flag("required") }
    /// The bodies by media type.
    package var content: [Named<MediaType>] { MediaType.named(node["content"]) }
}

/// The Media Type Object; its name is the key under which it stands.
package struct MediaType: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let shape = ObjectShape(
        "a media type",
        [
            .optional("schema", .schema), .optional("example", .any),
            .optional("examples", .map(.reference(or: Example.self))), .optional("encoding", .map(.any)),
            .optional("itemSchema", .schema), .optional("prefixEncoding", .any, in: .v32),
            .optional("itemEncoding", .any, in: .v32),
        ])

    /// The media types of a map, in document order.
    static func named(_ content: Node?) -> [Named<MediaType>] {
        content?.entries.compactMap { entry in
            guard entry.value.isMapping, isName(entry.key) else { return nil }
            return Named(name: entry.key, value: MediaType(node: entry.value), location: entry.keyNode.location)
        } ?? []
    }

    /// Whether a text has the form of a media type or a range of them: `type/subtype`, then perhaps parameters
    /// (RFC 9110, section 8.3.1).
    static func isName(_ text: String) -> Bool {
        if text == "application/json" { return true }
        let parts = text.prefix { $0 != ";" }.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2
            && parts.allSatisfy { $0.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }.isToken }
    }

    package var schema: Schema? { node["schema"].flatMap { Schema(checked: $0) } }
    /// The schema of one value of a stream (OpenAPI 3.2).
    package var itemSchema: Schema? { node["itemSchema"].flatMap { Schema(checked: $0) } }
    package var example: Node? { node["example"] }
    package var examples: [Named<Referenced<Example>>] { namedReferences("examples") }
    /// How the parts of a form are written, by property.
    package var encoding: Node? { node["encoding"] }
}

/// The Example Object.
package struct Example: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let section: String? = "examples"

    package static let shape = ObjectShape(
        "an example",
        [
            .optional("summary", .text), .optional("description", .text), .optional("value", .any),
            .optional("externalValue", .text), .laterRemark("dataValue"),
            .laterRemark("serializedValue"),
        ])

    package var summary: String? { text("summary") }
    package var description: String? { text("description") }
    package var value: Node? { node["value"] }
}
