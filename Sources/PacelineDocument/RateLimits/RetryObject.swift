internal import PacelineDiagnostics

/// `retry`: what to do after a refusal.
package struct RetryObject: Hashable, Sendable {
    /// Where the time to wait comes from, first usable first.
    package var after: [After] = [.header, .reset, .window]
    package var attempts: Int?
    package var maximumWaitMilliseconds: Int64?
    package var isNotProcessed: Bool?
    package var exhausted: Exhausted?
    package var blocksAll = false
    /// Where `after` and `max-wait` stand; nil where they are the language's own.
    var afterLocation: SourceLocation?
    var maximumWaitLocation: SourceLocation?

    /// Where the time to wait after a refusal comes from.
    package enum After: Hashable, Sendable {
        /// The Retry-After field.
        case header
        /// The reset of `headers`.
        case reset
        /// A number of seconds in the answer.
        case value(ResponseExpression)
        /// One whole window from the receipt of the refusal.
        case window
        case duration(milliseconds: Int64)
    }

    /// What a call does when the quota is spent.
    package enum Exhausted: String, CaseIterable, Hashable, Sendable { case wait, fail }
}
