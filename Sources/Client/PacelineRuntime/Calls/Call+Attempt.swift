import HTTPTypes
import PacelineLimiter

/// A request with its credentials.
struct AuthorizedRequest: Sendable {
    var request: HTTPRequest
    /// Those of its credentials that can be renewed.
    var renewable: [CredentialSet.Shown]
}

extension Call {
    /// How one request ended.
    enum Outcome {
        case success(Response)
        /// Refused by a limit.
        case refused(RefusedRequest)
        /// Failed in passing.
        case failed(CallError, mayRepeat: Bool)
        /// The server did not take a credential that can be renewed.
        case unauthorized(CallError)
        /// Failed for good.
        case ended(CallError)
    }

    /// Sends one request and tells the permit what became of it.
    mutating func attempt(_ request: HTTPRequest, _ permit: consuming Permit) async -> Outcome {
        let authorized: AuthorizedRequest
        do throws(CallError) {
            authorized = try await authorize(request)
        } catch {
            permit.refund()
            return .ended(error)
        }
        attempts += 1
        let exchange = Exchange(
            core: core, AttemptContext(operation: builder.operation, attempt: attempts, deadline: deadline))
        let head: HTTPResponse
        let stream: ResponseBody
        log.trace("sent", attempts)
        do throws(ExchangeFailure) {
            (head, stream) = try await exchange.send(authorized.request, builder.body)
        } catch {
            return ended(by: error, permit)
        }
        tell(permit, of: head)
        do throws(ExchangeFailure) {
            let body = try await exchange.collect(stream)
            var response = Response(status: head.status.code, headerFields: head.headerFields, body: body)
            response.dates = core.api.dates
            response.room = core.options.room
            log.trace("answered", attempts, status: response.status)
            return decide(response, authorized, permit)
        } catch {
            // What its body would have said stays unknown; the head may have been accepted already.
            permit.finish(accepted: false)
            return failure(error, wasSent: true)
        }
    }

    /// The request with its credentials, asked for now, so that they are fresh however long the call waited.
    ///
    /// A provider may hang, as one does that asks a person: when the call's time is over it is left to itself.
    private func authorize(_ request: HTTPRequest) async throws(CallError) -> AuthorizedRequest {
        let (credentials, operation) = (core.credentials, builder.operation)
        guard !operation.security.isEmpty else { return AuthorizedRequest(request: request, renewable: []) }
        let authorize = { @Sendable () async -> Result<AuthorizedRequest, CallError> in
            var request = request
            do throws(CallError) {
                let renewable = try await credentials.authorize(&request, for: operation)
                return .success(AuthorizedRequest(request: request, renewable: renewable))
            } catch {
                return .failure(error)
            }
        }
        guard let deadline else {
            let authorized = try await authorize().get()
            try checkStart()
            return authorized
        }
        let result = await race(at: deadline, core.options.limiter.time, authorize)
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

    /// Tells the permit what the head of a response says.
    private func tell(_ permit: borrowing Permit, of head: HTTPResponse) {
        // What is left comes first: nothing may start in between that the server would refuse.
        noteRemaining(permit, head)
        // Unless its body may say otherwise, a success is no refusal: what waits behind it need not wait for the body.
        // A refusal that the server did not count is refunded, which it cannot be once the hold has begun.
        if !limits.isDecidedByBody(head.status.code) {
            if head.status.code < 400 { permit.accepted() } else { permit.responded() }
        }
    }

    /// Tells the permit what the head says is left of each policy's quota.
    private func noteRemaining(_ permit: borrowing Permit, _ head: HTTPResponse) {
        guard limits.hasFields, QuotaState.isTold(by: head) else { return }
        let clock = ResponseClock(head.headerFields, wall: core.options.wallTime())
        for draw in limits.draws {
            let state = QuotaState(of: draw.policy, head.headerFields, clock: clock)
            if let remaining = state?.remaining {
                permit.update(remaining: remaining, of: draw.bucket, resetIn: state?.reset)
            }
        }
    }

    private func ended(by error: ExchangeFailure, _ permit: consuming Permit) -> Outcome {
        if case .transport(let transport) = error, transport.delivery == .notSent {
            permit.refund()
            return failure(error, wasSent: false)
        }
        permit.lost(grace: core.options.limits.grace(after: error, of: core.options.limiter))
        return failure(error, wasSent: true)
    }

    private func failure(_ error: ExchangeFailure, wasSent: Bool) -> Outcome {
        if Task.isCancelled { return .ended(CallError(.cancelled, "the call was cancelled")) }
        let mayRepeat = !wasSent || builder.operation.isIdempotent
        switch error {
        case .cancelled: return .ended(CallError(.cancelled, "the call was cancelled"))
        case .timedOut:
            return .failed(CallError(.timeout, "the response did not come in time"), mayRepeat: mayRepeat)
        case .tooLarge(let limit):
            // It would be as large again.
            return .ended(CallError(.transport, "the response's body is larger than \(limit) bytes"))
        case .transport(let error):
            return .failed(CallError(.transport, error.message, underlying: error), mayRepeat: mayRepeat)
        }
    }
}
