extension Policy {
    /// One part of a bucket's key.
    package enum Partition: Hashable, Sendable {
        /// A principal that the caller names (`account`, `user`, …). `parameter` is the client parameter that it is
        /// bound to, nil when it is an argument of its own.
        case principal(String, parameter: String?)
        /// The value of a client parameter.
        case clientParameter(String)
        /// What the operation is.
        case structure(Structure)
        /// A value of the request, under the document's word for it (a key of `keys`, or the expression itself).
        case request(RequestValue, word: String)

        /// The word that the document wrote.
        package var word: String {
            switch self {
            case .principal(let word, _): word
            case .clientParameter(let name): name
            case .structure(let structure): structure.rawValue
            case .request(_, let word): word
            }
        }
    }

    /// What tells operations apart in a bucket's key.
    package enum Structure: String, CaseIterable, Hashable, Sendable {
        case operation
        /// The path template.
        case path
        case method
        /// The first tag.
        case tag
        /// The resolved base URL.
        case server
    }

    /// A value of a request: an OpenAPI runtime expression `$request.…`.
    package enum RequestValue: Hashable, Sendable {
        case path(String)
        case query(String)
        case header(String)
    }
}
