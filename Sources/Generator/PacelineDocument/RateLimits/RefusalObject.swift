package import PacelineDiagnostics
package import PacelinePolicy

/// How a response says that it refused, with places.
package struct RefusalObject: Sendable {
    package var value: RefusalPattern
    /// Where each status, message and condition stands.
    var statusLocations: [SourceLocation]
    var messageLocations: [SourceLocation]
    var conditionLocations: [SourceLocation]
    package var location: SourceLocation

    /// Whether more is asked for than a status.
    var isNarrow: Bool { !value.response.messages.isEmpty || !value.response.conditions.isEmpty }
}
