package import PacelineDiagnostics
package import PacelinePolicy

/// `when`: which requests count.
package struct WhenObject: Sendable {
    /// The schemes with which requests are counted, none for requests without credentials; nil means all.
    package var authentication: [LocatedText]?
    /// What must hold of a request.
    package var conditions: [Condition] = []

    /// A condition with its place.
    package struct Condition: Sendable {
        package var value: RequestCondition
        package var location: SourceLocation
    }
}
