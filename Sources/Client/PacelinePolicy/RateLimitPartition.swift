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
    /// Each value that stands in the request, under the document's word for it. The values of a group are one, which
    /// has the group's name.
    case request(RequestValue, word: String, groups: [String: [String]] = [:])
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

    /// The value of the request that it is; nil for what does not stand in the request.
    package var requestValue: RequestValue? { if case .request(let value, _, _) = self { value } else { nil } }
}

extension RequestValue {
    /// The name of the parameter or header field, or the pointer into the body.
    package var name: String {
        switch self {
        case .path(let name), .query(let name), .header(let name), .body(let name): name
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
        case .request(_, let word, _): word
        }
    }
}
