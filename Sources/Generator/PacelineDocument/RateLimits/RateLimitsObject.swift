package import PacelineDiagnostics
package import PacelinePolicy
internal import PacelineYAML

/// `x-rate-limits`: the limits that the API declares.
package struct RateLimitsObject: Sendable {
    /// The identity of the API in bucket names (`id`).
    package var identity: String?
    package var source: SourceObject?
    /// The document's own words for parts of a bucket's key, in document order.
    package var keys: [KeyObject] = []
    /// The plan whose numbers hold unless a client names another.
    package var plan: LocatedText?
    /// The policies that could be read, in document order.
    package var policies: [PolicyObject] = []
    /// The attachments (`x-rate-limit`) that could be read, by their nodes.
    var attachments: [Node: AttachmentObject] = [:]
    /// Whether all policies and attachments could be read; if not, there is an error.
    package var isComplete = true
    package var location: SourceLocation
}

/// A word of `keys`: the part of the request whose values have buckets of their own.
package struct KeyObject: Hashable, Sendable {
    package var name: String
    package var value: RequestValue
    /// Values that are counted together, by the groups' names.
    package var groups: [String: [String]]
    package var location: SourceLocation
}

/// Where the numbers come from.
package struct SourceObject: Hashable, Sendable {
    package var url: String
    /// The day on which they were read there (`yyyy-mm-dd`).
    package var checked: String?
}
