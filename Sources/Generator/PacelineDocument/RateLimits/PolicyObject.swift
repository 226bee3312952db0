package import PacelineDiagnostics
package import PacelinePolicy
internal import PacelineYAML

/// A policy, with what it inherits (`like`) and with defaults filled in.
package struct PolicyObject: Sendable {
    /// The key in `policies`.
    package var name: String
    package var numbers: RateLimitNumbers
    /// Where a calendar's days begin: an IANA zone or a word for one; nil when nothing is said.
    package var timezone: String?
    /// In document order.
    package var plans: [PlanObject]
    package var unit: String
    package var cost: CostObject
    /// Empty means one bucket for all.
    package var per: [PartitionObject]
    package var applies: AppliesObject
    package var when: WhenObject
    package var counts: ResponsePattern?
    package var refusal: RefusalObject
    package var retry: RetryObject
    package var headers: QuotaFields?
    package var isLearned: Bool
    package var adjustable: AdjustableValue
    package var description: String?
    package var source: SourceObject?
    /// As written.
    var members: PolicyMembers
    /// Where the name stands.
    package var location: SourceLocation

    /// Where a member's value stands, else the policy itself.
    func location(of member: String) -> SourceLocation { members[member]?.location ?? location }

    /// Whether each operation has a bucket of its own.
    var countsEachOperation: Bool { per.contains { $0.value == .operation } }

    /// `when.auth`.
    package var authentication: [LocatedText]? { when.authentication }

    /// The policy without places, as the client enforces it but for ``authentication``.
    package var value: RateLimitPolicy {
        RateLimitPolicy(
            name: name, numbers: numbers,
            plans: Dictionary(plans.map { ($0.name, $0.numbers) }, uniquingKeysWith: { first, _ in first }),
            unit: unit, per: per.map(\.value), conditions: when.conditions.map(\.value), estimate: cost.estimate,
            settlement: cost.settlement, counts: counts, timeZone: timezone, refusal: refusal.value,
            retry: retry.value, fields: headers, isLearned: isLearned)
    }
}

/// Whether the quota can be raised on request.
package enum AdjustableValue: Hashable, Sendable {
    case no, yes
    /// Where to ask.
    case at(String)
}

/// The members of a policy: its own, and those of the policies that it is like.
struct PolicyMembers: Sendable {
    let name: String
    /// The policy itself first, then the one that it is like, and so on.
    let chain: [Node]
    let location: SourceLocation

    /// The value of a member, from the nearest policy that has it.
    subscript(member: String) -> Node? { chain.lazy.compactMap { $0[member] }.first }

    /// Every member's name.
    var names: [String] { chain.flatMap { $0.entries.map(\.key) } }
}
