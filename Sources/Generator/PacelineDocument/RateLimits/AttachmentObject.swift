package import PacelineDiagnostics
package import PacelinePolicy

/// `x-rate-limit`: what the operations of a tag or a path, or one operation, take of the policies that it names.
package struct AttachmentObject: Sendable {
    /// In document order.
    package let entries: [Entry]
    package let location: SourceLocation
    private let places: [String: Int]

    init(entries: [Entry], location: SourceLocation) {
        self.entries = entries
        self.location = location
        places = Dictionary(
            entries.enumerated().map { ($1.policy.text, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package struct Entry: Sendable {
        /// The policy's name.
        package var policy: LocatedText
        /// Units per request, 0 for none; nil leaves it to those of lower precedence.
        package var cost: Double?
        /// The operation's own numbers.
        package var numbers: NumbersChange
        /// Where the value stands.
        package var location: SourceLocation
    }

    /// What it says of a policy; nil when it does not name it.
    func entry(for policy: PolicyObject) -> Entry? { places[policy.name].map { entries[$0] } }
}

/// A policy that an operation draws on.
package struct LimitObject: Sendable {
    package var policy: PolicyObject
    /// Units per request, more than 0.
    package var cost: Double
    /// Whether the policy's estimate goes before that: not where the cost is attached.
    package var isEstimated: Bool
    /// The operation's own numbers; nil where the policy's hold.
    package var numbers: RateLimitNumbers?
    /// What decides on the cost or the numbers; nil where the policy does.
    package var attachment: SourceLocation?
}
