import HTTPTypes
import PacelineLimiter

/// One request and its answer, through the middleware, within the time that an attempt may take.
struct Exchange {
    private let core: ClientCore
    private let end: Instant?

    /// An exchange that ends when an attempt's time is over, and no later than `deadline`.
    init(core: ClientCore, deadline: Instant?) {
        self.core = core
        let time = core.options.limiter.time
        let attemptEnd = core.options.attemptTimeout.map { time.now() + $0 }
        end = [attemptEnd, deadline].compactMap { $0 }.min()
    }

    /// Sends the request and waits for the head of the answer.
    func send(
        _ request: HTTPRequest, _ body: RequestBody
    ) async throws(ExchangeFailure) -> (HTTPResponse, ResponseBody) {
        let transport = core.transport
        let middleware = core.options.middleware
        return try await withDeadline(end, core.options.limiter.time) { () throws(TransportError) in
            try await Self.run(middleware[...], request, body, transport)
        }
    }

    /// Waits for the end of the answer.
    func collect(_ body: ResponseBody) async throws(ExchangeFailure) -> [UInt8] {
        let limit = core.options.maximumBodyBytes
        return try await withDeadline(end, core.options.limiter.time) { () throws(TransportError) in
            try await body.collect(upTo: limit)
        }
    }

    private static func run(
        _ middleware: ArraySlice<Middleware>, _ request: HTTPRequest, _ body: RequestBody, _ transport: any Transport
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        guard let first = middleware.first else { return try await transport.send(request, body: body) }
        let rest = middleware.dropFirst()
        return try await first(request, body) { (request, body) throws(TransportError) in
            try await run(rest, request, body, transport)
        }
    }
}
