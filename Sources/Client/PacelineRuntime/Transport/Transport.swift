public import HTTPTypes

/// Sends one request and returns the response.
///
/// The limiter counts requests, so a transport has four duties besides HTTP itself:
/// - It sends each request once: it follows no redirect and never sends a request again on its own.
/// - It answers as soon as the head is there; the body follows as it arrives.
/// - When it fails, it says whether the request may have reached the server (``TransportError/Delivery``). What
///   provably never left costs no quota; what may have, costs it longer while the connection may still be open.
/// - It keeps no more of a body that nobody has read yet than ``TransportContext/maximumBodyBytes``.
public protocol Transport: Sendable {
    /// Sends `request` with `body` and returns the head of the response and its body, still arriving.
    ///
    /// Cancelling the task ends the exchange with a ``TransportError``. Timeouts are the caller's. Directly before it
    /// writes the request, it asks ``TransportContext/mayStart()``.
    func send(
        _ request: HTTPRequest, body: RequestBody, context: TransportContext
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody)

    /// Whether requests of `method` can have a body. A call that gives one to another is not sent, and draws on no
    /// limit.
    func sendsBody(with method: HTTPRequest.Method) -> Bool
}

extension Transport {
    /// Sends `request` with `body`, with no bound for the response's body. See ``send(_:body:context:)``.
    public func send(
        _ request: HTTPRequest, body: RequestBody
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        try await send(request, body: body, context: TransportContext())
    }

    /// Requests of every method but TRACE, where HTTP forbids it (RFC 9110, section 9.3.8).
    public func sendsBody(with method: HTTPRequest.Method) -> Bool { method != .trace }
}

/// Why an exchange failed.
public struct TransportError: Error, Sendable, CustomStringConvertible {
    /// Whether the request may have reached the server.
    public enum Delivery: Hashable, Sendable {
        /// Provably not: the connection could not be made, or the request was never written.
        case notSent
        /// Perhaps: it was being written, or the response did not arrive. It may still be on its way.
        case maybeSent
        /// Perhaps, and its connection is known to be closed: no more of it is sent, so it arrives within moments or
        /// never.
        case connectionClosed
    }

    /// Whether the request may have reached the server.
    public var delivery: Delivery
    /// What happened, in words; never holds a credential.
    public var message: String
    /// The transport's own error.
    public var underlying: (any Error)?

    /// An exchange that failed because of `message`.
    public init(_ delivery: Delivery, _ message: String, underlying: (any Error)? = nil) {
        self.delivery = delivery
        self.message = message
        self.underlying = underlying
    }

    /// What a transport throws when ``TransportContext/mayStart()`` says no.
    public static let startedTooLate = TransportError(.notSent, "the request could not start in time")

    /// What happened, and whether the request may have reached the server.
    public var description: String {
        message + (delivery == .notSent ? " (the request was not sent)" : " (the request may have reached the server)")
    }
}
