public import HTTPTypes
import PacelineLimiter
public import PacelineRuntime

/// What becomes of a request in a ``RecordingTransport``: an answer, a failure, or nothing until it is cancelled.
///
/// ```swift
/// ScriptedAnswer.status(200, "{}").after(.milliseconds(80))
/// ScriptedAnswer.status(200, "[1, 2").thenFails()
/// ScriptedAnswer.fails(.notSent)
/// ```
public struct ScriptedAnswer: Sendable {
    /// How the answer's head or its body ends.
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

    /// An answer with this status, a body of text, and header fields.
    public static func status(_ code: Int, _ body: String = "", fields: HTTPFields = [:]) -> ScriptedAnswer {
        status(code, bytes: Array(body.utf8), fields: fields)
    }

    /// An answer with this status, body and header fields.
    public static func status(_ code: Int, bytes: [UInt8], fields: HTTPFields = [:]) -> ScriptedAnswer {
        ScriptedAnswer(
            head: HTTPResponse(status: HTTPResponse.Status(code: code), headerFields: fields), body: bytes)
    }

    /// No answer: the exchange fails.
    public static func fails(_ delivery: TransportError.Delivery) -> ScriptedAnswer {
        var answer = status(200)
        answer.headEnd = .fails(TransportError(delivery, "the scripted failure"))
        return answer
    }

    /// No answer, until the task is cancelled: then the exchange fails.
    public static func hangs(_ delivery: TransportError.Delivery = .maybeSent) -> ScriptedAnswer {
        var answer = status(200)
        answer.headEnd = .hangs(TransportError(delivery, "the exchange was cancelled"))
        return answer
    }

    /// The same, `delay` after the request was sent.
    public func after(_ delay: Duration) -> ScriptedAnswer {
        var answer = self
        answer.delay = delay
        return answer
    }

    /// The same, but the connection breaks off at the end of the body.
    public func thenFails() -> ScriptedAnswer {
        var answer = self
        answer.bodyEnd = .fails(TransportError(.maybeSent, "the scripted failure"))
        return answer
    }

    /// The same, but the body never ends, until the task is cancelled.
    public func thenHangs() -> ScriptedAnswer {
        var answer = self
        answer.bodyEnd = .hangs(TransportError(.maybeSent, "the exchange was cancelled"))
        return answer
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
