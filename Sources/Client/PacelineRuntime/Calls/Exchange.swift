import HTTPTypes
import PacelineLimiter

/// One request and its response, through the middleware, within the time that an attempt may take.
struct Exchange: Sendable {
    /// After so long a request that was cancelled is left to itself, if it has not ended: time enough to learn whether
    /// it was sent.
    static let cancellationGrace = Duration.milliseconds(50)

    /// What there is of a response's body.
    enum Body {
        case whole([UInt8])
        /// It is still arriving, and has its own time.
        case arriving(ResponseBody)
    }

    private let call: Call
    private let context: AttemptContext
    private let permit: AttemptPermit
    private let end: Instant?
    /// What ends it from outside, where it does not end by itself.
    private var moving: MovableDeadline?

    /// An exchange that ends when an attempt's time is over, and no later than the call's.
    init(_ call: Call, attempt: Int, waited: Duration, _ permit: AttemptPermit) {
        self.call = call
        self.permit = permit
        context = AttemptContext(
            operation: call.operation, call: call.number, attempt: attempt, waited: waited, deadline: call.deadline)
        end = Self.end(of: call)
    }

    /// When an exchange is over that begins, or makes progress, now.
    private static func end(of call: Call) -> Instant? {
        let attemptEnd = call.core.options.attemptTimeout.map { call.time.now() + $0 }
        return [attemptEnd, call.deadline].compactMap { $0 }.min()
    }

    /// Sends the request and waits for the end of the response, or for the head of one whose body is handed on.
    ///
    /// It returns in time, whatever the transport and the middleware do. Once the permit has been taken back, one that
    /// goes on all the same sends nothing and tells nobody.
    func run(
        _ request: HTTPRequest, _ body: RequestBody
    ) async -> Result<(HTTPResponse, Body), ExchangeFailure> {
        guard let end, !keepsTime(body) else { return await exchange(request, body) }
        let deadline = MovableDeadline(end, call.core.options.limiter)
        var exchange = self
        exchange.moving = deadline
        let ended = await deadline.run(grace: Self.cancellationGrace) { [exchange] in
            await exchange.exchange(request, body)
        }
        return ended ?? .failure(Task.isCancelled ? .cancelled : .timedOut)
    }

    /// Whether the exchange ends in time without a task beside it. The end of one whose body is read while it is sent
    /// moves on with each chunk.
    private func keepsTime(_ body: RequestBody) -> Bool { call.core.keepsTime && !body.isStreamed }

    /// The body, each part of which gives the attempt its time anew, and of which the caller is told if it wishes to
    /// be.
    private func watched(_ body: RequestBody) -> RequestBody {
        guard body.isStreamed, let moving, let end else { return reporting(body) }
        return reporting(body.telling { [self] _ in moving.move(to: Self.end(of: call) ?? end) })
    }

    private func reporting(_ body: RequestBody) -> RequestBody {
        guard let onProgress = call.builder.options.onProgress, !body.isNone else { return body }
        let meter = TransferMeter(.sent, total: try? body.length(), onProgress)
        return body.telling { meter.add($0) }
    }

    private func exchange(
        _ request: HTTPRequest, _ body: RequestBody
    ) async -> Result<(HTTPResponse, Body), ExchangeFailure> {
        let limit = call.core.options.maximumBodyBytes
        do throws(TransportError) {
            let (head, arriving) = try await send(request, body, call.core.options.middleware[...])
            if call.streamsBody(of: head.status.code) {
                arriving.beginStreaming(call.core.options.idleTimeout, call.core.options.limiter.deadlines)
                return .success((head, .arriving(arriving)))
            }
            let stream = reporting(arriving, of: head)
            guard let bytes = try await stream.bytes(upTo: limit) else { return .failure(.tooLarge(limit: limit)) }
            return .success((head, .whole(bytes)))
        } catch {
            return .failure(error.isTimeout ? .timedOut : .transport(error))
        }
    }

    /// The response's body, of whose arrival the caller is told if it wishes to be.
    private func reporting(_ body: ResponseBody, of head: HTTPResponse) -> ResponseBody {
        guard let onProgress = call.builder.options.onProgress else { return body }
        let meter = TransferMeter(.received, total: head.headerFields.bodyLength, onProgress)
        return ResponseBody { () throws(TransportError) in
            var chunks = body.makeAsyncIterator()
            let chunk = try await chunks.next()
            if let chunk { meter.add(chunk.count) }
            return chunk
        }
    }

    private func send(
        _ request: HTTPRequest, _ body: RequestBody, _ middleware: ArraySlice<any Middleware>
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        guard let first = middleware.first else { return try await sendOnce(request, body) }
        let rest = middleware.dropFirst()
        return try await first.send(request, body: body, context: context) { (request, body) throws(TransportError) in
            try await send(request, body, rest)
        }
    }

    /// Sends a request with the attempt's permit or, where that has been used, with one of its own.
    private func sendOnce(
        _ request: HTTPRequest, _ body: RequestBody
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        switch permit.start() {
        case .first: break
        case .further(let before, let phase):
            call.settle(before, phase)
            try await renewPermit()
        case .overlapping:
            throw TransportError(.notSent, "a middleware called `next` again before it had returned")
        case .tooLate: throw .startedTooLate
        }
        while true {
            do throws(TransportError) { return try await sendPermitted(request, body) } catch {
                guard error.delivery == .notSent, let worthless = permit.takeWorthless() else {
                    permit.failed(error)
                    throw error
                }
                worthless.refund()
                try await renewPermit()
            }
        }
    }

    private func sendPermitted(
        _ request: HTTPRequest, _ body: RequestBody
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        var context = TransportContext(maximumBodyBytes: call.core.options.maximumBodyBytes) { permit.isOpen }
        context.operation = call.operation
        switch call.reading {
        case .collected(let type): context.result = type
        case .streamed: context.isStreamed = true
        }
        context.deadline = keepsTime(body) ? end.map { (call.core.options.limiter.deadlines, $0) } : nil
        let (head, stream) = try await call.core.transport.send(request, body: watched(body), context: context)
        permit.answered(
            head,
            HeadReport(
                head, limits: call.limits, isStreamed: call.streamsBody(of: head.status.code),
                wallTime: call.core.options.wallTime))
        return (head, stream)
    }

    /// Waits until the limits admit a further request.
    private func renewPermit() async throws(TransportError) {
        let next: Permit
        do throws(CallError) { next = try await call.permit(after: context.attempt) } catch {
            let error = TransportError(.notSent, error.message, underlying: error)
            permit.failed(error)
            throw error
        }
        guard permit.renew(next) else { throw .startedTooLate }
    }
}

/// Why an exchange failed.
enum ExchangeFailure: Error {
    case transport(TransportError)
    case timedOut
    /// The response's body is larger than so many bytes.
    case tooLarge(limit: Int)
    /// The task was cancelled.
    case cancelled
}
