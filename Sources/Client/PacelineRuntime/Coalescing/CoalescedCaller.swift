import HTTPTypes
import PacelineLimiter

/// One of those who share a call: it waits for the outcome until it is cancelled or its time is over.
final class CoalescedCaller: Expiring {
    /// Its place among the callers.
    let number: Int
    let call: CoalescedCall
    let options: CallOptions
    private let race = Race<CoalescedCall.Outcome>()

    init(_ number: Int, of call: CoalescedCall, _ options: CallOptions) {
        self.number = number
        self.call = call
        self.options = options
    }

    /// Waits for the outcome.
    ///
    /// Throws ``CallError`` when the call failed, the caller's task was cancelled, or `deadline` came first.
    func outcome(by deadline: Instant?, _ deadlines: Deadlines) async throws(CallError) -> (
        response: Response, attempts: Int
    ) {
        let ticket = deadline.map { deadlines.insert(self, at: $0) }
        let outcome = await withTaskCancellationHandler {
            await race.result()
        } onCancel: {
            call.leave(self, isCancelled: true)
        }
        if let ticket { deadlines.remove(ticket) }
        guard let outcome else { throw CallError(.cancelled, "the call was cancelled") }
        return try outcome.get()
    }

    /// Its time is over.
    func expire() { call.leave(self, isCancelled: false) }

    /// The outcome has come; only the first counts.
    func end(_ outcome: CoalescedCall.Outcome) { race.end(with: outcome) }
}

extension ClientCore {
    /// Whether a call shares its request with identical ones.
    func coalesces(_ request: RequestBuilder) -> Bool {
        (request.options.coalesce ?? options.coalesce) && request.operation.method == .get && !request.hasBody
    }

    /// What comes of a call that shares its request with identical ones that are under way.
    ///
    /// Throws ``CallError`` when it fails.
    func coalescedOutcome(
        of request: RequestBuilder, _ type: Any.Type?
    ) async throws(CallError) -> (response: Response, attempts: Int) {
        let (time, deadlines) = (options.limiter.time, options.limiter.deadlines)
        let deadline = request.options.timeout.map { time.now() + $0 }
        do throws(CallError) {
            let (made, authorized) = try await requests(of: request)
            let key = CoalescedCalls.Key(
                operation: ObjectIdentifier(request.operation), request: authorized.request,
                retry: request.options.retry)
            let (caller, isNew) = coalesced.join(key, request.options)
            if isNew {
                caller.call.start(self, request, made, authorized, type)
            } else {
                caller.call.tellWait(to: caller, now: time.now())
            }
            return try await caller.outcome(by: deadline, deadlines)
        } catch {
            throw error.of(request.operation, attempts: error.attempts)
        }
    }

    /// What a call sends, without and with its credential, which may be another for each caller.
    private func requests(
        of request: RequestBuilder
    ) async throws(CallError) -> (made: HTTPRequest, authorized: AuthorizedRequest) {
        let call = Call(core: self, request: request, reading: .collected(nil))
        defer { limits.table.release(call.limits) }
        let made = try call.makeRequest()
        return (made, try await call.authorize(made))
    }
}
