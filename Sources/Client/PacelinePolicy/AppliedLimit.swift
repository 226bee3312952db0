/// A policy that an operation draws on, and how much of it one request takes.
public struct AppliedLimit: Hashable, Sendable {
    /// The policy.
    public var policy: RateLimitPolicy
    /// Units of the policy's quota that one request takes.
    public var cost: Double
    /// Whether the policy's ``RateLimitPolicy/estimate``, where it has one, goes before ``cost``.
    public var isEstimated: Bool
    /// The operation's own numbers in place of the policy's, where the server counts each operation apart.
    public var numbers: RateLimitNumbers?

    /// `cost` units of `policy` for each request.
    public init(
        _ policy: RateLimitPolicy, cost: Double = 1, isEstimated: Bool = false, numbers: RateLimitNumbers? = nil
    ) {
        self.policy = policy
        self.cost = cost
        self.isEstimated = isEstimated
        self.numbers = numbers
    }

    /// The policy with the operation's own numbers.
    package var effectivePolicy: RateLimitPolicy {
        guard let numbers else { return policy }
        var policy = policy
        policy.numbers = numbers
        return policy
    }
}

extension AppliedLimit: CustomStringConvertible {
    /// The limit in words, with the cost where it is not 1.
    public var description: String { effectivePolicy.description + each }

    /// The limit as a table has it: `60 per minute`.
    package var shortText: String {
        let numbers = numbers ?? policy.numbers
        let isTold = policy.isLearned && numbers == .undisclosed
        return (isTold ? "as responses tell" : numbers.shortText(unit: policy.unit)) + each
    }

    private var each: String {
        if isEstimated { return ", as estimated" }
        return cost == 1 ? "" : ", at \(cost.formatted) each"
    }
}
