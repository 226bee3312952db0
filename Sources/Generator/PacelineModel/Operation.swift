package import PacelinePolicy

/// One call: a method on a path, with what goes in, what comes out and what it costs.
package struct Operation: Sendable {
    /// `operationId`, or the name derived from method and path; unique in the API.
    package var id: String
    /// The id of the operation of which it is a further call, where a limit of each operation counts both; nil where it
    /// counts alone.
    package var sharedID: String?
    /// Where the document has it.
    package var place: Place?
    package var method: Method
    package var path: PathTemplate
    /// The name of the group (the first tag); nil when the operation has no tag.
    package var group: String?
    /// What stands for a group in an API that has none: the first part of the path that names something; nil where the
    /// API has groups, or is to have none.
    package var pathGroup: String?
    package var summary: String
    package var description: String
    package var isDeprecated: Bool
    /// Path, query, header and cookie parameters, in document order, path-level ones first.
    package var parameters: [Parameter]
    package var requestBody: Payload?
    /// What may be sent in place of `requestBody`: the same operation under other media types, none of which says the
    /// same as another.
    package var otherBodies: [Payload]
    /// The success with the smallest status. It is a redirection (3xx) where the document declares no other success.
    package var success: Response
    /// The other successes, by status.
    package var otherSuccesses: [Response]
    /// The declared responses that are no successes.
    package var failures: [Response]
    /// The server that the document names for this operation alone; nil for those of the API.
    package var server: Server?
    /// Where its responses lead.
    package var links: [Link]
    /// What the server sends in return.
    package var callbacks: [Callback]
    /// The limits that the operation draws on, each with its cost, in the order of the policies.
    package var limits: [AppliedLimit]
    /// Alternatives, any of which will do; each is a set of schemes that go together. Empty: no credentials.
    package var security: [[SecuritySchemeID]]
    /// What the credential must be allowed to do, by the scopes of OAuth 2 or the roles that the document names:
    /// alternatives, any of which will do.
    package var scopes: [[String]]
    /// What makes the operation's requests safe to repeat.
    package var idempotency: Idempotency
    /// How the pages of the list that it returns follow one another; nil where nothing says so.
    package var pagination: Pagination?

    package init(
        id: String, place: Place? = nil, method: Method, path: PathTemplate, group: String? = nil,
        pathGroup: String? = nil, summary: String = "",
        description: String = "", isDeprecated: Bool = false, parameters: [Parameter] = [],
        requestBody: Payload? = nil, otherBodies: [Payload] = [], success: Response, otherSuccesses: [Response] = [],
        failures: [Response] = [], server: Server? = nil, links: [Link] = [], callbacks: [Callback] = [],
        limits: [AppliedLimit] = [], security: [[SecuritySchemeID]] = [], scopes: [[String]] = [],
        idempotency: Idempotency = .method, pagination: Pagination? = nil
    ) {
        self.id = id
        self.place = place
        self.method = method
        self.path = path
        self.group = group
        self.pathGroup = pathGroup
        self.summary = summary
        self.description = description
        self.isDeprecated = isDeprecated
        self.parameters = parameters
        self.requestBody = requestBody
        self.otherBodies = otherBodies
        self.success = success
        self.otherSuccesses = otherSuccesses
        self.failures = failures
        self.server = server
        self.links = links
        self.callbacks = callbacks
        self.limits = limits
        self.security = security
        self.scopes = scopes
        self.idempotency = idempotency
        self.pagination = pagination
    }
}

extension Operation {
    /// The group among whose methods the operation's stand; nil for a method of the client itself.
    package var namespace: String? { group ?? pathGroup }
}

extension API {
    /// The groups of methods: those of tags, else those of paths in the order of first use.
    package var namespaces: [Group] {
        var seen: Set<String> = []
        let paths = operations.compactMap(\.pathGroup).filter { seen.insert($0).inserted }
        return groups + paths.map { Group(name: $0, title: $0) }
    }
}

/// What makes a request safe to repeat.
package enum Idempotency: Hashable, Sendable {
    /// Its method, where that is idempotent (RFC 9110, section 9.2.2).
    case method
    /// The document says whether it is (`x-idempotent`).
    case declared(Bool)
    /// A key in this header field, the same for every request of one call.
    case key(header: String)
}

/// The methods of an OpenAPI path item (RFC 9110, section 9; RFC 5789 for PATCH).
package enum Method: String, CaseIterable, Hashable, Sendable {
    case get, put, post, delete, options, head, patch, trace
}

/// A path template, taken apart.
package struct PathTemplate: Hashable, Sendable {
    package enum Component: Hashable, Sendable {
        case literal(String)
        case parameter(String)
    }

    /// Literals and parameters in order; joined they give the template again.
    package var components: [Component]

    package init(components: [Component]) { self.components = components }

    /// The names in braces, in order.
    package var parameterNames: [String] {
        components.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
    }

    /// The template as the document writes it: `/pets/{petId}`.
    package var text: String {
        components.reduce(into: "") { text, component in
            switch component {
            case .literal(let literal): text += literal
            case .parameter(let name): text += "{\(name)}"
            }
        }
    }
}
