import HTTPTypes

/// What is known of an operation before it is called: its place in the API and the limits that it draws on.
///
/// A class, so that handing it about costs one pointer; every property is constant.
public final class OperationDescriptor: Sendable {
    /// The `operationId`, unique in the API.
    public let id: String
    /// The document's own name for the call (`summary`).
    public let name: String
    /// The group (the first tag), nil when the operation has none.
    public let group: String?
    /// The `operationId` of which it is a further call, where a limit of each operation counts both; nil where it
    /// counts alone.
    public let sharedID: String?
    /// The request's method.
    public let method: Method
    /// The path template, with `{parameters}` as in the document.
    public let path: String
    /// The media types of its responses, as the Accept field has them (RFC 9110, section 12.5.1).
    public let accept: String
    /// The URL of the operation's own server, absolute or from the client's server; nil when it has none.
    public let server: String?
    /// Whether a redirection (3xx) is what the operation's success is, and the end of the call.
    public let acceptsRedirection: Bool
    /// The limits that every request of this operation draws on, all of which must admit it.
    public let limits: [AppliedLimit]
    /// The names of the security schemes: alternatives, each a list of schemes that go together.
    public let security: [[String]]
    /// What makes the operation's requests safe to repeat.
    public let idempotency: Idempotency
    /// The responses besides successes whose bodies have a type, for ``CallError/problem``.
    public let errors: [DocumentedError]

    /// The path, taken apart.
    let template: PathTemplate
    /// The method as requests have it.
    let requestMethod: HTTPRequest.Method

    /// Describes an operation.
    public init(
        id: String, name: String = "", group: String? = nil, sharedID: String? = nil, method: Method, path: String,
        accept: String = "application/json", server: String? = nil, acceptsRedirection: Bool = false,
        limits: [AppliedLimit] = [], security: [[String]] = [],
        idempotency: Idempotency = .method, errors: [DocumentedError] = []
    ) {
        self.id = id
        self.name = name
        self.group = group
        self.sharedID = sharedID
        self.method = method
        self.path = path
        self.accept = accept
        self.server = server
        self.acceptsRedirection = acceptsRedirection
        self.limits = limits
        self.security = security
        self.idempotency = idempotency
        self.errors = errors
        template = PathTemplate(path)
        requestMethod = HTTPRequest.Method(rawValue: method.rawValue) ?? .get
    }

    /// What makes a request safe to repeat.
    public enum Idempotency: Hashable, Sendable {
        /// Its method, where that is idempotent (RFC 9110, section 9.2.2).
        case method
        /// The document says whether it is.
        case declared(Bool)
        /// A key in this header field, the same for every request of one call
        /// (draft-ietf-httpapi-idempotency-key-header).
        case key(header: String)
    }

    /// What a limit of each operation counts by.
    var countedID: String { sharedID ?? id }

    /// Whether responses with the status are successes.
    func isSuccess(_ status: Int) -> Bool {
        (200..<300).contains(status) || (acceptsRedirection && (300..<400).contains(status))
    }

    /// A request method (RFC 9110, section 9; RFC 5789 for PATCH).
    public enum Method: String, Hashable, Sendable {
        /// `GET`.
        case get = "GET"
        /// `PUT`.
        case put = "PUT"
        /// `POST`.
        case post = "POST"
        /// `DELETE`.
        case delete = "DELETE"
        /// `OPTIONS`.
        case options = "OPTIONS"
        /// `HEAD`.
        case head = "HEAD"
        /// `PATCH`.
        case patch = "PATCH"
        /// `TRACE`.
        case trace = "TRACE"

        /// Whether repeating the request has no other effect than sending it once (RFC 9110, section 9.2.2).
        public var isIdempotent: Bool { self != .post && self != .patch }
    }
}

extension LimitMatrix {
    /// The matrix of `operations`, which are put into the `groups` that they name.
    public init(_ operations: [OperationDescriptor], groups: [Group]) {
        self.init(
            calls: operations.map { (Call(id: $0.id, name: $0.name), $0.group, $0.limits) }, groups: groups)
    }
}
