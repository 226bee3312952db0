package import PacelineDiagnostics
package import PacelineYAML

/// The Security Scheme Object.
package struct SecurityScheme: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let section: String? = "securitySchemes"

    package static let shape = ObjectShape(
        "a security scheme",
        [
            .required("type", .word(["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"])),
            .optional("description", .text), .optional("name", .text),
            .optional("in", .word(["query", "header", "cookie"])), .optional("scheme", .text),
            .optional("bearerFormat", .text),
            .optional("flows", .any), .optional("openIdConnectUrl", .text),
            .laterRemark("oauth2MetadataUrl"), .laterRemark("deprecated"),
        ])

    /// `apiKey`, `http`, `mutualTLS`, `oauth2` or `openIdConnect`; empty when it is none of these.
    package var type: String { word("type") ?? "" }
    package var description: String? { text("description") }
    /// The parameter's name (`apiKey`).
    package var parameterName: String? { text("name") }
    /// `query`, `header` or `cookie` (`apiKey`).
    package var place: String? { word("in") }
    /// The scheme of the Authorization field, in lower case (`http`).
    package var scheme: String? { text("scheme")?.lowercased() }
    package var bearerFormat: String? { text("bearerFormat") }
    package var openIDConnectURL: String? { text("openIdConnectUrl") }
    package var flows: Node? { node["flows"] }
}

/// The Security Requirement Object: schemes that go together.
package struct SecurityRequirement: Sendable {
    /// The names of the schemes, each with the scopes that are asked for. None: no credentials are needed.
    package let schemes: [Named<[String]>]
    package let location: SourceLocation

    /// The requirements of a `security` member; nil when it is absent.
    static func list(_ node: Node?) -> [SecurityRequirement]? {
        guard let node, node.isSequence else { return nil }
        return node.elements.filter(\.isMapping).map { requirement in
            SecurityRequirement(
                schemes: requirement.entries.map {
                    Named(
                        name: $0.key, value: $0.value.elements.compactMap(\.scalarText), location: $0.keyNode.location)
                }, location: requirement.location)
        }
    }
}

extension Document {
    /// The security that applies to an operation: its own requirements, otherwise those of the whole document.
    package func security(of operation: Operation) -> [SecurityRequirement] {
        operation.security ?? security ?? []
    }
}
