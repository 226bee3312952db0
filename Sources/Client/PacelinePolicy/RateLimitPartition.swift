/// One part of what a server counts apart: of the key of a limit's bucket.
public enum RateLimitPartition: Hashable, Sendable {
    /// A value that the client holds, by the document's word for it: a principal (`account`) or a client parameter.
    case client(String)
    /// Each operation.
    case operation
    /// Each path template.
    case path
    /// Each method.
    case method
    /// Each group (the first tag).
    case tag
    /// Each server, by its resolved base URL.
    case server
    /// Each value of a path parameter, under the document's word for it.
    case pathParameter(String, word: String)
    /// Each value of a query parameter, under the document's word for it.
    case queryParameter(String, word: String)
    /// Each value of a header field, under the document's word for it.
    case headerField(String, word: String)
}

extension RateLimitPartition {
    /// The words for values that the caller supplies; any other word for one names a client parameter.
    package static let principals = [
        "account", "organization", "workspace", "project", "application", "user", "token", "ip",
    ]

    /// What tells operations apart, by the document's word for it.
    package static let structures: [RateLimitPartition] = [.operation, .path, .method, .tag, .server]

    /// The words of `per` that have a meaning of their own in every document.
    package static let words = principals + structures.map(\.description)

    /// Whether the value is told by the operation that is called.
    package var isStructure: Bool { Self.structures.contains(self) }

    /// Whether the value stands in the request.
    package var isOfRequest: Bool {
        switch self {
        case .pathParameter, .queryParameter, .headerField: true
        case .client, .operation, .path, .method, .tag, .server: false
        }
    }

    /// The name of the parameter or header field whose value it is; nil for what does not stand in the request.
    package var requestName: String? {
        switch self {
        case .pathParameter(let name, _), .queryParameter(let name, _), .headerField(let name, _): name
        case .client, .operation, .path, .method, .tag, .server: nil
        }
    }
}

extension RateLimitPartition: ExpressibleByStringLiteral {
    /// A value that the client holds.
    public init(stringLiteral word: String) { self = .client(word) }
}

extension RateLimitPartition: CustomStringConvertible {
    /// The document's word.
    public var description: String {
        switch self {
        case .client(let word): word
        case .operation: "operation"
        case .path: "path"
        case .method: "method"
        case .tag: "tag"
        case .server: "server"
        case .pathParameter(_, let word), .queryParameter(_, let word), .headerField(_, let word): word
        }
    }
}
