package import PacelinePolicy

/// A declared limit, with what the document says of it beside what is enforced.
package struct Policy: Sendable {
    /// What clients and servers enforce.
    package var value: RateLimitPolicy
    /// The names of the plans in document order.
    package var planNames: [String]
    /// The client parameters that stand for principals of `per`, by the principals' words.
    package var bindings: [String: String]
    /// Whether the policy was declared for every operation (`applies: all`), and none is exempt.
    package var appliesToAll: Bool
    /// What a request takes that is of no operation; nil where the policy was declared for some operations only.
    package var costOfOthers: Double?
    /// Whether the quota can be raised on request, and where.
    package var adjustable: Adjustable
    package var description: String
    package var source: Source?

    /// The policy's key in `x-rate-limits.policies`.
    package var name: String { value.name }

    package init(
        _ value: RateLimitPolicy, planNames: [String] = [], bindings: [String: String] = [:],
        appliesToAll: Bool = true, costOfOthers: Double? = nil, adjustable: Adjustable = .no, description: String = "",
        source: Source? = nil
    ) {
        self.value = value
        self.planNames = planNames
        self.bindings = bindings
        self.appliesToAll = appliesToAll
        self.costOfOthers = costOfOthers
        self.adjustable = adjustable
        self.description = description
        self.source = source
    }

    /// The client parameter whose value partitions the quota; nil for what the client does not hold, and for a
    /// principal of its own.
    package func clientParameter(for partition: RateLimitPartition) -> String? {
        guard case .client(let word) = partition else { return nil }
        return RateLimitPartition.principals.contains(word) ? bindings[word] : word
    }

    /// Whether the quota can be raised on request, and where.
    package enum Adjustable: Hashable, Sendable {
        case no
        case yes
        /// The page or address where to ask.
        case at(String)
    }

    /// Where the numbers come from.
    package struct Source: Hashable, Sendable {
        package var url: String
        /// The day on which they were read there (`yyyy-mm-dd`); nil when the document does not say.
        package var checked: String?

        package init(url: String, checked: String? = nil) {
            self.url = url
            self.checked = checked
        }
    }
}
