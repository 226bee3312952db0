package import PacelineDiagnostics
package import PacelinePolicy

/// A part of `per`, with its place.
package struct PartitionObject: Hashable, Sendable {
    package var value: RateLimitPartition
    package var location: SourceLocation

    /// As written: a word, or an expression.
    package var word: String { value.description }
}
