package import PacelineYAML

/// The Parameter Object.
package struct Parameter: SpecObject {
    /// Where a parameter goes.
    package enum Place: String, Hashable, Sendable { case path, query, header, cookie }

    /// Place and name of a parameter, which no other of its operation has.
    package struct Key: Hashable, Sendable {
        let place: Place
        let name: String
    }

    package let node: Node

    package init(node: Node) { self.node = node }

    package static let section: String? = "parameters"

    private static let styles = [
        "matrix", "label", "simple", "form", "spaceDelimited", "pipeDelimited", "deepObject",
    ]

    package static let shape = ObjectShape(
        "a parameter", ifIncomplete: " and is left out",
        [
            .required("name", .text), .required("in", .word(["path", "query", "header", "cookie"])),
            .optional("description", .text),
            .optional("required", .boolean), .optional("deprecated", .boolean),
            .optional("allowEmptyValue", .boolean), .optional("style", .word(styles)), .optional("explode", .boolean),
            .optional("allowReserved", .boolean), .optional("schema", .schema), .optional("example", .any),
            .optional("examples", .map(.reference(or: Example.self))),
            .optional("content", .patterned(.mediaType, .object(MediaType.self))),
            .optional("x-idempotency-key", .boolean),
        ])

    /// The name on the wire; empty when the document forgot it.
    package var name: String { text("name") ?? "" }
    /// nil when the document has no place or none that is known.
    package var place: Place? { text("in").flatMap { Place(rawValue: $0) } }
    /// What tells the parameter from others of its operation; nil where it has no name or no known place.
    package var key: Key? {
        guard let place, case let name = name, !name.isEmpty else { return nil }
        // Names of header fields have no case (RFC 9110, section 5.1).
        return Key(place: place, name: place == .header ? name.lowercased() : name)
    }
    package var description: String? { text("description") }
    /// Path parameters are always required.
    package var isRequired: Bool { flag("required") || place == .path }
    package var isDeprecated: Bool { flag("deprecated") }
    package var allowsEmptyValue: Bool { flag("allowEmptyValue") }
    package var allowsReserved: Bool { flag("allowReserved") }
    /// The style as written, when it is one; else the default of the place.
    package var style: String {
        word("style") ?? (place == .query || place == .cookie ? "form" : "simple")
    }
    /// As written, else true for `form` and false for all other styles.
    package var explode: Bool { node["explode"]?.boolean ?? (style == "form") }
    /// Whether its value makes a request safe to repeat: as the document says, else by the name that
    /// draft-ietf-httpapi-idempotency-key-header gives it.
    package var isIdempotencyKey: Bool {
        guard place == .header else { return false }
        return node["x-idempotency-key"]?.boolean ?? (name.lowercased() == "idempotency-key")
    }
    package var schema: Schema? { node["schema"].flatMap { Schema(checked: $0) } }
    package var content: [Named<MediaType>] { MediaType.named(node["content"]) }
    package var example: Node? { node["example"] }
    package var examples: [Named<Referenced<Example>>] { namedReferences("examples") }
}
