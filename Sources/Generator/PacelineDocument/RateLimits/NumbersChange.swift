package import PacelineDiagnostics
package import PacelinePolicy

/// Numbers that take the place of a policy's, as far as they are given.
package struct NumbersChange: Hashable, Sendable {
    package var quota: Double?
    package var window: Duration?
    package var burst: Double?
    package var concurrency: Int?

    package var isEmpty: Bool { !isOfTime && concurrency == nil }
    var isOfTime: Bool { quota != nil || window != nil || burst != nil }
}

extension RateLimitNumbers {
    /// The numbers with those of a plan or an operation in their place; nil when these are of another kind.
    package func replacing(_ numbers: NumbersChange) -> RateLimitNumbers? {
        switch self {
        case .quota(let quota, let window, let algorithm, let granularity):
            guard numbers.concurrency == nil, let algorithm = algorithm.replacing(numbers.burst) else { return nil }
            return .quota(
                numbers.quota ?? quota, per: numbers.window ?? window, algorithm: algorithm, granularity: granularity)
        case .concurrency(let limit):
            return numbers.isOfTime ? nil : .concurrency(numbers.concurrency ?? limit)
        case .undisclosed: return numbers.isEmpty ? .undisclosed : nil
        }
    }
}

extension RateLimitAlgorithm {
    /// The algorithm with another size of its bucket; nil when it has none.
    fileprivate func replacing(_ burst: Double?) -> RateLimitAlgorithm? {
        guard let burst else { return self }
        return self == .unknown || self.burst != nil ? .tokenBucket(burst: burst) : nil
    }
}

/// The numbers of a plan.
package struct PlanObject: Hashable, Sendable {
    package var name: String
    package var numbers: RateLimitNumbers
    package var location: SourceLocation
}
