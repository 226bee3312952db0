public import HTTPTypes
public import PacelineLimiter
@_exported public import PacelineMock
public import PacelineRuntime
import PacelineTesting
import Synchronization

/// A transport for tests that answers as a ``Mock`` of the document does: samples of the declared responses, requests
/// judged by their schemas, and the declared limits enforced.
///
/// Nothing goes over a network, and nothing takes time: client and mock share a time that moves on by itself whenever
/// calls wait.
///
/// ```swift
/// let mock = try MockTransport(document: "openapi.yaml")
/// let client = Petstore(transport: mock, options: mock.options)
/// for id in 1...100 { _ = try await client.pets.getPet(id: id) }
/// #expect(mock.summary.refused == 0)
/// ```
///
/// It reads the document through libyaml, so its tests run where that is installed: on the machine, and not in a
/// phone's simulator.
public final class MockTransport: Transport, TransportKeepingTime {
    /// The limiter that the calls are to be made with; ``options`` has it.
    public let limiter: RateLimiter
    package let isTimeSimulated = true
    private let clock: SkippingTime
    private let mock: Mock
    /// When it was made, in seconds since 1970 by the clocks of mock and clients.
    private let start: Double

    /// The text of the present second: making one takes longer than a call.
    private let dates = Mutex((second: Int64.min, text: ""))

    /// The exchange whose delay passes.
    @TaskLocal private static var exchange: (context: TransportContext, inBody: Bool)?

    /// A mock of the OpenAPI document in the file.
    ///
    /// - Parameters:
    ///   - path: The document's file.
    ///   - limits: The file that declares the limits of a document which does not; nil for none.
    ///   - references: The folders below which the document may refer to files, besides its own and that of `limits`.
    ///   - options: How the mock behaves. Its delays pass on the time of the limiter.
    ///   - start: What the clocks of mock and clients show now, in seconds since 1970, for quotas by the day or month:
    ///     whole seconds from 0 to 4 billion.
    /// - Throws: ``Mock/Failure`` when the file cannot be read, and when the document has errors, all of which are
    ///   described with place, line and caret.
    public init(
        document path: String, limits: String? = nil, references: [String] = [], options: Mock.Options = .init(),
        startingAt start: Double = 0
    ) throws(Mock.Failure) {
        let clock = SkippingTime()
        let start = min(max(0, start.rounded(.down)), 4e9)
        let time = MockTime(
            now: { clock.time.now.nanoseconds },
            sleep: { span in
                guard span > 0, let (context, inBody) = Self.exchange else { return }
                try? await clock.wait(until: clock.time.now + .nanoseconds(span), inBody: inBody, context)
            }, epoch: Nanoseconds(start) * 1_000_000_000)
        self.start = start
        mock = try Mock(contentsOf: path, limits: limits, references: references, options: options, time: time)
        limiter = clock.makeLimiter()
        self.clock = clock
    }

    /// Options of a client with this transport: its limiter, jitter in the middle.
    ///
    /// Change what the test needs otherwise, but keep the limiter: with another one the client waits for real, while
    /// the mock's time stands still.
    public var options: ClientOptions {
        var options = clock.options(limiter, clockMargin: .default)
        let (time, start) = (options.wallTime, start)
        options.wallTime = { start + time() }
        return options
    }

    /// How much time has passed for limiter and mock since this was made.
    public var elapsed: Duration { clock.time.now - .zero }

    /// Lets so much time pass, such as the rest of a day.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public func pass(_ span: Duration) async throws { try await clock.sleep(until: clock.time.now + span) }

    /// What the mock has seen so far.
    public var summary: Mock.Summary { mock.summary }

    /// Has the mock answer the request. See `Transport` in the runtime.
    public func send(
        _ request: HTTPRequest, body: RequestBody, context: TransportContext
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        guard context.mayStart() else { throw .startedTooLate }
        let bytes = try await body.collect(upTo: Mock.longestBody)
        let mockRequest = MockRequest(request, body: bytes.map { .bytes($0) } ?? .tooLarge)
        let visit = await Self.$exchange.withValue((context, false)) {
            await mock.visit(mockRequest, received: mock.now)
        }
        try check(context)
        var head = HTTPResponse(visit.response)
        if head.headerFields[.date] == nil { head.headerFields[.date] = date() }
        guard request.method != .head, !visit.response.body.isEmpty else {
            visit.end()
            return (head, ResponseBody([]))
        }
        let sample = ResponseBody(visit.response.body)
        let stream = ResponseBody { [self] () throws(TransportError) in
            var chunks = sample.makeAsyncIterator()
            guard let chunk = try await chunks.next() else { return nil }
            // The request is in flight until its body has been handed over.
            await Self.$exchange.withValue((context, true)) { await mock.holdBody() }
            visit.end()
            if !context.isStreamed { try check(context) }
            return chunk
        }
        return (head, stream)
    }

    /// The present time as a response's Date has it.
    private func date() -> String {
        let now = Int64(start) + clock.time.now.nanoseconds / 1_000_000_000
        return dates.withLock { dates in
            if dates.second != now { dates = (now, httpDate(now)) }
            return dates.text
        }
    }

    /// Throws when the exchange has been cancelled, or its time is over.
    private func check(_ context: TransportContext) throws(TransportError) {
        if Task.isCancelled { throw .cancelled }
        if let end = context.deadline?.instant, end <= clock.time.now { throw .timedOut }
    }
}

extension MockRequest {
    fileprivate init(_ request: HTTPRequest, body: Body) {
        let host = request.authority.map { [Pair("Host", $0)] } ?? []
        self.init(
            method: request.method.rawValue, target: request.path ?? "/",
            fields: request.headerFields.map { Pair($0.name.rawName, $0.value) } + host,
            body: body, scheme: request.scheme ?? "https")
    }
}

extension HTTPResponse {
    fileprivate init(_ response: MockResponse) {
        var fields = HTTPFields()
        for field in response.fields {
            if let name = HTTPField.Name(field.name) { fields.append(HTTPField(name: name, value: field.value)) }
        }
        self.init(status: Status(code: response.status), headerFields: fields)
    }
}
