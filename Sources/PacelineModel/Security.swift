/// The key of a security scheme in `components.securitySchemes`.
package struct SecuritySchemeID: Hashable, Sendable {
    package var name: String

    package init(_ name: String) { self.name = name }
}

/// How a credential is presented.
package struct SecurityScheme: Hashable, Sendable {
    package enum Placement: Hashable, Sendable {
        /// The bare credential in a header field of that name.
        case header(String)
        case query(String)
        case cookie(String)
        /// `Authorization: <scheme> <credential>` (RFC 9110, section 11.6.2); the scheme as it is sent: `Bearer`, `Basic`.
        case authorization(scheme: String)
    }

    package var id: SecuritySchemeID
    package var placement: Placement
    package var description: String

    package init(id: SecuritySchemeID, placement: Placement, description: String = "") {
        self.id = id
        self.placement = placement
        self.description = description
    }
}
