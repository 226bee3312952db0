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
        /// `Authorization: <scheme> <credential>` (RFC 9110, section 11.6.2); the scheme as it is sent: `Bearer`,
        /// `Basic`.
        case authorization(scheme: String)
    }

    /// What the credential is.
    package enum Kind: Hashable, Sendable {
        /// A text that was given once: an API key, or what a scheme of its own asks for.
        case key
        /// A user and a password (RFC 7617).
        case basic
        /// A token that may expire (RFC 6750): `bearer`, OAuth 2, OpenID Connect.
        case token
    }

    package var id: SecuritySchemeID
    package var placement: Placement
    package var kind: Kind
    package var description: String
    /// Where its tokens are to be had.
    package var tokenSources: [TokenSource]

    /// A place where tokens are to be had.
    package struct TokenSource: Hashable, Sendable {
        package var url: String
        /// The flow of OAuth 2 (`clientCredentials`); nil for a discovery document of OpenID Connect.
        package var flow: String?

        package init(url: String, flow: String?) {
            self.url = url
            self.flow = flow
        }
    }

    package init(
        id: SecuritySchemeID, placement: Placement, kind: Kind = .key, description: String = "",
        tokenSources: [TokenSource] = []
    ) {
        self.id = id
        self.placement = placement
        self.kind = kind
        self.description = description
        self.tokenSources = tokenSources
    }
}
