package import PacelineDiagnostics

/// `x-rate-limits`: the limits that the API declares.
package struct RateLimitsObject: Sendable {
    /// The identity of the API in bucket names (`id`).
    package var identity: String?
    package var source: SourceObject?
    /// The policies that could be read, in document order.
    package var policies: [PolicyObject]
    /// Whether all policies could be read; if not, there is an error.
    package var isComplete: Bool
    package var location: SourceLocation
}

/// Where the numbers come from.
package struct SourceObject: Hashable, Sendable {
    package var url: String
    /// The day on which they were read there (`yyyy-mm-dd`).
    package var checked: String?
}
