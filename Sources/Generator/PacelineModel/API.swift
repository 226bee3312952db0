/// The decided API: everything that a client or a mock server needs to know, with nothing left to look up.
///
/// No `$ref`, no YAML and no "absent means default" is left here. Lists are in document order.
package struct API: Sendable {
    /// `info.title`, as written.
    package var title: String
    /// `info.version`, as written.
    package var version: String
    /// `info.summary` and `info.description`, as written; empty when the document has neither.
    package var description: String
    /// The identity of the API in bucket names (`x-rate-limits.id`); nil means the name of the generated module.
    package var identity: String?
    /// The servers that can be called, in document order.
    package var servers: [Server]
    /// The tags that have operations, in the order of the document's `tags`, then of first use.
    package var groups: [Group]
    /// Every operation, in document order.
    package var operations: [Operation]
    /// The requests that the server sends on its own, in document order.
    package var webhooks: [Webhook]
    /// Every named type, in document order; types of inline schemas follow the type that holds them.
    package let types: [TypeDeclaration]
    /// Where the document declares those types that have a name of their own there; the others are named by ours.
    package var places: [TypeID: Place]
    /// The types that are the user's own; references lead to them by their ids, and nothing declares them.
    package var externalTypes: [ExternalType]
    /// The security schemes that some operation uses.
    package var securitySchemes: [SecurityScheme]
    /// The declared limits, in document order.
    package var policies: [Policy] { didSet { policiesByName = Self.indices(of: policies) } }
    /// The plan whose numbers hold unless a client names another (`x-rate-limits.plan`).
    package var plan: String?
    /// Whether dates of responses in another form than RFC 3339's are decoding errors.
    package var datesAreStrict: Bool
    /// The parameters that the client holds once for all its operations, in the order of the configuration.
    package var clientParameters: [ClientParameter]
    private let typesByID: [TypeID: Int]
    private var policiesByName: [String: Int]

    package init(
        title: String, version: String, description: String = "", identity: String? = nil, servers: [Server],
        groups: [Group] = [], operations: [Operation] = [], webhooks: [Webhook] = [],
        types: [TypeDeclaration] = [], places: [TypeID: Place] = [:], externalTypes: [ExternalType] = [],
        securitySchemes: [SecurityScheme] = [], policies: [Policy] = [], plan: String? = nil,
        datesAreStrict: Bool = false, clientParameters: [ClientParameter] = []
    ) {
        self.title = title
        self.version = version
        self.description = description
        self.identity = identity
        self.servers = servers
        self.groups = groups
        self.operations = operations
        self.webhooks = webhooks
        self.types = types
        self.places = places
        self.externalTypes = externalTypes
        self.securitySchemes = securitySchemes
        self.policies = policies
        self.plan = plan
        self.datesAreStrict = datesAreStrict
        self.clientParameters = clientParameters
        typesByID = Dictionary(types.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        policiesByName = Self.indices(of: policies)
    }

    private static func indices(of policies: [Policy]) -> [String: Int] {
        Dictionary(policies.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The named type with the given id.
    package func type(_ id: TypeID) -> TypeDeclaration? { typesByID[id].map { types[$0] } }

    /// The policy with the given name.
    package func policy(_ name: String) -> Policy? { policiesByName[name].map { policies[$0] } }
}

/// A place in a file, for messages.
package struct Place: Hashable, Sendable {
    package var path: String
    /// The line and the column, from 1.
    package var line: Int
    package var column: Int

    package init(path: String, line: Int, column: Int) {
        self.path = path
        self.line = line
        self.column = column
    }
}

/// One entry of `servers`.
package struct Server: Hashable, Sendable {
    /// The URL with its `{variables}`.
    package var url: String
    /// What the document calls it (`name` of OpenAPI 3.2, else `description`); empty when it says nothing.
    package var description: String
    /// The variables of the URL.
    package var variables: [ServerVariable]
    /// Whether the URL leads on from another one: that of the document, or of the client's server.
    package var isRelative: Bool

    package init(
        url: String, description: String = "", variables: [ServerVariable] = [], isRelative: Bool = false
    ) {
        self.url = url
        self.description = description
        self.variables = variables
        self.isRelative = isRelative
    }
}

/// A variable of a server's URL.
package struct ServerVariable: Hashable, Sendable {
    package var name: String
    /// What it is when nobody says otherwise; nil where the caller has to say.
    package var defaultValue: String?
    /// The closed set of values, empty when any text will do.
    package var values: [String]
    package var description: String

    package init(name: String, defaultValue: String?, values: [String] = [], description: String = "") {
        self.name = name
        self.defaultValue = defaultValue
        self.values = values
        self.description = description
    }
}

/// A request that the server sends on its own.
package struct Webhook: Hashable, Sendable {
    /// The name in `webhooks`, or `operationId`.
    package var name: String
    package var summary: String
    package var description: String
    /// What the request carries as JSON; nil when it has no such body.
    package var payload: TypeReference?

    package init(name: String, summary: String = "", description: String = "", payload: TypeReference?) {
        self.name = name
        self.summary = summary
        self.description = description
        self.payload = payload
    }
}

/// A tag with the operations that name it first.
package struct Group: Hashable, Sendable {
    /// The tag's name.
    package var name: String
    /// The heading for people: `x-displayName`, else the name.
    package var title: String
    /// The heading above it, which it shares with other groups (`x-tagGroups`); nil when it has none.
    package var parent: String?
    package var description: String

    package init(name: String, title: String, parent: String? = nil, description: String = "") {
        self.name = name
        self.title = title
        self.parent = parent
        self.description = description
    }
}

/// A parameter that the API repeats in nearly every call and that the client holds once.
package struct ClientParameter: Hashable, Sendable {
    /// The configured name, as the caller will write it (`accountID`).
    package var name: String
    package var type: TypeReference
    package var description: String

    package init(name: String, type: TypeReference, description: String = "") {
        self.name = name
        self.type = type
        self.description = description
    }
}
