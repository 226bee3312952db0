/// One call: a method on a path, with what goes in, what comes out and what it costs.
package struct Operation: Sendable {
    /// `operationId`, or the name derived from method and path; unique in the API.
    package var id: String
    package var method: Method
    package var path: PathTemplate
    /// The name of the group (the first tag); nil when the operation has no tag.
    package var group: String?
    package var summary: String
    package var description: String
    package var isDeprecated: Bool
    /// Path, query, header and cookie parameters, in document order, path-level ones first.
    package var parameters: [Parameter]
    package var requestBody: Payload?
    /// What a success carries; nil when it has no content.
    package var success: Response
    /// The declared answers other than the success.
    package var failures: [Response]
    /// The limits that the operation draws on, each with its cost, in the order of the policies.
    package var limits: [AppliedLimit]
    /// Alternatives, any of which will do; each is a set of schemes that go together. Empty: no credentials.
    package var security: [[SecuritySchemeID]]
    /// What makes the operation's requests safe to repeat.
    package var idempotency: Idempotency

    package init(
        id: String, method: Method, path: PathTemplate, group: String? = nil, summary: String = "",
        description: String = "", isDeprecated: Bool = false, parameters: [Parameter] = [],
        requestBody: Payload? = nil, success: Response, failures: [Response] = [], limits: [AppliedLimit] = [],
        security: [[SecuritySchemeID]] = [], idempotency: Idempotency = .method
    ) {
        self.id = id
        self.method = method
        self.path = path
        self.group = group
        self.summary = summary
        self.description = description
        self.isDeprecated = isDeprecated
        self.parameters = parameters
        self.requestBody = requestBody
        self.success = success
        self.failures = failures
        self.limits = limits
        self.security = security
        self.idempotency = idempotency
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

/// A parameter of an operation.
package struct Parameter: Hashable, Sendable {
    package enum Location: String, Hashable, Sendable { case path, query, header, cookie }

    /// Who supplies the value.
    package enum Source: Hashable, Sendable {
        case caller
        /// The client, from the client parameter of that name.
        case client(String)
        /// Nobody: the call always sends this value.
        case constant(Sample)
    }

    /// The name on the wire.
    package var name: String
    package var location: Location
    package var type: TypeReference
    package var isRequired: Bool
    package var source: Source
    package var description: String
    package var isDeprecated: Bool
    package var example: Sample?

    package init(
        name: String, location: Location, type: TypeReference, isRequired: Bool, source: Source = .caller,
        description: String = "", isDeprecated: Bool = false, example: Sample? = nil
    ) {
        self.name = name
        self.location = location
        self.type = type
        self.isRequired = isRequired
        self.source = source
        self.description = description
        self.isDeprecated = isDeprecated
        self.example = example
    }
}

/// A body with its media type.
package struct Payload: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        /// JSON of the given type.
        case json(TypeReference)
        /// Text as it stands.
        case text
        /// Bytes as they stand.
        case bytes
        /// A form with these parts (RFC 7578).
        case multipart([Part])
    }

    /// A part of a form.
    package struct Part: Hashable, Sendable {
        package enum Kind: Hashable, Sendable {
            /// A file of the given media type.
            case file(mediaType: String)
            /// A single value as text.
            case value(TypeReference)
        }

        /// The name on the wire.
        package var name: String
        package var kind: Kind
        package var isRequired: Bool
        package var description: String

        package init(name: String, kind: Kind, isRequired: Bool, description: String = "") {
            self.name = name
            self.kind = kind
            self.isRequired = isRequired
            self.description = description
        }
    }

    /// The media type as written, such as `application/json`.
    package var mediaType: String
    package var content: Content
    package var isRequired: Bool
    package var description: String
    package var example: Sample?

    package init(
        mediaType: String, content: Content, isRequired: Bool = true, description: String = "", example: Sample? = nil
    ) {
        self.mediaType = mediaType
        self.content = content
        self.isRequired = isRequired
        self.description = description
        self.example = example
    }
}

/// A declared answer.
package struct Response: Hashable, Sendable {
    package var status: StatusPattern
    package var description: String
    /// nil when the answer has no content.
    package var payload: Payload?

    package init(status: StatusPattern, description: String = "", payload: Payload? = nil) {
        self.status = status
        self.description = description
        self.payload = payload
    }
}

/// One status code, a class of them (`4XX`) or every code that is not declared (`default`).
package enum StatusPattern: Hashable, Sendable {
    case code(Int)
    /// The hundreds digit: 4 for `4XX`.
    case range(Int)
    case any

    /// Whether answers with such a status are successes (RFC 9110, section 15.3); not said of `default`.
    package var isSuccess: Bool {
        switch self {
        case .code(let code): code / 100 == 2
        case .range(let hundreds): hundreds == 2
        case .any: false
        }
    }

    package func matches(_ status: Int) -> Bool {
        switch self {
        case .code(let code): status == code
        case .range(let hundreds): status / 100 == hundreds
        case .any: true
        }
    }
}
