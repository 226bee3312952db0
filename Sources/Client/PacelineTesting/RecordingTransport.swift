public import HTTPTypes
public import PacelineLimiter
public import PacelineRuntime
import Synchronization

/// A transport that sends nothing: it records every request and answers as a test scripts it.
///
/// ```swift
/// let time = ManualTimeSource()
/// let transport = RecordingTransport(time: time.source, .status(429), .status(200, "{}"))
/// // … a call through a client with this transport …
/// #expect(transport.sent.map(\.time) == [.zero, .zero + .seconds(60)])
/// ```
public final class RecordingTransport: Transport {
    /// A request that was handed to the transport.
    public struct Sent: Sendable {
        /// Its place among the requests, counted from 0.
        public let number: Int
        /// Method, URL and header fields.
        public let request: HTTPRequest
        /// The body.
        public let body: RequestBody
        /// When it was sent, on the transport's time source.
        public let time: Instant
    }

    private let time: TimeSource
    private let response: @Sendable (Sent) async -> ScriptedResponse
    private let requests = Mutex<[Sent]>([])
    private let signal = CountSignal()

    /// A transport that answers each request with what `response` returns for it.
    ///
    /// - Parameters:
    ///   - time: Stamps the requests and times the responses; the same as the limiter's.
    ///   - response: What becomes of a request. It may wait.
    public init(time: TimeSource, response: @escaping @Sendable (Sent) async -> ScriptedResponse) {
        self.time = time
        self.response = response
    }

    /// A transport that gives the responses in turn, and the last one to all requests after it.
    public convenience init(time: TimeSource, _ first: ScriptedResponse, _ others: ScriptedResponse...) {
        let responses = [first] + others
        self.init(time: time) { responses[min($0.number, responses.count - 1)] }
    }

    /// The requests so far, in the order in which they were sent.
    public var sent: [Sent] { requests.withLock { $0 } }

    /// Waits until at least `count` requests were sent, and returns all that were.
    ///
    /// - Throws: `CancellationError` when the task is cancelled, as by a test's time limit.
    public func sent(atLeast count: Int) async throws -> [Sent] {
        try await signal.wait(atLeast: count)
        return sent
    }

    /// Records the request and answers as scripted. See `Transport` in the runtime.
    public func send(
        _ request: HTTPRequest, body: RequestBody, context: TransportContext
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        guard context.mayStart() else { throw .startedTooLate }
        let now = time.now()
        let sent = requests.withLock { requests in
            let sent = Sent(number: requests.count, request: request, body: body, time: now)
            requests.append(sent)
            signal.set(requests.count)
            return sent
        }
        return try await response(sent).play(on: time)
    }
}
