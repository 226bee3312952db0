public import HTTPTypes
public import PacelineLimiter
import Synchronization

/// Stands between a client and its transport: sees each attempt's request, and the response's head.
///
/// It may change the request or the response, or fail. It is called once for each attempt, after the limiter admitted
/// it, and must call `next` at most once, else the count of requests is wrong.
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
    /// The attempt's number, counted from 1.
    public let attempt: Int
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

    /// Runs the function. What it throws besides a ``TransportError`` becomes one that has it below.
    public func send(
        _ request: HTTPRequest, body: RequestBody, context: AttemptContext, next: Next
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        let wasSent = Mutex(false)
        do {
            return try await withoutActuallyEscaping(next) { next in
                try await run(request, body, context) { (request, body) throws(TransportError) in
                    wasSent.withLock { $0 = true }
                    return try await next(request, body)
                }
            }
        } catch let error as TransportError {
            throw error
        } catch {
            let delivery: TransportError.Delivery = wasSent.withLock { $0 } ? .maybeSent : .notSent
            throw TransportError(delivery, "the middleware failed: \(error)", underlying: error)
        }
    }
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
