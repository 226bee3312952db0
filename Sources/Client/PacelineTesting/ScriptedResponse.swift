public import HTTPTypes
import PacelineLimiter
public import PacelineRuntime

/// What becomes of a request in a ``RecordingTransport``: a response, a failure, or nothing until it is cancelled.
///
/// ```swift
/// ScriptedResponse.status(200, "{}").after(.milliseconds(80))
/// ScriptedResponse.status(200, "[1, 2").thenFails()
/// ScriptedResponse.fails(.notSent)
/// ```
public struct ScriptedResponse: Sendable {
    /// How the response's head or its body ends.
    private enum End: Sendable {
        case completes
        case fails(TransportError)
        /// Nothing comes any more; when the task is cancelled, this error does.
        case hangs(TransportError)

        /// Waits or throws, as it has to.
        func play() async throws(TransportError) {
            switch self {
            case .completes: break
            case .fails(let error): throw error
            case .hangs(let error):
                let (nothing, continuation) = AsyncStream.makeStream(of: Never.self)
                for await _ in nothing {}
                continuation.finish()
                throw error
            }
        }
    }

    private var head: HTTPResponse
    private var headEnd = End.completes
    private var body: [UInt8]
    private var bodyEnd = End.completes
    private var delay: Duration = .zero

    /// A response with this status, a body of text, and header fields.
    public static func status(_ code: Int, _ body: String = "", fields: HTTPFields = [:]) -> ScriptedResponse {
        status(code, bytes: Array(body.utf8), fields: fields)
    }

    /// A response with this status, body and header fields.
    public static func status(_ code: Int, bytes: [UInt8], fields: HTTPFields = [:]) -> ScriptedResponse {
        ScriptedResponse(
            head: HTTPResponse(status: HTTPResponse.Status(code: code), headerFields: fields), body: bytes)
    }

    /// No response: the exchange fails.
    public static func fails(_ delivery: TransportError.Delivery) -> ScriptedResponse {
        var response = status(200)
        response.headEnd = .fails(TransportError(delivery, "the scripted failure"))
        return response
    }

    /// No response, until the task is cancelled: then the exchange fails.
    public static func hangs(_ delivery: TransportError.Delivery = .maybeSent) -> ScriptedResponse {
        var response = status(200)
        response.headEnd = .hangs(TransportError(delivery, "the exchange was cancelled"))
        return response
    }

    /// The same, `delay` after the request was sent.
    public func after(_ delay: Duration) -> ScriptedResponse {
        var response = self
        response.delay = delay
        return response
    }

    /// The same, but the connection breaks off at the end of the body.
    public func thenFails() -> ScriptedResponse {
        var response = self
        response.bodyEnd = .fails(TransportError(.maybeSent, "the scripted failure"))
        return response
    }

    /// The same, but the body never ends, until the task is cancelled.
    public func thenHangs() -> ScriptedResponse {
        var response = self
        response.bodyEnd = .hangs(TransportError(.maybeSent, "the exchange was cancelled"))
        return response
    }

    /// Lets it happen.
    func play(on time: TimeSource) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        if delay > .zero {
            do { try await time.sleep(until: time.now() + delay) } catch {
                throw TransportError(.maybeSent, "the exchange was cancelled")
            }
        }
        try await headEnd.play()
        let start = ResponseBody(body)
        let end = bodyEnd
        return (
            head,
            ResponseBody { () throws(TransportError) in
                var chunks = start.makeAsyncIterator()
                if let chunk = try await chunks.next() { return chunk }
                try await end.play()
                return nil
            }
        )
    }
}
