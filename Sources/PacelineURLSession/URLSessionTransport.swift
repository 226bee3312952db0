#if canImport(FoundationNetworking)
import Foundation
public import FoundationNetworking
#else
public import Foundation
#endif
public import HTTPTypes
public import PacelineRuntime

/// Sends requests through Foundation's URLSession, in a session of its own.
///
/// The shared session allows six connections to a host; a limit of many calls in a short window then starves before it is
/// reached, so this one allows ``defaultConnectionsPerHost``. It keeps no cookies and no cache, follows no redirect, and
/// leaves timeouts to the runtime. It cannot hold a server back: what arrives faster than it is read waits in memory.
///
/// On Linux, URLSession is built on libcurl, which sends a request again by itself in one case: on a kept-alive
/// connection that turns out to be closed before any byte of an answer came. Such a request may be counted twice by the
/// server.
public struct URLSessionTransport: Transport {
    /// Connections to one host that may be open at a time, where no other number is given.
    public static let defaultConnectionsPerHost = 64

    private let owner: SessionOwner

    /// A transport with a session of its own.
    ///
    /// - Parameter connectionsPerHost: Connections to one host that may be open at a time. Calls that the limits admit
    ///   wait for one when all are taken.
    public init(connectionsPerHost: Int = URLSessionTransport.defaultConnectionsPerHost) {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = connectionsPerHost
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        configuration.urlCache = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        // The runtime bounds each attempt; Foundation's own bound (60 s without a byte) would cut in below it.
        configuration.timeoutIntervalForRequest = 7 * 86_400
        self.init(configuration: configuration)
    }

    /// A transport with a session of the given configuration, for proxies, certificates and the like.
    ///
    /// The configuration must not wait for connectivity, and its cache must be off.
    public init(configuration: URLSessionConfiguration) {
        owner = SessionOwner(configuration)
    }

    /// Sends one request. See `Transport` in the runtime.
    public func send(
        _ request: HTTPRequest, body: RequestBody
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        guard let urlRequest = URLRequest(request, body: body) else {
            throw TransportError(.notSent, "the request has no valid URL")
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

/// Ends the session, and with it its connections, when the last copy of the transport is gone. Exchanges that are under
/// way are finished.
private final class SessionOwner: Sendable {
    let session: URLSession
    let exchanges = ExchangeDelegate()

    init(_ configuration: URLSessionConfiguration) {
        session = URLSession(configuration: configuration, delegate: exchanges, delegateQueue: nil)
    }

    deinit { session.finishTasksAndInvalidate() }
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
