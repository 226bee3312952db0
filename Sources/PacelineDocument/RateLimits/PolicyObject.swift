package import PacelineDiagnostics
package import PacelineYAML

/// A policy: so many units in a window, for each value of `per`. Defaults are filled in.
package struct PolicyObject: Sendable {
    /// The key in `policies`.
    package var name: String
    /// Units in one window; may be fractional.
    package var quota: Double
    package var windowMilliseconds: Int64
    package var unit: String
    /// Empty means one bucket for all.
    package var per: [PartitionWord]
    package var applies: AppliesObject
    package var refusal: MatchObject
    package var retryAfter: [RetryAfterWord]
    package var adjustable: AdjustableValue
    package var description: String?
    package var source: SourceObject?
    package var node: Node
    /// Where the name stands.
    package var location: SourceLocation

    /// Whether the policy applies to an operation.
    package func selects(_ operation: Operation) -> Bool {
        applies.selects(operation)
    }

    /// Where a member's value stands, else the policy itself.
    func location(of member: String) -> SourceLocation { node[member]?.location ?? location }
}

/// A word of `per`.
package struct PartitionWord: Hashable, Sendable {
    package var word: String
    package var location: SourceLocation

    /// Those whose value the caller supplies.
    package static let principals = [
        "account", "organization", "workspace", "project", "application", "user", "token", "ip",
    ]

    /// Whether the language knows the word; if not, it names a client parameter of the configuration.
    package var isPrincipal: Bool { Self.principals.contains(word) }
}

/// Where the time to wait after a refusal comes from.
package enum RetryAfterWord: Hashable, Sendable {
    /// The Retry-After field.
    case header
    /// One whole window from the receipt of the refusal.
    case window
    case duration(milliseconds: Int64)
}

/// Whether a bigger number can be agreed.
package enum AdjustableValue: Hashable, Sendable {
    case no, yes
    /// Where to ask.
    case at(String)
}
