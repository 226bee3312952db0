public import HTTPTypes
import PacelineLimiter
public import PacelineRuntime
import Synchronization

/// What becomes of a request in a ``FakeTransport`` or a ``RecordingTransport``: a response, a failure, or nothing
/// until it is cancelled.
///
/// ```swift
/// ScriptedResponse.value(skill)
/// ScriptedResponse.status(200, "{}").after(.milliseconds(80))
/// ScriptedResponse.status(200, "[1, 2").thenFails()
/// ScriptedResponse.fails(.notSent)
/// ```
public struct ScriptedResponse: Sendable {
    /// Waits for so long, or with nil for ever, before the head or in the body; throws when the exchange is over.
    package typealias Wait = @Sendable (Duration?, _ inBody: Bool) async throws(TransportError) -> Void

    /// How the response's head or its body ends.
    private enum End: Sendable {
        case completes
        case fails(TransportError)
        /// Nothing comes any more; when the task is cancelled, this error does. A time that is over has one of its own.
        case hangs(TransportError)

        /// Waits or throws, as it has to.
        func play(_ wait: Wait, inBody: Bool) async throws(TransportError) {
            switch self {
            case .completes: break
            case .fails(let error): throw error
            case .hangs(let scripted):
                do throws(TransportError) { try await wait(nil, inBody) } catch {
                    if error.isTimeout { throw error }
                }
                throw scripted
            }
        }
    }

    private(set) var head: HTTPResponse
    private var headEnd = End.completes
    private var body: [UInt8]
    private var bodyEnd = End.completes
    private var delay: Duration = .zero
    /// How many bytes of the body come at once, and how long each part takes; nil where all do.
    private var parts: (count: Int, delay: Duration)?
    /// The type of the model that it was made from; nil where it was made from text or bytes.
    private(set) var model: Any.Type?
    /// Why the model could not be written.
    private(set) var problem: JSONError?

    /// A response with this status, a body of text, and header fields.
    public static func status(_ code: Int, _ body: String = "", fields: HTTPFields = [:]) -> ScriptedResponse {
        status(code, bytes: Array(body.utf8), fields: fields)
    }

    /// A response with this status, body and header fields.
    public static func status(_ code: Int, bytes: [UInt8], fields: HTTPFields = [:]) -> ScriptedResponse {
        ScriptedResponse(
            head: HTTPResponse(status: HTTPResponse.Status(code: code), headerFields: fields), body: bytes)
    }

    /// A response whose body is the JSON of `value`, a model or anything else that a client reads.
    public static func value(_ value: some JSONValue, status: Int = 200, fields: HTTPFields = [:]) -> ScriptedResponse {
        var fields = fields
        if fields[.contentType] == nil { fields[.contentType] = "application/json" }
        var response: ScriptedResponse
        do throws(JSONError) {
            response = .status(status, bytes: try JSONWriter.encode(value), fields: fields)
        } catch {
            response = .status(status)
            response.problem = error
        }
        response.model = type(of: value)
        return response
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

    /// The same, but so many bytes of the body come at once, each time `delay` after what came before.
    public func inParts(of count: Int, every delay: Duration = .zero) -> ScriptedResponse {
        var response = self
        response.parts = (max(1, count), delay)
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
    package func play(_ wait: @escaping Wait) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        if delay > .zero { try await wait(delay, false) }
        try await headEnd.play(wait, inBody: false)
        let (parts, end) = (parts ?? (body.count, .zero), bodyEnd)
        let rest = Mutex(body[...])
        return (
            head,
            ResponseBody { () throws(TransportError) in
                let chunk = rest.withLock { rest in
                    defer { rest = rest.dropFirst(parts.count) }
                    return Array(rest.prefix(parts.count))
                }
                guard chunk.isEmpty else {
                    if parts.delay > .zero { try await wait(parts.delay, true) }
                    return chunk
                }
                try await end.play(wait, inBody: true)
                return nil
            }
        )
    }

    /// Lets it happen on a time that is moved by hand.
    func play(on time: TimeSource) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        try await play { duration, _ throws(TransportError) in
            do {
                if let duration {
                    try await time.sleep(until: time.now() + duration)
                } else {
                    try await Self.untilCancelled()
                }
            } catch {
                throw .cancelled
            }
        }
    }

    /// Waits for the task's cancellation, and throws it.
    static func untilCancelled() async throws {
        let (nothing, continuation) = AsyncStream.makeStream(of: Never.self)
        for await _ in nothing {}
        continuation.finish()
        throw CancellationError()
    }
}
