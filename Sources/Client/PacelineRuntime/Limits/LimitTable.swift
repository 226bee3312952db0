import PacelineLimiter
import Synchronization

/// Finds the buckets of one client's calls.
///
/// What a request draws on is the same for all requests of an operation, unless a policy counts by a value of the
/// request. So it is found once for each operation; a call then costs one look-up by the operation's address, and one
/// of the limiter's for each key that stands in the request.
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
        var declared: [Declaration] = []
    }

    /// A bucket, and the numbers with which this client declared it.
    private struct Declaration {
        let bucket: BucketHandle
        let limit: RateLimit
    }

    /// The policies with the client's numbers.
    let templates: [LimitTemplate]
    /// Why no call can be made: a plan that the API does not have, or numbers that mean nothing.
    let problem: CallError?
    private let limiter: RateLimiter
    private let settings: LimitSettings
    private let retry: RetryOptions
    private let credentials: CredentialSet
    private let gates: [String: CommonGate]
    private let state: Mutex<State>

    init(
        _ api: APIDescriptor, principals: [String: String], server: ServerAddress, usesOperationServers: Bool = false,
        credentials: CredentialSet, settings: LimitSettings, retry: RetryOptions, limiter: RateLimiter
    ) {
        self.limiter = limiter
        self.settings = settings
        self.retry = retry
        self.credentials = credentials
        templates = api.policies.map {
            LimitTemplate(
                settings.effective($0, plan: api.plan), api: api.id, principals: principals, server: server,
                usesOperationServers: usesOperationServers)
        }
        var declared: [Declaration] = []
        var gates: [CommonGate] = []
        do throws(CallError) {
            if let problem = settings.problem(with: api) { throw problem }
            for template in templates { try template.policy.check() }
            for template in templates where template.policy.retry.blocksAll {
                let numbers = RateLimitNumbers.undisclosed.rateLimit(settings, pacing: .burst)
                let bucket = try limiter.declare(numbers, template, name: template.commonName, key: template.commonKey)
                declared.append(Declaration(bucket: bucket, limit: numbers))
                gates.append(CommonGate(policy: template.policy, bucket: bucket))
            }
            // Declared before the first call, so that they can be seen.
            for template in templates where template.isConstant {
                let numbers = template.rateLimit(settings)
                let bucket = try limiter.declare(numbers, template, name: template.bucketName, key: template.key())
                declared.append(Declaration(bucket: bucket, limit: numbers))
            }
            problem = nil
        } catch {
            problem = error
        }
        self.gates = Dictionary(gates.map { ($0.policy.name, $0) }, uniquingKeysWith: { first, _ in first })
        state = Mutex(State(declared: declared))
    }

    deinit {
        for declaration in state.withLock({ $0.declared }) { limiter.leave(declaration.bucket, declaration.limit) }
    }

    /// The limits of a request. What they draw on for this request alone is to be given up by ``release(_:)``.
    func limits(of request: RequestBuilder) -> RequestLimits {
        if let problem { return .impossible(problem) }
        let operation = request.operation
        let plan: Plan
        do throws(CallError) { plan = try self.plan(for: operation) } catch { return .impossible(error) }
        guard !plan.open.isEmpty else { return plan.limits }
        var draws = plan.limits.draws
        do throws(CallError) {
            for open in plan.open {
                let key = open.template.key(operation, request)
                draws.insert(try draw(open.template, open.cost, key: key), at: open.place)
            }
        } catch {
            release(RequestLimits(draws, gates: [], retry: retry))
            return .impossible(error)
        }
        return RequestLimits(draws, gates: Array(gates.values), retry: retry)
    }

    /// Gives up buckets that were declared for a request, so that they go when nothing of them is in use.
    func release(_ limits: RequestLimits) {
        for draw in limits.draws {
            if let numbers = draw.ofOneRequest { limiter.leave(draw.bucket, numbers) }
        }
    }

    private func plan(for operation: OperationDescriptor) throws(CallError) -> Plan {
        let result: Result<Plan, CallError> = state.withLock { state in
            if let plan = state.plans[ObjectIdentifier(operation)] { return .success(plan) }
            do throws(CallError) {
                let plan = try makePlan(for: operation, declared: &state.declared)
                state.plans[ObjectIdentifier(operation)] = plan
                return .success(plan)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func makePlan(
        for operation: OperationDescriptor, declared: inout [Declaration]
    ) throws(CallError) -> Plan {
        let schemes = credentials.alternative(for: operation)
        var draws: [LimitDraw] = []
        var open: [Open] = []
        for applied in operation.limits where applied.policy.counts(schemes) {
            guard var template = templates.first(where: { $0.policy.name == applied.policy.name }) else { continue }
            if let numbers = applied.numbers {
                template.policy = settings.effective(applied.policy, numbers: numbers)
                try template.policy.check()
            }
            let cost = template.policy.numbers == .undisclosed ? 0 : settings.cost(applied.cost, of: template.policy)
            if template.dependsOnRequest {
                open.append(Open(place: draws.count + open.count, template: template, cost: cost))
            } else {
                let draw = try draw(template, cost, key: template.key(operation))
                draws.append(draw)
                declared.append(Declaration(bucket: draw.bucket, limit: template.rateLimit(settings)))
            }
        }
        return Plan(
            limits: RequestLimits(draws, gates: Array(gates.values), retry: retry), open: open, operation: operation)
    }

    private func draw(_ template: LimitTemplate, _ cost: Double, key: String) throws(CallError) -> LimitDraw {
        let numbers = template.rateLimit(settings)
        return LimitDraw(
            policy: template.policy, key: key,
            bucket: try limiter.declare(numbers, template, name: template.bucketName, key: key), cost: cost,
            everyCall: gates[template.policy.name]?.bucket,
            ofOneRequest: template.dependsOnRequest ? numbers : nil)
    }
}

extension RateLimiter {
    /// The bucket of a policy, shared with the other clients that count under its name. Where they do not agree about
    /// its numbers, all keep to what every one of them may do: one of them is wrong, and nobody can know which.
    fileprivate func declare(
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

extension RateLimitPolicy {
    /// Throws when its numbers mean nothing.
    fileprivate func check() throws(CallError) {
        guard let problem = numbers.problem else { return }
        throw CallError(.invalidRequest, "the policy \(name) has \(problem)", limit: (name, ""))
    }
}

extension LimitSettings {
    /// Why the settings do not fit `api`; nil when they do.
    fileprivate func problem(with api: APIDescriptor) -> CallError? {
        guard let plan, !api.policies.contains(where: { $0.plans[plan] != nil }) else { return nil }
        return CallError(.invalidRequest, "no limit of the API has numbers for the plan \(plan)")
    }
}
