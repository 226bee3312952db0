public import HTTPTypes
public import PacelineLimiter

extension LimitedRequests {
    /// Waits until the limits admit a request, has it sent, and hears what its response tells of limits.
    ///
    /// The response is returned as `send` returned it, a refusal, too: nothing is sent again. After a refusal the next
    /// requests wait as long as the server told. Each sending is a request of its own: where a client repeats requests,
    /// have it ask each time, as a middleware below the one that repeats does.
    ///
    /// A permit ends when `send` returns; read the body there where requests at a time are limited. Where `send`
    /// throws, the request may have reached the server and its units are held, unless the error is a ``TransportError``
    /// with the delivery ``TransportError/Delivery/notSent``.
    ///
    /// - Parameters:
    ///   - request: The request: its method, its path, and where limits read them its header fields.
    ///   - operation: The operation's id in the document, where the caller knows it. Otherwise it is found
    ///     (``operation(of:)``). A request of none draws on the limits for all operations; where there are none, its
    ///     limits are found out together with those of all others of its method.
    ///   - body: The request's body, where limits or estimates read it; empty where it has none. Without it, what they
    ///     read there is absent, and limits count that are for requests with certain values there.
    ///   - priority: Its place among the requests that wait for the same limit.
    ///   - timeout: The longest time that it may wait. One that cannot start in time fails at once.
    ///   - onWait: Told when it begins to wait.
    ///   - responseBody: The bytes of the response's body, where they are at hand: refusals, quotas and costs that
    ///     stand in the body of a response are heard only by them.
    ///   - send: Sends the request, once.
    /// - Returns: What `send` returned.
    /// - Throws: What `send` throws; ``CallError`` where the request was not admitted.
    public nonisolated(nonsending) func admit<Body>(
        _ request: HTTPRequest, operation: String? = nil, body: [UInt8]? = nil, priority: Priority = .normal,
        timeout: Duration? = nil, onWait: (@Sendable (CallWait) -> Void)? = nil,
        responseBody: (Body) -> [UInt8]? = { _ in nil },
        send: nonisolated(nonsending) () async throws -> (HTTPResponse, Body)
    ) async throws -> (HTTPResponse, Body) {
        let options = CallOptions(timeout: timeout, priority: priority, onWait: onWait)
        let request = builder(request, id: operation, body: body, options)
        let call = Call(core: core, request: request, reading: .collected(nil))
        defer { core.limits.table.release(call.limits) }
        let permit = try await permit(call)
        let response: (head: HTTPResponse, body: Body)
        do { response = try await send() } catch {
            let failure = error as? TransportError ?? TransportError(.maybeSent, "\(error)", underlying: error)
            call.settle(permit, .failed(failure))
            throw error
        }
        let bytes = responseBody(response.body)
        HeadReport(
            response.head, limits: call.limits, isStreamed: false, wallTime: core.options.wallTime
        ).tell(permit)
        _ = call.decide(call.response(response.head, bytes ?? []), permit, hasBody: bytes != nil)
        return response
    }

    /// Waits for a permit that is still worth something.
    private nonisolated(nonsending) func permit(_ call: Call) async throws(CallError) -> Permit {
        do throws(CallError) {
            while true {
                let permit = try await call.permit(after: 0)
                if permit.mayStart() { return permit }
                permit.refund()
            }
        } catch {
            throw error.of(call.operation, attempts: 0)
        }
    }
}
