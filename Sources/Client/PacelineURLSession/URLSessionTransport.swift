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
/// The shared session allows six connections to a host; a limit of many calls in a short window then starves before it
/// is reached, so this one allows ``defaultConnectionsPerHost``. It keeps no cookies and no cache, follows no redirect,
/// answers no challenge, and leaves timeouts to the runtime. Responses are asked for compressed and handed on
/// decompressed. A body that is collected comes as fast as the server sends it, up to the client's `maximumBodyBytes`;
/// a `Download` keeps the server back while it is not read, but on Linux, where what is not read waits in temporary
/// files, 4 GiB at most. The body of a request that is a stream, or is put together of files, goes through a temporary
/// file: URLSession reads bodies from memory and from files alone.
///
/// Each request has a connection of its own, since URLSession sends some requests on a connection that is used again a
/// second time without telling anyone; ``ConnectionReuse`` has the reasons and the other way. Where connecting is dear
/// and calls are many, the transport over AsyncHTTPClient is the better one: it uses connections again and repeats
/// nothing.
///
/// On Linux a new connection costs more processor time than the exchange on it, since Foundation asks for its socket
/// again and again until it can be written to, and a response that arrives without a pause, as from a server on the
/// same machine, holds up all sessions until it pauses, cancellations included.
///
/// On Linux some faults of a server are worse than an error, too. Foundation ends the process when a connection breaks
/// off among the fields of a response's head, when fields follow on the last chunk of a body, and when a response
/// declares a body of 2⁶³ − 1 bytes (`Content-Length: 9223372036854775807`). Use the transport over AsyncHTTPClient
/// there in servers, and wherever the other side is not trusted with that. Failures of TLS are reported as if the
/// request might have been sent.
public struct URLSessionTransport: Transport, TransportKeepingTime {
    /// Connections to one host that may be open at a time, where no other number is given.
    public static let defaultConnectionsPerHost = 64

    private let owner: SessionOwner
    private let reuse: ConnectionReuse
    private let slots: ConnectionSlots

    /// A transport with a session of its own.
    ///
    /// - Parameters:
    ///   - connectionsPerHost: Connections to one host that may be open at a time. Calls that the limits admit wait for
    ///     one when all are taken. Those that are used again are counted apart from those that are not.
    ///   - connectionReuse: Which requests may take a connection that is open already.
    public init(
        connectionsPerHost: Int = URLSessionTransport.defaultConnectionsPerHost,
        connectionReuse: ConnectionReuse = .never
    ) {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = connectionsPerHost
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        configuration.urlCache = nil
        configuration.urlCredentialStorage = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        // The runtime bounds each attempt; Foundation's own bound (60 s without a byte) would cut in below it.
        configuration.timeoutIntervalForRequest = 7 * 86_400
        self.init(configuration: configuration, connectionReuse: connectionReuse)
    }

    /// A transport with a session of the given configuration, for proxies, certificates and the like.
    ///
    /// The configuration must not wait for connectivity, and its cache must be off. Its
    /// `httpMaximumConnectionsPerHost` bounds the connections of all requests.
    public init(configuration: URLSessionConfiguration, connectionReuse: ConnectionReuse = .never) {
        owner = SessionOwner(configuration)
        reuse = connectionReuse
        slots = ConnectionSlots(perHost: configuration.httpMaximumConnectionsPerHost)
    }

    /// Foundation refuses a body of GET (`URLError` -1103), and libcurl below it sends none with HEAD.
    public func sendsBody(with method: HTTPRequest.Method) -> Bool { ![.get, .head, .trace].contains(method) }

    /// Sends one request. See `Transport` in the runtime.
    public func send(
        _ request: HTTPRequest, body: RequestBody, context: TransportContext
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        guard var urlRequest = URLRequest(request, body: body) else {
            throw TransportError(.notSent, "the request has no valid URL")
        }
        let upload = body.isStreamed ? try await UploadFile(body) : nil
        if Task.isCancelled { throw TransportError(.notSent, "the exchange was cancelled") }
        var owner = owner
        var slot: ConnectionSlots.Slot?
        if !reuse.allows(request.method, body) {
            slot = await slots.take(request.authority ?? "")
            guard slot != nil else { throw TransportError(.notSent, "the exchange was cancelled") }
            // Connections belong to sessions: in a new one there is none to take, and none stays behind.
            owner = SessionOwner(owner.session.configuration)
            urlRequest.setValue("close", forHTTPHeaderField: "Connection")
        }
        guard context.mayStart() else { throw .startedTooLate }
        let task = try owner.session.task(urlRequest, from: upload)
        let response = ArrivingResponse(context)
        owner.exchanges.add(
            .init(response, on: slot, sending: body, from: upload, isStreamed: context.isStreamed, task: task),
            for: task)
        response.begin { task.cancelApart() }
        task.resume()
        return (try await response.head(), response.body)
    }
}

extension URLSession {
    /// A task that sends the request, with what is in `upload` as its body where there is one.
    fileprivate func task(
        _ request: URLRequest, from upload: UploadFile?
    ) throws(TransportError) -> URLSessionDataTask {
        guard let upload else { return dataTask(with: request) }
        #if canImport(FoundationNetworking)
        var request = request
        do { try request.send(upload) } catch { throw TransportError(.notSent, BodyFailure(error)) }
        return dataTask(with: request)
        #else
        return uploadTask(with: request, fromFile: upload.url)
        #endif
    }
}

extension Transport where Self == URLSessionTransport {
    /// A session of its own with the default number of connections.
    public static var urlSession: URLSessionTransport { URLSessionTransport() }
}
