import PacelineLimiter

/// What is found once for an operation.
struct LimitPlan: Sendable {
    /// Everything, where nothing depends on the request.
    let limits: RequestLimits
    /// The policies whose bucket depends on the request.
    let open: [OpenLimit]
    /// Keeps the operation's address in use.
    let operation: OperationDescriptor
}

/// A policy whose bucket depends on the request.
struct OpenLimit: Sendable {
    /// Its place among the draws.
    let place: Int
    let limit: AppliedTemplate
    /// The draw, where the request decides only whether and how much it takes.
    let draw: LimitDraw?
}

/// A policy of an operation with the client's numbers, and what a request takes of it.
struct AppliedTemplate: Sendable {
    let template: LimitTemplate
    let cost: Double
    /// What a request will cost, where that is estimated.
    let estimate: CostEstimate?

    /// Whether a request decides on more than its bucket.
    var isOfRequest: Bool { estimate != nil || !template.policy.conditions.isEmpty }
}

/// A bucket, and the numbers with which this client declared it.
struct LimitDeclaration {
    let bucket: BucketHandle
    let limit: RateLimit
}

extension RateLimiter {
    /// The bucket of a policy, shared with the other clients that count under its name. Where they do not agree about
    /// its numbers, all keep to what every one of them may do: one of them is wrong, and nobody can know which.
    func declare(
        _ numbers: RateLimit, _ template: LimitTemplate, name: String, key: String
    ) throws(CallError) -> BucketHandle {
        do throws(RateLimitError) { return try join(numbers, name: name, key: key, api: template.api) } catch {
            throw CallError(
                .invalidRequest,
                "another client of the limiter counts the policy \(template.policy.name) in another way (in a window, "
                    + "or at a time): let both have the same settings, or give this one a limiter of its own",
                limit: (template.policy.name, key))
        }
    }
}

extension LimitTemplate {
    /// The numbers of its buckets.
    func rateLimit(_ settings: LimitSettings) -> RateLimit {
        policy.isFoundOut
            ? .foundOut : policy.numbers.rateLimit(settings, pacing: settings.pacing(of: policy))
    }
}

extension RateLimitPolicy {
    /// Whether a request is counted whose credentials are these schemes; nil where the client has none that would do.
    func counts(_ schemes: [String]?) -> Bool {
        guard let authentication, let schemes else { return true }
        return authentication.contains { $0.isEmpty ? schemes.isEmpty : $0.allSatisfy(schemes.contains) }
    }
}

extension RateLimitPolicy {
    /// Throws when its numbers mean nothing.
    func check() throws(CallError) {
        guard let problem = numbers.problem else { return }
        throw CallError(.invalidRequest, "the policy \(name) has \(problem)", limit: (name, ""))
    }
}

extension LimitSettings {
    /// Why the settings do not fit `api`; nil when they do.
    func problem(with api: APIDescriptor) -> CallError? {
        guard let plan, !api.policies.contains(where: { $0.plans[plan] != nil }) else { return nil }
        return CallError(.invalidRequest, "no limit of the API has numbers for the plan \(plan)")
    }
}
