public import HTTPTypes
public import PacelineLimiter

/// Stands between a client and its transport: sees each attempt's request, and the response's head.
///
/// It may change the request or the response, answer by itself, or fail. It is called once for each attempt, after the
/// limits have admitted it. Where it does not call `next`, nothing is sent, and the attempt costs nothing. It may call
/// `next` again once that has returned, as one does that renews a credential: each further request waits for the limits
/// like any other. Where it goes on when the attempt's time is over, its caller is back already, and `next` fails.
public protocol Middleware: Sendable {
    /// Sends `request` on by `next`, and returns what comes back.
    func send(
        _ request: HTTPRequest, body: RequestBody, context: AttemptContext,
        next: @Sendable (HTTPRequest, RequestBody) async throws(TransportError) -> (HTTPResponse, ResponseBody)
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody)
}

/// What is known of the attempt that a ``Middleware`` stands in.
public struct AttemptContext: Sendable {
    /// The operation that is called.
    public let operation: OperationDescriptor
    /// Tells the call from others of the process: the same number for all its attempts.
    public let call: UInt64
    /// The attempt's number, counted from 1.
    public let attempt: Int
    /// How long the call has waited so far, for limits and between attempts.
    public let waited: Duration
    /// When the call's time is over, by the clock of the client's limiter; nil where it has no bound.
    public let deadline: Instant?
}

/// A function as a middleware: ``Middleware/custom(_:)``.
public struct CustomMiddleware: Middleware {
    /// Sends a request on, and returns what comes back.
    public typealias Next =
        @Sendable (HTTPRequest, RequestBody) async throws(TransportError) -> (HTTPResponse, ResponseBody)

    fileprivate let run:
        @Sendable (HTTPRequest, RequestBody, AttemptContext, Next) async throws -> (HTTPResponse, ResponseBody)

    /// Runs the function. What it throws besides a ``TransportError`` ends the call with ``CallError/Code/middleware``.
    public func send(
        _ request: HTTPRequest, body: RequestBody, context: AttemptContext, next: Next
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        do {
            return try await run(request, body, context, next)
        } catch let error as TransportError {
            throw error
        } catch {
            throw TransportError(
                .maybeSent, "the middleware failed: \(error)", underlying: MiddlewareFailure(error: error))
        }
    }
}

/// An error of the user's own, on its way through what throws transport errors alone.
struct MiddlewareFailure: Error {
    let error: any Error
}

extension Middleware where Self == CustomMiddleware {
    /// A function around each attempt:
    ///
    ///     ClientOptions(middleware: [.custom { request, body, context, next in
    ///         var request = request
    ///         request.headerFields[.userAgent] = "Shop/2"
    ///         return try await next(request, body)
    ///     }])
    public static func custom(
        _ run:
            @escaping @Sendable (HTTPRequest, RequestBody, AttemptContext, CustomMiddleware.Next) async throws -> (
                HTTPResponse, ResponseBody
            )
    ) -> CustomMiddleware {
        CustomMiddleware(run: run)
    }
}
