import PacelineLimiter
import Synchronization

/// Finds the buckets of one client's calls.
///
/// What a request draws on is the same for all requests of an operation, unless a policy counts by a value of the
/// request. So it is found once for each operation; a call then costs one look-up by the operation's address, and one
/// of the limiter's for each key that stands in the request.
final class LimitTable: Sendable {
    private struct State {
        var plans: [ObjectIdentifier: LimitPlan] = [:]
        /// Buckets that were declared for the life of the client.
        var declared: [LimitDeclaration] = []
        /// Routes that were observed for the life of the client.
        var routes: [ObservedRoute] = []
        /// The names of these, which are few: each event is held against them.
        var observed: Set<ObservedNames> = []
        /// What was said to be learned, by operation.
        var told: [ObjectIdentifier: RateLimit] = [:]
        /// The policies of which it was said that their costs are not estimated.
        var unestimated: Set<String> = []
    }

    /// The policies with the client's numbers.
    let templates: [LimitTemplate]
    /// Why no call can be made: a plan that the API does not have, or numbers that mean nothing.
    let problem: CallError?
    private let limiter: RateLimiter
    private let settings: LimitSettings
    private let retry: RetryOptions
    private let estimators: CostEstimators
    private let credentials: CredentialSet
    private let gates: [String: CommonGate]
    private let api: String
    private let server: ServerAddress
    private let usesOperationServers: Bool
    private let state: Mutex<State>

    init(
        _ api: APIDescriptor, principals: [String: String], server: ServerAddress, usesOperationServers: Bool = false,
        credentials: CredentialSet, settings: LimitSettings, estimators: [String: CostEstimator] = [:],
        retry: RetryOptions, limiter: RateLimiter
    ) {
        self.limiter = limiter
        self.estimators = CostEstimators(hooks: estimators)
        self.settings = settings
        self.retry = retry
        self.credentials = credentials
        self.api = api.id
        self.server = server
        self.usesOperationServers = usesOperationServers
        var templates = api.policies.map {
            LimitTemplate(
                settings.effective($0, plan: api.plan), api: api.id, principals: principals, server: server,
                usesOperationServers: usesOperationServers)
        }
        var declared: [LimitDeclaration] = []
        var gates: [CommonGate] = []
        do throws(CallError) {
            if let problem = settings.problem(with: api) { throw problem }
            for template in templates {
                try template.policy.check()
                if let problem = self.estimators.problem(with: template.policy) { throw problem }
            }
            for place in templates.indices where settings.isEnforced {
                templates[place].calendar = try LimitCalendar(templates[place].policy, settings)
            }
            for template in templates where template.policy.retry.blocksAll {
                let numbers = RateLimitNumbers.undisclosed.rateLimit(settings, pacing: .burst)
                let bucket = try limiter.declare(numbers, template, name: template.commonName, key: template.commonKey)
                declared.append(LimitDeclaration(bucket: bucket, limit: numbers))
                gates.append(CommonGate(policy: template.policy, bucket: bucket))
            }
            // Declared before the first call, so that they can be seen.
            for template in templates where template.isConstant {
                let numbers = template.rateLimit(settings)
                let bucket = try limiter.declare(numbers, template, name: template.bucketName, key: template.key())
                declared.append(LimitDeclaration(bucket: bucket, limit: numbers))
            }
            problem = nil
        } catch {
            problem = error
        }
        self.templates = templates
        self.gates = Dictionary(gates.map { ($0.policy.name, $0) }, uniquingKeysWith: { first, _ in first })
        state = Mutex(State(declared: declared))
    }

    deinit {
        let (declared, routes) = state.withLock { ($0.declared, $0.routes) }
        declared.forEach(leave)
        for route in routes { leave(route) }
    }

    /// The limits of a request. What they draw on for this request alone is to be given up by ``release(_:)``.
    func limits(of request: RequestBuilder) -> RequestLimits {
        if let problem { return .impossible(problem) }
        let operation = request.operation
        let plan: LimitPlan
        do throws(CallError) { plan = try self.plan(for: operation) } catch { return .impossible(error) }
        guard !plan.open.isEmpty || plan.limits.route != nil && request.options.server != nil else {
            return plan.limits
        }
        var draws = plan.limits.draws.map { LimitDraw?($0) }
        var reader = RequestReader(request)
        do throws(CallError) {
            for open in plan.open {
                draws.insert(try draw(open, operation, &reader, request), at: open.place)
            }
        } catch {
            release(RequestLimits(draws.compactMap(\.self), gates: [], retry: retry))
            return .impossible(error)
        }
        var route = plan.limits.route
        if let usual = route, let server = request.options.server {
            route = observe(operation, at: ServerAddress(server), fields: usual.fields, isOfOneRequest: true)
        }
        return RequestLimits(
            draws.compactMap(\.self), gates: Array(gates.values), route: route, settings: settings, retry: retry)
    }

    /// What a request draws on of a policy; nil where it does not count.
    private func draw(
        _ open: OpenLimit, _ operation: OperationDescriptor, _ reader: inout RequestReader, _ request: RequestBuilder
    ) throws(CallError) -> LimitDraw? {
        let limit = open.limit
        for condition in limit.template.policy.conditions where !condition.holds(in: &reader) { return nil }
        let estimated = limit.estimate.flatMap { estimators.cost($0, request, &reader) }
        let cost = estimated.map { settings.cost($0, of: limit.template.policy) } ?? limit.cost
        var draw = open.draw
        draw?.cost = cost
        if draw == nil {
            let key = limit.template.key(operation, &reader)
            var request: RequestReader? = reader
            draw = try self.draw(
                limit.template, cost, key: key, shared: limit.template.sharedName(operation, &request))
        }
        if limit.estimate != nil, estimators.lacks(limit.template.policy) {
            noteUnestimated(limit.template, key: draw?.key ?? "")
        }
        return draw
    }

    /// Says once that a policy's costs are not estimated, since the client has no function for it.
    private func noteUnestimated(_ template: LimitTemplate, key: String) {
        let isNew = state.withLock { $0.unestimated.insert(template.policy.name).inserted }
        if isNew { limiter.noteUnestimated(BucketName(name: template.bucketName, key: key)) }
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

    private func leave(_ declaration: LimitDeclaration) {
        limiter.leave(declaration.bucket, declaration.limit)
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

    private func plan(for operation: OperationDescriptor) throws(CallError) -> LimitPlan {
        let result: Result<LimitPlan, CallError> = state.withLock { state in
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
    ) throws(CallError) -> LimitPlan {
        var applied = try self.applied(to: operation)
        let isCounted = applied.contains { $0.template.policy.isCounting && $0.cost > 0 }
        let isObserved = settings.isEnforced && settings.undeclared != .off && !isCounted
        // Of these nothing is known that is not found out.
        let plain = isObserved ? applied.map(\.template.policy).filter(\.saysOnlyThatItRefuses) : []
        if isObserved { applied.removeAll { $0.template.policy.saysOnlyThatItRefuses } }
        var draws: [LimitDraw] = []
        var open: [OpenLimit] = []
        var declared: [LimitDeclaration] = []
        var isMade = false
        defer {
            // What was declared for a plan that cannot be made is tried anew by the next call.
            if isMade { state.declared += declared } else { declared.forEach(leave) }
        }
        for (place, limit) in applied.enumerated() {
            if limit.template.dependsOnRequest {
                open.append(OpenLimit(place: place, limit: limit, draw: nil))
            } else {
                var none: RequestReader?
                let draw = try draw(
                    limit.template, limit.cost, key: limit.template.key(operation),
                    shared: limit.template.sharedName(operation, &none))
                if limit.isOfRequest {
                    open.append(OpenLimit(place: place, limit: limit, draw: draw))
                } else {
                    draws.append(draw)
                }
                declared.append(LimitDeclaration(bucket: draw.bucket, limit: limit.template.rateLimit(settings)))
            }
        }
        isMade = true
        let fields = plain.filter { $0.fields != nil }
        let address = usesOperationServers ? server.address(of: operation) : server
        let route = isObserved ? observe(operation, at: address, fields: fields) : nil
        if let route {
            state.routes.append(route)
            state.observed.insert(route.names)
        }
        return LimitPlan(
            limits: RequestLimits(
                draws, gates: Array(gates.values), route: route, settings: settings, retry: retry),
            open: open, operation: operation)
    }

    /// The declared limits of an operation with the client's numbers, and what a request takes of each.
    private func applied(
        to operation: OperationDescriptor
    ) throws(CallError) -> [AppliedTemplate] {
        let schemes = credentials.alternative(for: operation)
        var limits: [AppliedTemplate] = []
        for applied in operation.limits where applied.policy.counts(schemes) {
            guard var template = templates.first(where: { $0.policy.name == applied.policy.name }) else { continue }
            if let numbers = applied.numbers {
                template.policy = settings.effective(applied.policy, numbers: numbers)
                try template.policy.check()
                if settings.isEnforced { template.calendar = try LimitCalendar(template.policy, settings) }
            }
            let cost = template.policy.isCounting ? settings.cost(applied.cost, of: template.policy) : 0
            limits.append(
                AppliedTemplate(
                    template: template, cost: cost,
                    estimate: applied.isEstimated && cost > 0 ? template.policy.estimate : nil))
        }
        return limits
    }

    private func draw(
        _ template: LimitTemplate, _ cost: Double, key: String, shared: BucketName?
    ) throws(CallError) -> LimitDraw {
        let numbers = template.rateLimit(settings)
        return LimitDraw(
            policy: template.policy, key: key,
            bucket: try limiter.declare(numbers, template, name: template.bucketName, key: key), cost: cost,
            everyCall: gates[template.policy.name]?.bucket,
            ofOneRequest: template.dependsOnRequest ? numbers : nil, shared: shared, calendar: template.calendar)
    }
}
