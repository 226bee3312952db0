package import PacelineDiagnostics

/// A part of `per`.
package struct PartitionObject: Hashable, Sendable {
    /// As written: a word, or an expression.
    package var word: String
    package var kind: Kind
    package var location: SourceLocation

    package enum Kind: Hashable, Sendable {
        /// A value that the caller supplies.
        case principal
        case structure(Structure)
        /// A value of the request, directly or by a word of `keys`.
        case request(RequestExpression)
        /// No word of the language or the document: it names a client parameter of the configuration.
        case other
    }

    /// What tells operations apart.
    package enum Structure: String, CaseIterable, Hashable, Sendable {
        case operation, path, method, tag, server
    }

    /// Those whose value the caller supplies.
    package static let principals = [
        "account", "organization", "workspace", "project", "application", "user", "token", "ip",
    ]
}
