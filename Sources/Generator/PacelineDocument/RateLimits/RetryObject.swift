internal import PacelineDiagnostics
package import PacelinePolicy

/// `retry`: what to do after a refusal, with places.
package struct RetryObject: Hashable, Sendable {
    package var value = RefusalRetry()
    /// Where `after` and `max-wait` stand; nil where they are the language's own.
    var afterLocation: SourceLocation?
    var maximumWaitLocation: SourceLocation?
}
