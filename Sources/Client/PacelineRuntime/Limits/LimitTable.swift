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
        /// Routes that were observed for the life of the client.
        var routes: [ObservedRoute] = []
        /// The names of these, which are few: each event is held against them.
        var observed: Set<ObservedNames> = []
        /// What was said to be learned, by operation.
        var told: [ObjectIdentifier: RateLimit] = [:]
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
    private let api: String
    private let server: ServerAddress
    private let usesOperationServers: Bool
    private let state: Mutex<State>

    init(
        _ api: APIDescriptor, principals: [String: String], server: ServerAddress, usesOperationServers: Bool = false,
        credentials: CredentialSet, settings: LimitSettings, retry: RetryOptions, limiter: RateLimiter
    ) {
        self.limiter = limiter
        self.settings = settings
        self.retry = retry
        self.credentials = credentials
        self.api = api.id
        self.server = server
        self.usesOperationServers = usesOperationServers
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
        let (declared, routes) = state.withLock { ($0.declared, $0.routes) }
        for declaration in declared { limiter.leave(declaration.bucket, declaration.limit) }
        for route in routes { leave(route) }
    }

    /// The limits of a request. What they draw on for this request alone is to be given up by ``release(_:)``.
    func limits(of request: RequestBuilder) -> RequestLimits {
        if let problem { return .impossible(problem) }
        let operation = request.operation
        let plan: Plan
        do throws(CallError) { plan = try self.plan(for: operation) } catch { return .impossible(error) }
        guard !plan.open.isEmpty || plan.limits.route != nil && request.options.server != nil else {
            return plan.limits
        }
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
        var route = plan.limits.route
        if let usual = route, let server = request.options.server {
            route = observe(operation, at: ServerAddress(server), fields: usual.fields, isOfOneRequest: true)
        }
        return RequestLimits(draws, gates: Array(gates.values), route: route, retry: retry)
    }

    /// Gives up buckets that were declared for a request, so that they go when nothing of them is in use.
    func release(_ limits: RequestLimits) {
        for draw in limits.draws {
            if let numbers = draw.ofOneRequest { limiter.leave(draw.bucket, numbers) }
        }
        if let route = limits.route, route.isOfOneRequest { leave(route) }
    }

    /// How the buckets of this client are named whose limits nobody declared.
    var observed: Set<ObservedNames> { state.withLock { $0.observed } }

    /// What the operation keeps to now, where that is not what this said last.
    func news(of route: ObservedRoute, _ operation: OperationDescriptor) -> BucketSnapshot? {
        let bucket = limiter.snapshot(of: route.bucket)
        guard bucket.basis != .unknown else { return nil }
        let last = state.withLock { $0.told.updateValue(bucket.limit, forKey: ObjectIdentifier(operation)) }
        return last == bucket.limit ? nil : bucket
    }

    private func leave(_ route: ObservedRoute) {
        limiter.forget(route.bucket)
        limiter.forget(route.origin)
    }

    /// The route of an operation's requests to a server; nil where that is none.
    private func observe(
        _ operation: OperationDescriptor, at address: ServerAddress, fields: [RateLimitPolicy],
        isOfOneRequest: Bool = false
    ) -> ObservedRoute? {
        guard let origin = address.origin else { return nil }
        let names = ObservedNames(api: api, origin: origin, credential: credentials.identity(for: operation))
        let isGentle = settings.undeclared.observing == .gently
        let (bucket, gate) = limiter.observe(
            names.route(of: operation), origin: names.originName, gently: isGentle, api: api)
        return ObservedRoute(
            bucket: bucket, origin: gate, names: names, fields: fields, isOfOneRequest: isOfOneRequest)
    }

    private func plan(for operation: OperationDescriptor) throws(CallError) -> Plan {
        let result: Result<Plan, CallError> = state.withLock { state in
            if let plan = state.plans[ObjectIdentifier(operation)] { return .success(plan) }
            do throws(CallError) {
                let plan = try makePlan(for: operation, &state)
                state.plans[ObjectIdentifier(operation)] = plan
                return .success(plan)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func makePlan(
        for operation: OperationDescriptor, _ state: inout State
    ) throws(CallError) -> Plan {
        var applied = try self.applied(to: operation)
        let isCounted = applied.contains { $0.template.policy.numbers != .undisclosed && $0.cost > 0 }
        let isObserved = settings.isEnforced && settings.undeclared != .off && !isCounted
        // Of these nothing is known that is not found out.
        let plain = isObserved ? applied.map(\.template.policy).filter(\.saysOnlyThatItRefuses) : []
        if isObserved { applied.removeAll { $0.template.policy.saysOnlyThatItRefuses } }
        var draws: [LimitDraw] = []
        var open: [Open] = []
        for (place, limit) in applied.enumerated() {
            if limit.template.dependsOnRequest {
                open.append(Open(place: place, template: limit.template, cost: limit.cost))
            } else {
                let draw = try draw(limit.template, limit.cost, key: limit.template.key(operation))
                draws.append(draw)
                state.declared.append(Declaration(bucket: draw.bucket, limit: limit.template.rateLimit(settings)))
            }
        }
        let fields = plain.filter { $0.fields != nil }
        let address = usesOperationServers ? server.address(of: operation) : server
        let route = isObserved ? observe(operation, at: address, fields: fields) : nil
        if let route {
            state.routes.append(route)
            state.observed.insert(route.names)
        }
        return Plan(
            limits: RequestLimits(draws, gates: Array(gates.values), route: route, retry: retry), open: open,
            operation: operation)
    }

    /// The declared limits of an operation with the client's numbers, and what a request takes of each.
    private func applied(
        to operation: OperationDescriptor
    ) throws(CallError) -> [(template: LimitTemplate, cost: Double)] {
        let schemes = credentials.alternative(for: operation)
        var limits: [(template: LimitTemplate, cost: Double)] = []
        for applied in operation.limits where applied.policy.counts(schemes) {
            guard var template = templates.first(where: { $0.policy.name == applied.policy.name }) else { continue }
            if let numbers = applied.numbers {
                template.policy = settings.effective(applied.policy, numbers: numbers)
                try template.policy.check()
            }
            let cost = template.policy.numbers == .undisclosed ? 0 : settings.cost(applied.cost, of: template.policy)
            limits.append((template, cost))
        }
        return limits
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
