import HTTPTypes
import PacelineLimiter

/// A request with its credentials.
struct AuthorizedRequest: Sendable {
    var request: HTTPRequest
    /// Those of its credentials that can be renewed.
    var renewable: [CredentialSet.Shown]
}

extension CallRun {
    /// How one attempt ended.
    enum Outcome {
        /// With the body where that is still arriving.
        case success(Response, OpenBody?)
        /// Refused by a limit.
        case refused(RefusedRequest)
        /// Failed in passing.
        case failed(CallError, mayRepeat: Bool)
        /// The server did not take a credential that can be renewed.
        case unauthorized(CallError)
        /// Failed for good.
        case ended(CallError)
    }

    /// Sends the request and tells the permit what became of it.
    mutating func attempt(_ request: HTTPRequest, _ permit: consuming Permit) async -> Outcome {
        let authorized: AuthorizedRequest
        do throws(CallError) {
            authorized = try await call.authorize(request)
        } catch {
            permit.refund()
            return .ended(error)
        }
        call.coalesced?.sends(authorized.request)
        call.log.trace("sent", attempts + 1)
        let permit = AttemptPermit(permit)
        let exchange = Exchange(call, attempt: attempts + 1, waited: waited, permit)
        let result = await exchange.run(authorized.request, call.body)
        let end = permit.end()
        attempts += end.requests
        call.coalesced?.ended(requests: attempts)
        return outcome(result, end, renewable: authorized.renewable)
    }

    private func outcome(
        _ result: Result<(HTTPResponse, Exchange.Body), ExchangeFailure>, _ end: consuming AttemptPermit.End,
        renewable: [CredentialSet.Shown]
    ) -> Outcome {
        let phase = end.phase
        switch result {
        case .success((let head, .arriving(let body))):
            let response = call.response(head, [])
            call.log.trace("answered", attempts, status: response.status)
            // A response of a middleware's own holds no permit.
            if case .answered = phase {} else { call.settle(end.permit.take(), phase) }
            return .success(response, OpenBody(body, of: call, response, attempts: attempts, end.permit.take()))
        case .success((let head, .whole(let body))):
            let response = call.response(head, body)
            call.log.trace("answered", attempts, status: response.status)
            if case .answered = phase, let permit = end.permit.take() {
                return call.decide(response, renewable: renewable, permit, afterRefusals: refusals)
            }
            // It is the middleware's own.
            call.settle(end.permit.take(), phase)
            return call.operation.isSuccess(response.status) ? .success(response, nil) : call.failed(response)
        case .failure(let error):
            if case .answered(let head) = phase {
                // What the body would have said stays unknown. A refusal is one by its head, too.
                if head.status.code >= 400 {
                    call.settle(end.permit.take(), phase)
                } else {
                    end.permit.take()?.finish(accepted: false)
                }
                return call.failure(error, wasSent: true)
            }
            call.settle(end.permit.take(), phase)
            return call.failure(error, wasSent: phase.mayHaveArrived)
        }
    }
}

extension AttemptPermit.Phase {
    /// Whether the request may have reached the server.
    fileprivate var mayHaveArrived: Bool {
        switch self {
        case .unsent: false
        case .failed(let error): error.delivery != .notSent
        case .underWay, .answered: true
        }
    }
}

extension Call {
    /// The response as it is read.
    func response(_ head: HTTPResponse, _ body: [UInt8]) -> Response {
        var response = Response(status: head.status.code, headerFields: head.headerFields, body: body)
        response.dates = core.api.dates
        response.room = core.options.room
        response.requestIDNames = core.requestIDFields
        return response
    }

    /// Ends the permit of a request that does not decide its call.
    func settle(_ permit: consuming Permit?, _ phase: AttemptPermit.Phase) {
        guard let permit = permit.take() else { return }
        switch phase {
        case .unsent: permit.refund()
        case .failed(let error) where error.delivery == .notSent: permit.refund()
        case .failed(let error):
            permit.lost(grace: core.options.limits.grace(after: .transport(error), of: core.options.limiter))
        case .underWay:
            permit.lost(grace: core.options.limits.grace(after: .timedOut, of: core.options.limiter))
        case .answered(let head):
            // As far as its head tells.
            _ = decide(response(head, []), permit, hasBody: false)
        }
    }

    /// The request with its credentials, asked for now, so that they are fresh however long the call waited; they are
    /// asked for already where several callers share a call that did not wait.
    ///
    /// A provider may hang, as one does that asks a person: when the call's time is over it is left to itself.
    func authorize(_ request: HTTPRequest) async throws(CallError) -> AuthorizedRequest {
        if let authorized = coalesced?.takeAuthorized() { return authorized }
        guard !operation.security.isEmpty else { return AuthorizedRequest(request: request, renewable: []) }
        let authorize = { @Sendable [self] () async throws(CallError) -> AuthorizedRequest in
            var request = request
            let renewable = try await core.credentials.authorize(&request, for: operation)
            return AuthorizedRequest(request: request, renewable: renewable)
        }
        guard let deadline else {
            let authorized = try await authorize()
            try checkStart()
            return authorized
        }
        let result = await withDeadline(deadline, core.options.limiter, grace: .zero) {
            await Result(catching: authorize)
        }
        try checkStart()
        guard let result else {
            throw CallError(.deadline, "the credential came too late for the call to start in time")
        }
        return try result.get()
    }

    /// Throws when the task was cancelled, or the call's time ran out, while the credential was asked for.
    private func checkStart() throws(CallError) {
        if Task.isCancelled { throw CallError(.cancelled, "the call was cancelled") }
        if !isInTime(.zero) { throw CallError(.deadline, "the credential came too late for the call to start in time") }
    }

    fileprivate func failure(_ error: ExchangeFailure, wasSent: Bool) -> CallRun.Outcome {
        if Task.isCancelled { return .ended(CallError(.cancelled, "the call was cancelled")) }
        let mayRepeat = !wasSent || isIdempotent
        switch error {
        case .cancelled: return .ended(CallError(.cancelled, "the call was cancelled"))
        case .timedOut:
            return .failed(CallError(.timeout, "the response did not come in time"), mayRepeat: mayRepeat)
        case .tooLarge(let limit):
            // It would be as large again.
            return .ended(CallError(.transport, "the response's body is larger than \(limit) bytes"))
        case .transport(let error):
            if let own = error.underlying as? MiddlewareFailure {
                return .ended(CallError(.middleware, error.message, underlying: own.error))
            }
            // A further request of a middleware was not admitted.
            if let own = error.underlying as? CallError { return .ended(own) }
            if let own = error.underlying as? BodyFailure { return .ended(CallError(.encoding, own)) }
            return .failed(CallError(.transport, error.message, underlying: error), mayRepeat: mayRepeat)
        }
    }
}
