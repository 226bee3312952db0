#if canImport(FoundationNetworking)
import Foundation
public import FoundationNetworking
#else
public import Foundation
#endif
public import HTTPTypes
public import PacelineRuntime

/// Sends requests through Foundation's URLSession, in sessions of its own.
///
/// The shared session allows six connections to a host; a limit of many calls in a short window then starves before it is
/// reached, so this one allows ``defaultConnectionsPerHost``. It keeps no cookies and no cache, follows no redirect, and
/// leaves timeouts to the runtime. Answers are asked for compressed and handed on decompressed. It cannot hold a server
/// back: what arrives faster than it is read waits in memory.
///
/// URLSession sends a request again by itself in one case: on a kept-alive connection that the server closes before any
/// byte of an answer came. Neither Foundation nor libcurl below it has a setting against that, but on a connection of its
/// own no request is repeated. ``ConnectionReuse`` says which requests get one: by default every `POST`, every `PATCH` and
/// whatever has a body.
///
/// On Linux some faults of a server are worse than an error. Foundation ends the process when a connection breaks off among
/// the fields of an answer's head, and when fields follow on the last chunk of a body. Where a server is not trusted with
/// that, use the transport over AsyncHTTPClient. Failures of TLS are reported as if the request might have been sent.
public struct URLSessionTransport: Transport {
    /// Connections to one host that may be open at a time, where no other number is given.
    public static let defaultConnectionsPerHost = 64

    private let owner: SessionOwner
    private let reuse: ConnectionReuse

    /// A transport with a session of its own.
    ///
    /// - Parameters:
    ///   - connectionsPerHost: Connections to one host that may be kept open at a time. Calls that the limits admit wait
    ///     for one when all are taken. A request that takes a connection of its own does not count.
    ///   - connectionReuse: Which requests may take a connection that is open already.
    public init(
        connectionsPerHost: Int = URLSessionTransport.defaultConnectionsPerHost,
        connectionReuse: ConnectionReuse = .idempotent
    ) {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = connectionsPerHost
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        configuration.urlCache = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        // The runtime bounds each attempt; Foundation's own bound (60 s without a byte) would cut in below it.
        configuration.timeoutIntervalForRequest = 7 * 86_400
        self.init(configuration: configuration, connectionReuse: connectionReuse)
    }

    /// A transport with a session of the given configuration, for proxies, certificates and the like.
    ///
    /// The configuration must not wait for connectivity, and its cache must be off.
    public init(configuration: URLSessionConfiguration, connectionReuse: ConnectionReuse = .idempotent) {
        owner = SessionOwner(configuration)
        reuse = connectionReuse
    }

    /// Foundation refuses a body of GET (`URLError` -1103), and libcurl below it sends none with HEAD.
    public func sendsBody(with method: HTTPRequest.Method) -> Bool { ![.get, .head, .trace].contains(method) }

    /// Sends one request. See `Transport` in the runtime.
    public func send(
        _ request: HTTPRequest, body: RequestBody
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        guard var urlRequest = URLRequest(request, body: body) else {
            throw TransportError(.notSent, "the request has no valid URL")
        }
        if Task.isCancelled { throw TransportError(.notSent, "the exchange was cancelled") }
        var owner = owner
        if !reuse.allows(request.method, body) {
            // Connections belong to sessions: in a new one there is none to take, and none stays behind.
            owner = SessionOwner(owner.session.configuration)
            urlRequest.setValue("close", forHTTPHeaderField: "Connection")
        }
        let task = owner.session.dataTask(with: urlRequest)
        let exchange = URLSessionExchange()
        owner.exchanges.add(exchange, for: task)
        task.resume()
        let head = await withTaskCancellationHandler {
            await exchange.head()
        } onCancel: {
            task.cancel()
        }
        let token = CancelsWhenDropped(task: task)
        return (try head.get(), ResponseBody { () throws(TransportError) in try await token.next(of: exchange) })
    }
}

extension Transport where Self == URLSessionTransport {
    /// A session of its own with the standard number of connections.
    public static var urlSession: URLSessionTransport { URLSessionTransport() }
}

/// Ends a task whose answer nobody reads any more.
private final class CancelsWhenDropped: Sendable {
    private let task: URLSessionTask

    init(task: URLSessionTask) { self.task = task }

    func next(of exchange: URLSessionExchange) async throws(TransportError) -> [UInt8]? {
        let chunk = await withTaskCancellationHandler {
            await exchange.chunk()
        } onCancel: {
            task.cancel()
        }
        return try chunk.get()
    }

    deinit { task.cancel() }
}
