import PacelineLimiter
import Synchronization

/// Finds the buckets of one client's calls.
///
/// What a request draws on is the same for all requests of an operation, unless a policy counts by a value of the request.
/// So it is found once for each operation; a call then costs one look-up by the operation's address, and one of the
/// limiter's for each key that stands in the request.
final class LimitTable: Sendable {
    /// What is found once for an operation.
    private struct Plan: Sendable {
        /// Everything, where nothing depends on the request.
        let limits: RequestLimits
        /// The policies whose bucket depends on the request.
        let open: [Open]
        /// Keeps the operation's address in use.
        let operation: OperationDescriptor
    }

    /// A policy whose bucket depends on the request.
    private struct Open: Sendable {
        /// Its place among the draws.
        let place: Int
        let template: LimitTemplate
        let cost: Double
    }

    private struct State {
        var plans: [ObjectIdentifier: Plan] = [:]
        /// Buckets that were declared for the life of the client.
        var declared: [BucketHandle] = []
    }

    /// The policies with the client's numbers.
    let templates: [LimitTemplate]
    /// Why no call can be made: a plan that the API does not have.
    let problem: CallError?
    private let limiter: RateLimiter
    private let settings: LimitSettings
    private let retry: RetryOptions
    private let credentials: CredentialSet
    private let gates: [String: CommonGate]
    private let state: Mutex<State>

    init(
        _ api: APIDescriptor, principals: [String: String], server: String, usesOperationServers: Bool = false,
        credentials: CredentialSet, settings: LimitSettings, retry: RetryOptions, limiter: RateLimiter
    ) {
        self.limiter = limiter
        self.settings = settings
        self.retry = retry
        self.credentials = credentials
        problem = settings.problem(with: api)
        let templates = api.policies.map {
            LimitTemplate(
                settings.effective($0, plan: api.plan), api: api.id, principals: principals, server: server,
                usesOperationServers: usesOperationServers)
        }
        self.templates = templates
        let gates = templates.filter(\.policy.retry.blocksAll).map { template in
            CommonGate(
                policy: template.policy,
                bucket: limiter.bucket(
                    RateLimitNumbers.undisclosed.rateLimit(settings, pacing: .burst),
                    name: template.commonName, key: template.commonKey))
        }
        self.gates = Dictionary(gates.map { ($0.policy.name, $0) }, uniquingKeysWith: { first, _ in first })
        // Declared before the first call, so that they can be seen.
        let buckets = templates.filter(\.isConstant).map { template in
            limiter.bucket(template.rateLimit(settings), name: template.bucketName, key: template.key())
        }
        state = Mutex(State(declared: gates.map(\.bucket) + buckets))
    }

    deinit {
        for bucket in state.withLock({ $0.declared }) { limiter.forget(bucket) }
    }

    /// The limits of a request. What they draw on for this request alone is to be given up by ``release(_:)``.
    func limits(of request: RequestBuilder) -> RequestLimits {
        let operation = request.operation
        let plan = state.withLock { state in
            if let plan = state.plans[ObjectIdentifier(operation)] { return plan }
            let plan = makePlan(for: operation, declared: &state.declared)
            state.plans[ObjectIdentifier(operation)] = plan
            return plan
        }
        guard !plan.open.isEmpty else { return plan.limits }
        var draws = plan.limits.draws
        for open in plan.open {
            draws.insert(draw(open.template, open.cost, key: open.template.key(operation, request)), at: open.place)
        }
        return RequestLimits(draws, gates: Array(gates.values), retry: retry)
    }

    /// Gives up buckets that were declared for a request, so that they go when nothing of them is in use.
    func release(_ limits: RequestLimits) {
        for draw in limits.draws where draw.isOfOneRequest { limiter.forget(draw.bucket) }
    }

    private func makePlan(for operation: OperationDescriptor, declared: inout [BucketHandle]) -> Plan {
        let schemes = credentials.alternative(for: operation)
        var draws: [LimitDraw] = []
        var open: [Open] = []
        for applied in operation.limits where applied.policy.counts(schemes) {
            guard var template = templates.first(where: { $0.policy.name == applied.policy.name }) else { continue }
            if let numbers = applied.numbers {
                template.policy = settings.effective(applied.policy, numbers: numbers)
            }
            let cost = template.policy.numbers == .undisclosed ? 0 : settings.cost(applied.cost, of: template.policy)
            if template.dependsOnRequest {
                open.append(Open(place: draws.count + open.count, template: template, cost: cost))
            } else {
                draws.append(draw(template, cost, key: template.key(operation)))
            }
        }
        declared += draws.map(\.bucket)
        return Plan(
            limits: RequestLimits(draws, gates: Array(gates.values), retry: retry), open: open, operation: operation)
    }

    private func draw(_ template: LimitTemplate, _ cost: Double, key: String) -> LimitDraw {
        LimitDraw(
            policy: template.policy, key: key,
            bucket: limiter.bucket(template.rateLimit(settings), name: template.bucketName, key: key), cost: cost,
            everyCall: gates[template.policy.name]?.bucket, isOfOneRequest: template.dependsOnRequest)
    }
}

extension LimitTemplate {
    /// The numbers of its buckets.
    fileprivate func rateLimit(_ settings: LimitSettings) -> RateLimit {
        policy.numbers.rateLimit(settings, pacing: settings.pacing(of: policy))
    }
}

extension RateLimitPolicy {
    /// Whether a request is counted whose credentials are these schemes; nil where the client has none that would do.
    fileprivate func counts(_ schemes: [String]?) -> Bool {
        guard let authentication, let schemes else { return true }
        return authentication.contains { $0.isEmpty ? schemes.isEmpty : $0.allSatisfy(schemes.contains) }
    }
}

extension LimitSettings {
    /// Why the settings do not fit `api`; nil when they do.
    fileprivate func problem(with api: APIDescriptor) -> CallError? {
        guard let plan, !api.policies.contains(where: { $0.plans[plan] != nil }) else { return nil }
        return CallError(.invalidRequest, "no limit of the API has numbers for the plan \(plan)")
    }
}
