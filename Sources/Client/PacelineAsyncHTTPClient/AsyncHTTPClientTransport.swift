#if AsyncHTTPClient
public import AsyncHTTPClient
public import HTTPTypes
import NIOCore
import NIOHTTPCompression
public import PacelineRuntime
import Tracing

/// Sends requests through AsyncHTTPClient, for servers and command-line programs.
///
/// It keeps no cookies and no cache, follows no redirect, and leaves timeouts to the runtime, but for the one of making
/// a connection (``connectTimeout``). Responses are asked for compressed, by gzip or deflate, and handed on
/// decompressed, unless the request has an `Accept-Encoding` of its own. A body is read from the network only as fast
/// as it is consumed.
///
/// It never sends a request again by itself. When a server closes a kept-alive connection while it is idle, the next
/// request takes another one. When the closing crosses a request, or the server takes the request and closes without a
/// response, the exchange fails, and the error says that the request may have reached the server.
///
/// `HTTPClient.shared` follows redirects, so it cannot be used here; the event loops are the shared ones all the same.
public struct AsyncHTTPClientTransport: Transport, TransportKeepingTime {
    /// Connections to one host that may be open at a time, where no other number is given.
    public static let defaultConnectionsPerHost = 64

    /// How long making a connection may take, waiting for a free one included: 30 s.
    ///
    /// It is shorter than the runtime's default time for an attempt, so that a host that cannot be reached is told
    /// from one that does not answer: what was not sent costs no quota.
    public static let connectTimeout = Duration.seconds(30)

    private let client: ClientReference
    let eventLoops: EventLoopChoice
    private let asksForCompression: Bool

    /// A transport with an HTTP client of its own, on the process's event loops.
    ///
    /// - Parameter connectionsPerHost: HTTP/1.1 connections to one host that may be open at a time. Calls that the
    ///   limits admit wait for one when all are taken. Of HTTP/2 one connection carries all.
    public init(connectionsPerHost: Int = AsyncHTTPClientTransport.defaultConnectionsPerHost) {
        var configuration = HTTPClient.Configuration(decompression: .enabled(limit: .none))
        configuration.timeout.connect = .seconds(Self.connectTimeout.components.seconds)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connectionsPerHost
        self.init(configuration: configuration)
    }

    /// A transport with an HTTP client of its own and the given configuration, for proxies, certificates and the like.
    ///
    /// Redirects and repeated attempts to connect are turned off, whatever the configuration says of them: the runtime
    /// has to see both.
    public init(configuration: HTTPClient.Configuration) {
        var configuration = configuration
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.retryConnectionEstablishment = false
        // Without a tracer the client still describes each request, to one that does nothing: a tenth of a call's cost.
        if configuration.tracing.tracer is NoOpTracer { configuration.tracing.tracer = nil }
        let client = HTTPClient(configuration: configuration)
        self.client = ClientReference(owning: client)
        eventLoops = EventLoopChoice(client.eventLoopGroup)
        if case .enabled = configuration.decompression { asksForCompression = true } else { asksForCompression = false }
    }

    /// A transport over a client that belongs to someone else, who shuts it down after the last call.
    ///
    /// The client must follow no redirects (`redirectConfiguration = .disallow`), which rules out `HTTPClient.shared`;
    /// a response that it got by following one is handed on as an error. Nothing is asked for compressed.
    public init(borrowing client: HTTPClient) {
        self.client = ClientReference(borrowing: client)
        eventLoops = EventLoopChoice(client.eventLoopGroup)
        asksForCompression = false
    }

    /// Sends one request. See `Transport` in the runtime.
    public func send(
        _ request: HTTPRequest, body: RequestBody, context: TransportContext
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        let place = eventLoops.take()
        let upload = body.isStreamed || body.isWatched ? BodyUpload(body, on: place.eventLoop) : nil
        let clientRequest: HTTPClient.Request
        do {
            let content = try upload.map { $0.body(length: try body.length()) } ?? body.bytes.map { .bytes($0) }
            clientRequest = try HTTPClient.Request(request, body: content, asksForCompression: asksForCompression)
        } catch let failure as BodyFailure {
            throw TransportError(.notSent, failure)
        } catch {
            throw TransportError(.notSent, "the request has no valid URL")
        }
        if Task.isCancelled { throw TransportError(.notSent, "the exchange was cancelled") }
        // The client says nothing between this and the first byte, which may be later: when a connection is free.
        guard context.mayStart() else { throw .startedTooLate }
        let response = ArrivingResponse(context)
        let delegate = ResponseDelegate(response, of: client, on: place, upload)
        let task = client.client.execute(
            request: clientRequest, delegate: delegate, eventLoop: .delegate(on: place.eventLoop))
        response.begin { task.cancel() }
        // A client that was shut down tells the delegate nothing.
        task.futureResult.whenFailure { response.ended(TransportError($0)) }
        if let upload { task.futureResult.whenComplete { _ in upload.stop() } }
        return (try await response.head(), response.body)
    }
}

extension Transport where Self == AsyncHTTPClientTransport {
    /// An HTTP client of its own with the default number of connections.
    public static var asyncHTTPClient: AsyncHTTPClientTransport { AsyncHTTPClientTransport() }
}
#else
/// The transport over AsyncHTTPClient, which stands behind a trait.
@available(
    *, unavailable, message: "enable the trait AsyncHTTPClient: .package(…, traits: [\"AsyncHTTPClient\"])"
)
public struct AsyncHTTPClientTransport {}
#endif
