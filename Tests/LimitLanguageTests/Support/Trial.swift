import Foundation
import HTTPTypes
import PacelineDiagnostics
import PacelineLimiter
import PacelineLowering
import PacelineMockTransport
import PacelineModel
@_spi(Generated) import PacelineRuntime
import Synchronization

/// Clients of one document against a mock of another: the same text, or one in which a member is missing that one side
/// is to ignore.
final class Trial: Sendable {
    let mock: MockTransport
    /// The clients, by their users.
    private let clients: [Int: ClientCore]
    /// A client for each of them that keeps to no limits.
    private let others: [Int: ClientCore]
    private let operations: [String: OperationDescriptor]
    private let trace: Trace

    /// - Parameters:
    ///   - client: The clients' document.
    ///   - server: The mock's document.
    ///   - start: What the clocks show at first, in seconds since 1970.
    init(
        client: String, server: String, mock options: Mock.Options = .init(), startingAt start: Double = 0,
        configure: (inout ClientOptions) -> Void = { _ in }
    ) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
        try Data(server.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let mock = try MockTransport(document: file.path(), options: options, startingAt: start)
        self.mock = mock
        let trace = Trace(mock)
        self.trace = trace
        var sink = DiagnosticSink()
        let loaded = PacelineLowering.load(
            Source(path: "openapi.yaml", bytes: Array(client.utf8)), diagnostics: &sink)
        guard let api = loaded, !sink.hasErrors else { throw Failure(text: sink.rendered()) }
        let descriptor = APIDescriptor(
            generatedFor: .paceline0_2, id: api.identity ?? "Trial", policies: api.policies.map(\.value), plan: api.plan
        )
        var settings = mock.options
        // Enough for the mock's windows, which are closed at both ends, and not seen in whole seconds.
        settings.limits.clockMargin = RateLimit.ClockMargin(fraction: 0.001, maximum: .milliseconds(10))
        settings.limits.undeclared = .off
        configure(&settings)
        var unlimited = settings
        unlimited.limits = .notEnforced
        unlimited.retry = .never
        func core(_ user: Int, _ options: ClientOptions, _ transport: any Transport) throws -> ClientCore {
            // All of them have one address.
            let words = RateLimitPartition.principals.map { ($0, $0 == "ip" ? "" : "\($0)-\(user)") }
            return try ClientCore(
                api: descriptor, server: ServerAddress("http://mock.example"),
                principals: Dictionary(uniqueKeysWithValues: words),
                credentials: user == 0
                    ? CredentialSet()
                    : CredentialSet(scheme: "bearer", placement: .authorization(scheme: "Bearer")) { "token-\(user)" },
                transport: transport, options: options
            ).checked()
        }
        clients = try [0: 0, 1: 1, 2: 2].mapValues { try core($0, settings, trace.transport(mark: "")) }
        others = try [0: 0, 1: 1, 2: 2].mapValues { try core($0, unlimited, trace.transport(mark: "*")) }
        operations = Dictionary(
            uniqueKeysWithValues: api.operations.map { operation in
                (
                    operation.id,
                    OperationDescriptor(
                        id: operation.id, group: operation.group,
                        method: .init(rawValue: operation.method.rawValue.uppercased()) ?? .get,
                        path: operation.path.text, limits: operation.limits,
                        security: operation.security.map { $0.map(\.name) })
                )
            })
    }

    struct Failure: Error, CustomStringConvertible {
        let text: String
        var description: String { text }
    }

    /// What was sent, grouped by whole seconds: `0: a, a | 10: a`; with the status of what was no success, and with
    /// what became of calls that failed, sorted in each second. A star marks what others sent, who keep to no limits.
    var text: String { trace.text }

    /// What of a request a step chooses.
    struct Request: Sendable {
        var path: [String: String] = [:]
        var query: [String: String] = [:]
        var headers: [String: String] = [:]
        var json: String?
        var form: String?

        init(
            path: [String: String] = [:], query: [String: String] = [:], headers: [String: String] = [:],
            json: String? = nil, form: String? = nil
        ) {
            (self.path, self.query, self.headers, self.json, self.form) = (path, query, headers, json, form)
        }
    }

    /// Calls an operation so many times, one call after the other.
    func call(_ id: String, _ count: Int = 1, as user: Int = 1, with request: Request = .init()) async {
        for _ in 0..<count { await send(id, clients[user], request) }
    }

    /// Somebody else with the same credentials, who keeps to no limits, calls an operation.
    func others(_ id: String, _ count: Int = 1, as user: Int = 1, with request: Request = .init()) async {
        for _ in 0..<count { await send(id, others[user], request, isReported: false) }
    }

    /// Calls an operation so many times at a time.
    func callTogether(_ id: String, _ count: Int, as user: Int = 1) async {
        await together(count) { await self.send(id, self.clients[user], .init()) }
    }

    /// Somebody else does.
    func othersTogether(_ id: String, _ count: Int, as user: Int = 1) async {
        await together(count) { await self.send(id, self.others[user], .init(), isReported: false) }
    }

    private func together(_ count: Int, _ call: @escaping @Sendable () async -> Void) async {
        // As long as somebody's request is not answered, time stands still.
        let bucket = mock.limiter.bucket(RateLimit(quota: 1e9, window: .milliseconds(1)), name: "together")
        guard case .permit(let permit) = mock.limiter.tryAcquire(bucket) else { return }
        let sent = trace.sent + count
        let calls = (0..<count).map { _ in Task { await call() } }
        while trace.sent + mock.limiter.waitingRequests < sent { await Task.yield() }
        permit.refund()
        for call in calls { await call.value }
    }

    /// Lets seconds pass.
    func pass(_ seconds: Double) async { try? await mock.pass(.seconds(seconds)) }

    private func send(_ id: String, _ core: ClientCore?, _ request: Request, isReported: Bool = true) async {
        guard let operation = operations[id], let core else { return trace.note("no \(id)") }
        var options = CallOptions.default
        for (name, value) in request.headers {
            if let name = HTTPField.Name(name) { options.headers[name] = value }
        }
        var builder = RequestBuilder(operation, options)
        for (name, value) in request.path { builder.path(name, value) }
        for (name, value) in request.query.sorted(by: { $0.key < $1.key }) { builder.query(name, value) }
        builder.text(request.json, contentType: "application/json")
        builder.text(request.form, contentType: "application/x-www-form-urlencoded")
        do throws(CallError) { try await core.send(builder) } catch {
            if isReported { trace.note(of: error) }
        }
    }
}

/// What was sent when, and what became of it.
private final class Trace: Sendable {
    private let mock: MockTransport
    private let events = Mutex<[(second: Int64, text: String, isRequest: Bool)]>([])

    init(_ mock: MockTransport) { self.mock = mock }

    func note(_ text: String) {
        let second = mock.elapsed.components.seconds
        events.withLock { $0.append((second, text, false)) }
    }

    /// How many requests were sent.
    var sent: Int { events.withLock { $0.count { $0.isRequest } } }

    func note(of error: CallError) {
        let policy = error.policy.map { " by \($0)" } ?? ""
        note("(\(error.code.rawValue)\(policy))")
    }

    func transport(mark: String) -> some Transport { Sending(trace: self, mock: mock, mark: mark) }

    var text: String {
        let events = events.withLock(\.self)
        let seconds = Set(events.map(\.second)).sorted()
        return seconds.map { second in
            "\(second): " + events.filter { $0.second == second }.map(\.text).sorted().joined(separator: ", ")
        }.joined(separator: " | ")
    }

    private struct Sending: Transport, TransportKeepingTime {
        let trace: Trace
        let mock: MockTransport
        let mark: String
        var isTimeSimulated: Bool { true }

        func send(
            _ request: HTTPRequest, body: RequestBody, context: TransportContext
        ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
            let second = mock.elapsed.components.seconds
            let place = trace.events.withLock { events in
                events.append((second, (context.operation?.id ?? "?") + mark, true))
                return events.count - 1
            }
            let (response, body) = try await mock.send(request, body: body, context: context)
            if response.status.code >= 300 {
                trace.events.withLock { $0[place].text += " \(response.status.code)" }
            }
            return (response, body)
        }
    }
}
