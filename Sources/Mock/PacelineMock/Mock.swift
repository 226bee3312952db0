package import PacelineDocument
package import PacelineModel
import Synchronization

/// What stands for the server of an API in tests and trials: it answers every operation with a sample of its success,
/// or of the declared response that the request prefers (`Prefer: code=404`), and keeps the declared rate limits by a
/// count of its own.
///
/// A request takes four steps: a random delay, the decision, a second random delay, the response. Because each delay is
/// drawn apart, requests overtake each other on both ways, as they do on a network. The decision is one step for all
/// policies of the operation: the request is admitted if all of them have room, and put on record under each; a refused
/// one is on record where the policy says that refusals count. Only then are credentials, parameters and body looked
/// at, so a request with a mistake costs as much as any other. One that means no operation (404, 405) costs nothing.
///
/// The principals of a policy (`account`, `user` …) are told by the presented credentials: the same credentials are the
/// same account, others are another one.
///
/// `MockTransport` puts it in a client's transport's place, `MockServer` serves it over HTTP. It shares no code with
/// the limiter whose clients it judges.
public final class Mock: Sendable {
    /// A body beyond this many bytes is answered with 413.
    package static let longestBody = 1_048_576

    /// How it behaves.
    public let options: Options

    let api: API
    let book: LimitBook
    let time: MockTime
    let logFile: LogFile?
    private let routes: Routes
    private let judge: RequestJudge
    private let replies: ReplyMaker
    /// The responses that have been made.
    private let made = Mutex<[ReplyMaker.Key: MockResponse]>([:])
    let state: Mutex<State>

    struct State {
        var ledger: Ledger
        /// Draws the delays.
        var delays: SplitMix64
        /// Draws what goes wrong.
        var chances: SplitMix64
        var requests = 0
        var refused = 0
    }

    /// - Parameters:
    ///   - document: the document of the API, by whose schemas requests are judged and answers are made.
    ///   - time: the clock; its zero is the zero of the log's times.
    /// - Throws: when the options have a mistake, when no policy knows the plan, and when the log cannot be created.
    package init(
        api: API, document: Document, options: Options = Options(), time: MockTime = .continuous()
    ) throws(Failure) {
        var options = options
        options.plan = options.plan ?? api.plan
        if let problem = options.problem ?? api.problem(withPlan: options.plan) { throw Failure(description: problem) }
        self.api = api
        self.options = options
        self.time = time
        routes = Routes(operations: api.operations, servers: api.servers)
        let patterns = PatternCache()
        replies = ReplyMaker(document, of: api, patterns: patterns)
        judge = RequestJudge(replies.contracts, patterns: patterns)
        logFile = if let path = options.logPath { try LogFile(path: path) } else { nil }
        book = LimitBook(api: api, enforcement: Enforcement(options, epoch: time.epoch), options: options)
        state = Mutex(
            State(
                ledger: Ledger(rules: book.entries.map(\.rule), epoch: time.epoch),
                delays: SplitMix64(seed: options.seed), chances: SplitMix64(seed: options.seed ^ 1 << 32)))
    }

    /// The present time on its clock.
    package var now: Nanoseconds { time.now() }

    /// What was seen so far.
    public var summary: Summary {
        state.withLock { state in
            Summary(
                requests: state.requests, refused: state.refused,
                policies: state.ledger.rules.indices.map { place in
                    PolicyUse(
                        of: state.ledger.rules[place], mostInWindow: state.ledger.most[place],
                        refused: state.ledger.refused[place])
                })
        }
    }

    /// What it stands for, in words: `19 operations, policies per-minute: 60 requests per 10 s`.
    public var overview: String {
        let rules = book.entries.map(\.rule)
        let policies = rules.map { "\($0.name): \($0.text)" }.joined(separator: ", ")
        return "\(api.operations.count) operations, \(rules.isEmpty ? "no policies" : "policies \(policies)")"
    }

    /// Throws what has stopped the log, if anything has.
    package func checkLog() throws(Failure) { try logFile?.check() }

    /// Responses a request, delays included.
    ///
    /// - Parameter received: when the request's head came in.
    func response(_ request: MockRequest, received: Nanoseconds) async -> MockResponse {
        let visit = await visit(request, received: received)
        await holdBody()
        visit.end()
        return visit.response
    }

    /// Takes a request to the point at which the head of its response can be sent. The request is in flight until the
    /// visit ends.
    package func visit(_ request: MockRequest, received: Nanoseconds) async -> Visit {
        let delays = state.withLock { state in
            LogRecord.Delays(
                before: options.latency.draw(using: &state.delays), after: options.latency.draw(using: &state.delays))
        }
        await time.sleep(delays.before)
        let match = routes.match(method: request.method, path: request.path)
        let visit = decide(meaning(of: match, request), request, received: received, delays: delays)
        await time.sleep(delays.after)
        return visit
    }

    /// Waits for as long as the second half of a body is held back.
    package func holdBody() async { await time.sleep(options.bodyDelay.wholeNanoseconds) }

    private func meaning(of match: Routes.Match, _ request: MockRequest) -> Meaning {
        switch match {
        case .operation(let found, let pathValues):
            let index = api.operation(at: found, meantBy: request)
            return Meaning(
                operation: api.operations[index],
                demands: book.demands(of: index, in: api, request, pathValues: pathValues),
                response: response(to: request, of: index, pathValues: pathValues))
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
}

extension Mock {
    /// What the document says that the mock cannot answer as it is meant, a line for each media type.
    public var notices: [String] { replies.notices(api) }

    /// What the operation at the place answers with unless a policy refuses the request.
    private func response(to request: MockRequest, of index: Int, pathValues: [String: String]) -> MockResponse {
        let operation = api.operations[index]
        guard request.satisfies(operation.security, of: api.securitySchemes) else {
            var response = Problem(
                status: 401, detail: "The request lacks the credentials that \(operation.id) needs."
            ).response
            response.fields += operation.challenges(api.securitySchemes)
            return response
        }
        if let problem = judge.problem(with: request, of: index, pathValues: pathValues) { return problem.response }
        let key = replies.key(of: index, for: request, success: operation.success.status)
        let known = made.withLock { $0[key] }
        let response = known ?? replies.reply(key)
        if known == nil { made.withLock { $0[key] = response } }
        guard let pagination = operation.pagination, key.pattern == operation.success.status else { return response }
        return ListPages(pagination: pagination, pages: options.pages, api: api).page(of: response, for: request)
    }
}

extension API {
    /// A plan of which no policy has numbers is a slip, unless the document itself has it as its own.
    fileprivate func problem(withPlan plan: String?) -> String? {
        let known = policies.flatMap(\.planNames)
        guard let plan, plan != self.plan, !known.contains(plan) else { return nil }
        let names = Set(known).sorted().joined(separator: ", ")
        return "no policy has numbers for the plan '\(plan)'" + (names.isEmpty ? "" : "; there are: \(names)")
    }
}
