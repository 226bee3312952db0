package import PacelineDiagnostics
package import PacelinePolicy

/// A part of `per`, with its place.
package struct PartitionObject: Hashable, Sendable {
    package var value: RateLimitPartition
    package var location: SourceLocation

    /// As written: a word, or an expression.
    package var word: String { value.description }
}

extension RateLimitPartition {
    /// The values of a request's parameter or field, under a word.
    init(_ value: RequestExpression, word: String) {
        switch value {
        case .path(let name): self = .pathParameter(name, word: word)
        case .query(let name): self = .queryParameter(name, word: word)
        case .header(let name): self = .headerField(name, word: word)
        }
    }
}
