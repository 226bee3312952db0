import HTTPTypes
import PacelineLimiter

/// One request and its response, through the middleware, within the time that an attempt may take.
struct Exchange {
    private let core: ClientCore
    private let context: AttemptContext
    private let end: Instant?

    /// An exchange that ends when an attempt's time is over, and no later than the call's.
    init(core: ClientCore, _ context: AttemptContext) {
        self.core = core
        self.context = context
        let time = core.options.limiter.time
        let attemptEnd = core.options.attemptTimeout.map { time.now() + $0 }
        end = [attemptEnd, context.deadline].compactMap { $0 }.min()
    }

    /// Sends the request and waits for the head of the response.
    func send(
        _ request: HTTPRequest, _ body: RequestBody
    ) async throws(ExchangeFailure) -> (HTTPResponse, ResponseBody) {
        let transport = core.transport
        let middleware = core.options.middleware
        let context = context
        let limit = core.options.maximumBodyBytes
        return try await withDeadline(end, core.options.limiter.time) { () throws(ExchangeFailure) in
            let result = await ResponseBound.$bodyBytes.withValue(limit) { () -> Result<_, TransportError> in
                do throws(TransportError) {
                    return .success(try await Self.run(middleware[...], request, body, context, transport))
                } catch { return .failure(error) }
            }
            do throws(TransportError) { return try result.get() } catch { throw .transport(error) }
        }
    }

    /// Waits for the end of the response.
    func collect(_ body: ResponseBody) async throws(ExchangeFailure) -> [UInt8] {
        let limit = core.options.maximumBodyBytes
        return try await withDeadline(end, core.options.limiter.time) { () throws(ExchangeFailure) in
            try await Self.collect(body, upTo: limit)
        }
    }

    private static func collect(_ body: ResponseBody, upTo limit: Int) async throws(ExchangeFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunks = body.makeAsyncIterator()
        while let chunk = try await next(&chunks) {
            guard bytes.count + chunk.count <= limit else { throw .tooLarge(limit: limit) }
            if bytes.isEmpty { bytes = chunk } else { bytes.append(contentsOf: chunk) }
        }
        return bytes
    }

    private static func next(_ chunks: inout ResponseBody.AsyncIterator) async throws(ExchangeFailure) -> [UInt8]? {
        do throws(TransportError) { return try await chunks.next() } catch { throw .transport(error) }
    }

    private static func run(
        _ middleware: ArraySlice<any Middleware>, _ request: HTTPRequest, _ body: RequestBody,
        _ context: AttemptContext, _ transport: any Transport
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        guard let first = middleware.first else { return try await transport.send(request, body: body) }
        let rest = middleware.dropFirst()
        return try await first.send(request, body: body, context: context) { (request, body) throws(TransportError) in
            try await run(rest, request, body, context, transport)
        }
    }
}
