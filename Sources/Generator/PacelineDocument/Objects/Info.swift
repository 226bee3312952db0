package import PacelineYAML

/// The Info Object.
package struct Info: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let shape = ObjectShape(
        "the info object",
        [
            .required("title", .text), .required("version", .text), .optional("summary", .text, in: .v31),
            .optional("description", .text), .optional("termsOfService", .text),
            .optional("contact", .object(Contact.self)), .optional("license", .object(License.self)),
        ])

    package var title: String { text("title") ?? "" }
    package var version: String { text("version") ?? "" }
    package var summary: String? { text("summary") }
    package var description: String? { text("description") }
    package var termsOfService: String? { text("termsOfService") }
    package var contact: Contact? { object("contact") }
    package var license: License? { object("license") }
}

/// The Contact Object.
package struct Contact: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let shape = ObjectShape(
        "the contact object", [.optional("name", .text), .optional("url", .text), .optional("email", .text)])

    package var name: String? { text("name") }
    package var url: String? { text("url") }
    package var email: String? { text("email") }
}

/// The License Object.
package struct License: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let shape = ObjectShape(
        "the license object",
        [.required("name", .text), .optional("identifier", .text, in: .v31), .optional("url", .text)])

    package var name: String { text("name") ?? "" }
    package var identifier: String? { text("identifier") }
    package var url: String? { text("url") }
}

/// The External Documentation Object.
package struct ExternalDocumentation: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let shape = ObjectShape(
        "an external documentation object", [.required("url", .text), .optional("description", .text)])

    package var url: String { text("url") ?? "" }
    package var description: String? { text("description") }
}
