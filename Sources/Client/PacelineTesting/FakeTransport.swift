public import HTTPTypes
public import PacelineLimiter
public import PacelineRuntime
import Synchronization

/// A transport for unit tests that sends nothing: it returns the models that a test gives it, operation by operation.
///
/// It brings a limiter on a time of its own, which moves on by itself whenever calls wait: limits, pauses and delays
/// hold as ever, and take no time.
///
/// ```swift
/// let fake = FakeTransport()
///     .on(Petstore.Operations.getPet, return: Pet(id: 7, name: "Rex"))
///     .on(Petstore.Operations.deletePet, .status(503), .status(204))
/// let client = Petstore(transport: fake, options: fake.options)
/// try await client.pets.deletePet(id: 7)
/// #expect(fake.calls(of: Petstore.Operations.deletePet).map(\.path) == ["/pets/7", "/pets/7"])
/// ```
public final class FakeTransport: Transport, TransportKeepingTime {
    /// Makes the response to a request.
    public typealias Responder = @Sendable (FakeCall) async -> ScriptedResponse

    private struct State {
        var responders: [String: Responder] = [:]
        var calls: [FakeCall] = []
    }

    /// The limiter that the calls are to be made with; ``options`` has it.
    public let limiter: RateLimiter
    package let isTimeSimulated = true
    private let clock = SkippingTime()
    private let state = Mutex(State())

    /// A fake that has no responses yet.
    public init() { limiter = clock.makeLimiter() }

    /// Options of a client with this transport: its limiter, windows without clock margin, jitter in the middle.
    ///
    /// Change what the test needs otherwise, but keep the limiter: with another one the client waits for real.
    public var options: ClientOptions { clock.options(limiter, clockMargin: .none) }

    /// How much time has passed for the limiter since the fake was made.
    public var elapsed: Duration { clock.time.now - .zero }

    // MARK: What it returns

    /// Has calls of `operation` return the values in turn, and the last one again and again.
    ///
    /// A call whose result is of another type fails, and says which it wants.
    @discardableResult
    public func on<Value: JSONValue>(
        _ operation: OperationDescriptor, return value: Value, _ others: Value...
    ) -> FakeTransport {
        on(operation, ([value] + others).map { .value($0) })
    }

    /// Answers requests of `operation` with the responses in turn, and with the last one again and again.
    @discardableResult
    public func on(
        _ operation: OperationDescriptor, _ response: ScriptedResponse, _ others: ScriptedResponse...
    ) -> FakeTransport {
        on(operation, [response] + others)
    }

    /// Answers each request of `operation` with what `respond` makes for it. The time stands still while it does.
    @discardableResult
    public func on(_ operation: OperationDescriptor, respond: @escaping Responder) -> FakeTransport {
        state.withLock { $0.responders[operation.id] = respond }
        return self
    }

    private func on(_ operation: OperationDescriptor, _ responses: [ScriptedResponse]) -> FakeTransport {
        let next = Mutex(0)
        return on(operation) { _ in
            next.withLock { next in
                defer { next = min(next + 1, responses.count - 1) }
                return responses[next]
            }
        }
    }

    // MARK: What was called

    /// The requests so far, in the order in which they were sent, repetitions included.
    public var calls: [FakeCall] { state.withLock { $0.calls } }

    /// The requests of `operation`, in the order in which they were sent, repetitions included.
    public func calls(of operation: OperationDescriptor) -> [FakeCall] {
        calls.filter { $0.operation === operation }
    }

    // MARK: Transport

    /// Keeps the request and answers it. See `Transport` in the runtime.
    public func send(
        _ request: HTTPRequest, body: RequestBody, context: TransportContext
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        guard context.mayStart() else { throw .startedTooLate }
        guard let operation = context.operation else {
            throw mistake("a FakeTransport answers the calls of generated clients, and this request is of none")
        }
        let call = FakeCall(
            operation: operation, request: request, bytes: try await body.collect(upTo: .max) ?? [], time: elapsed)
        let responder = state.withLock { state in
            state.calls.append(call)
            return state.responders[operation.id]
        }
        guard let responder else {
            throw mistake(
                "the FakeTransport has no response for `\(operation.id)`: give it one with `on(_:return:)`")
        }
        let response = await responder(call)
        try check(response, of: operation, as: context.result)
        return try await response.play { [clock] duration, inBody throws(TransportError) in
            try await clock.wait(until: duration.map { clock.time.now + $0 }, inBody: inBody, context)
        }
    }

    /// Checks that the response can be what the test means it to be.
    private func check(
        _ response: ScriptedResponse, of operation: OperationDescriptor, as result: Any.Type?
    ) throws(TransportError) {
        if let problem = response.problem {
            throw mistake("the FakeTransport cannot write its response for `\(operation.id)`: \(problem)")
        }
        guard (200..<300).contains(response.head.status.code), let model = response.model, let result, model != result,
            model != JSON.self
        else { return }
        throw mistake(
            "the FakeTransport has a value of the type `\(model)` for `\(operation.id)`, which returns `\(result)`")
    }

    /// A mistake of the test, which ends the call at once.
    private func mistake(_ message: String) -> TransportError {
        TransportError(.notSent, message, underlying: CallError(.invalidRequest, message))
    }
}
