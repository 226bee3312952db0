package import PacelineModel
import Synchronization

/// A server for tests and trials that answers every operation of an API with a sample of its success and keeps the
/// declared rate limits by a count of its own.
///
/// A request takes four steps: a random delay, the decision, a second random delay, the answer. Because each delay is
/// drawn apart, requests overtake each other on both ways, as they do on a network. The decision is one step for all
/// policies of the operation: the request is put on record under each of them, refused or not, and is admitted if all of
/// them have room. Only then are credentials, parameters and body looked at, so a request with a mistake costs as much as
/// any other. One that means no operation (404, 405) costs nothing.
///
/// The principals of a policy (`account`, `user` …) are told by the presented credentials: the same credentials are the
/// same account, others are another one.
///
/// The server shares no code with the limiter whose clients it judges.
public final class MockServer: Sendable {
    /// How this server behaves.
    public let options: Options

    private let api: API
    private let routes: Routes
    /// The successes, at the places of their operations.
    private let successes: [MockResponse]
    private let time: MockTime
    private let log: LogFile?
    private let state: Mutex<State>

    private struct State {
        var ledger: QuotaLedger
        var generator: SplitMix64
        var requests = 0
        var refused = 0
    }

    /// - Parameter time: the clock; its zero is the zero of the log's times.
    /// - Throws: when the log cannot be created.
    package init(api: API, options: Options = Options(), time: MockTime = .continuous()) throws(Failure) {
        self.api = api
        self.options = options
        self.time = time
        routes = Routes(operations: api.operations, servers: api.servers)
        let samples = SampleBody(api: api)
        successes = api.operations.map { MockResponse(success: $0.success, samples: samples) }
        log = if let path = options.logPath { try LogFile(path: path) } else { nil }
        state = Mutex(
            State(
                ledger: QuotaLedger(policies: api.policies, windowScale: options.windowScale),
                generator: SplitMix64(seed: options.seed)))
    }

    /// The present time on the server's clock.
    var now: Nanoseconds { time.now() }

    /// What was seen so far.
    public var summary: Summary {
        state.withLock { state in
            Summary(
                requests: state.requests, refused: state.refused,
                policies: state.ledger.rules.map { rule in
                    PolicyUse(
                        name: rule.name, mostInWindow: state.ledger.most[rule.name] ?? 0, quota: rule.quota,
                        unit: rule.unit, window: .nanoseconds(rule.window))
                })
        }
    }

    /// Where the server listens and what it serves, in words:
    /// `listening on http://127.0.0.1:8080 (19 operations, policies per-minute: 60 requests per 10 s)`.
    public func announcement(port: Int) -> String {
        let rules = state.withLock { $0.ledger.rules }
        let policies = rules.map { "\($0.name): \($0.text)" }.joined(separator: ", ")
        let limits = rules.isEmpty ? "no policies" : "policies \(policies)"
        return "listening on http://127.0.0.1:\(port) (\(api.operations.count) operations, \(limits))"
    }

    /// Throws what has stopped the log, if anything has.
    func checkLog() throws(Failure) { try log?.check() }

    /// Answers a request, delays included.
    ///
    /// - Parameter received: when the request's head came in.
    func answer(_ request: MockRequest, received: Nanoseconds) async -> MockResponse {
        let delays = state.withLock { state in
            LogRecord.Delays(
                before: options.latency.draw(using: &state.generator),
                after: options.latency.draw(using: &state.generator))
        }
        await time.sleep(delays.before)
        let response = decide(request, received: received, delays: delays)
        await time.sleep(delays.after)
        return response
    }

    private func decide(_ request: MockRequest, received: Nanoseconds, delays: LogRecord.Delays) -> MockResponse {
        let match = routes.match(method: request.method, path: request.path)
        let meant = meaning(of: match, request)
        return state.withLock { state in
            // The clock is read under the lock: the order of the log is the order of its times.
            let now = time.now()
            let standings = state.ledger.record(meant.demands, at: now)
            let isAdmitted = standings.allSatisfy(\.isAdmitted)
            let response = isAdmitted ? meant.response : refusal(standings)
            state.requests += 1
            state.refused += isAdmitted ? 0 : 1
            log?.write(
                LogRecord(
                    arrival: now, received: received, method: request.method, path: request.path,
                    operation: meant.operation?.id, standings: standings, isAdmitted: isAdmitted,
                    status: response.status, delays: delays,
                    content: options.logsContent ? .init(request, schemes: api.securitySchemes) : nil
                ).line)
            return response
        }
    }

    /// What a request is answered with if no policy refuses it, and what it asks of the policies.
    private struct Meaning {
        var operation: Operation?
        var demands: [QuotaLedger.Demand] = []
        var response: MockResponse
    }

    private func meaning(of match: Routes.Match, _ request: MockRequest) -> Meaning {
        switch match {
        case .operation(let found, let pathValues):
            let index = api.operation(at: found, meantBy: request)
            let operation = api.operations[index]
            let problem = operation.problem(with: request, pathValues: pathValues, schemes: api.securitySchemes)
            var response = problem?.response ?? successes[index]
            if response.status == 401 { response.fields += operation.challenges(api.securitySchemes) }
            return Meaning(
                operation: operation, demands: demands(of: operation, request, pathValues), response: response)
        case .otherMethods(let methods):
            let allow = MockRequest.Pair("Allow", methods.joined(separator: ", "))
            guard request.method != "OPTIONS" else {
                return Meaning(response: MockResponse(status: 204, fields: [allow]))
            }
            let problem = Problem(status: 405, detail: "\(request.method) is not declared for \(request.path).")
            var response = problem.response
            response.fields.append(allow)
            return Meaning(response: response)
        case .unknown:
            return Meaning(response: Problem(status: 404, detail: "No path matches \(request.path).").response)
        }
    }

    private func demands(
        of operation: Operation, _ request: MockRequest, _ pathValues: [String: String]
    ) -> [QuotaLedger.Demand] {
        operation.limits.map { limit in
            let partitions = api.policy(limit.policy)?.per ?? []
            let key = partitions.map {
                $0.value(in: request, operation: operation, pathValues: pathValues, schemes: api.securitySchemes)
            }
            return QuotaLedger.Demand(policy: limit.policy, key: key, cost: limit.cost)
        }
    }

    /// The refusal of the first policy that refuses; it may be repeated when the last of them has room again.
    private func refusal(_ standings: [QuotaLedger.Standing]) -> MockResponse {
        let refusing = standings.filter { !$0.isAdmitted }
        guard let policy = refusing.first.flatMap({ api.policy($0.policy) }) else {
            preconditionFailure("a refusal without a policy that refuses")
        }
        let waits = refusing.compactMap(\.wait)
        let isFinite = options.sendsRetryAfter && waits.count == refusing.count
        let seconds = isFinite ? waits.max().map { Int(($0 + 999_999_999) / 1_000_000_000) } : nil
        return RefusalReply(policy).response(retryAfter: seconds)
    }
}
