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
