import HTTPTypes
import PacelineLimiter

/// Makes a call: requests until one of them decides it, each with a permit of its own.
struct CallRun {
    private(set) var call: Call
    private var request: HTTPRequest?
    /// The requests that were sent so far.
    var attempts = 0
    var refusals = 0
    /// How long it has waited for limits and between requests.
    private(set) var waited = Duration.zero
    private var failures = 0
    /// When it was refused first.
    private var firstRefusal: Instant?
    private var isRenewed = false

    /// - Parameter request: What it sends, but for its credentials, where that is made already.
    init(_ call: Call, sending request: HTTPRequest? = nil) {
        self.call = call
        self.request = request
    }

    /// The response of the request that succeeded, and its body where that is still arriving.
    ///
    /// Throws ``CallError`` when the call failed for good.
    mutating func response() async throws(CallError) -> (Response, OpenBody?) {
        defer { call.core.limits.table.release(call.limits) }
        do throws(CallError) {
            let request = try makeRequest()
            while true {
                let permit = try await permit()
                defer { noteLearned() }
                call.log.trace("admitted", attempts)
                call.coalesced?.admitted()
                switch await attempt(request, permit) {
                case .success(let response, let body):
                    call.core.budget.earn(call.retry.budget)
                    return (response, body)
                case .refused(let refusal): try await afterRefusal(refusal)
                case .failed(let error, let mayRepeat): try await afterFailure(error, mayRepeat: mayRepeat)
                case .unauthorized(let error):
                    // Nothing was processed. Once a call, since a fresh credential that is not taken is no stale one.
                    guard !isRenewed, call.retry.attempts > 1 else { throw error }
                    try checkBody(error)
                    isRenewed = true
                    call.log.debug("not authorised, repeating with a new credential", attempts)
                case .ended(let error): throw error
                }
            }
        } catch {
            throw error.of(call.operation, attempts: attempts)
        }
    }

    /// What every attempt sends, made once.
    private mutating func makeRequest() throws(CallError) -> HTTPRequest {
        if let request { return request }
        let made = try call.makeRequest()
        request = made
        return made
    }

    /// Prepares to make the call again, the response of which broke off before anything of it was used: waits as after
    /// any failure in passing. The request stays the same, and so does its idempotency key.
    ///
    /// - Parameter least: The time that the server asks to wait.
    /// - Throws: `failure` where the call may not be made again.
    mutating func beginAgain(after failure: CallError, atLeast least: Duration) async throws(CallError) {
        try await afterFailure(failure, mayRepeat: call.isIdempotent, atLeast: least)
        call = Call(repeating: call)
    }

    /// Logs what a response taught of limits that nobody declared.
    private func noteLearned() {
        guard call.log.isDebugging, let route = call.limits.route,
            let bucket = call.core.limits.table.news(of: route, call.operation)
        else { return }
        call.log.debug("learned a limit", attempts, limit: "\(bucket.basis) \(bucket.limit)")
    }

    /// Waits until every limit admits the next request.
    private mutating func permit() async throws(CallError) -> Permit {
        let start = call.time.now()
        let permit = try await call.permit(after: attempts)
        waited += call.time.now() - start
        return permit
    }

    /// Waits, where the limiter does not do it, before a refused request is sent again.
    private mutating func afterRefusal(_ refusal: RefusedRequest) async throws(CallError) {
        refusals += 1
        let since = firstRefusal ?? call.time.now()
        firstRefusal = since
        let isTooLong = refusal.longest.map { call.time.now() - since > $0 } ?? false
        guard refusal.mayRepeat, refusals <= refusal.repetitions, !isTooLong, call.isInTime(refusal.wait) else {
            call.log.debug("refused", attempts, policy: refusal.error.policy, wait: refusal.wait)
            throw refusal.error
        }
        try checkBody(refusal.error)
        call.log.debug("refused, waiting", attempts, policy: refusal.error.policy, wait: refusal.wait)
        // The gate of the bucket that refused holds the repetition back; without enforcement there is no bucket.
        if !call.core.options.limits.isEnforced { try await pause(for: refusal.wait) }
    }

    private mutating func afterFailure(
        _ error: CallError, mayRepeat: Bool, atLeast least: Duration = .zero
    ) async throws(CallError) {
        let (core, retry) = (call.core, call.retry)
        failures += 1
        let isRefusal = error.code == .refused
        if !isRefusal { core.budget.spend(retry.budget) }
        guard mayRepeat, failures < retry.attempts else { throw error }
        try checkBody(error)
        guard isRefusal || core.budget.allowsRepetition(retry.budget) else {
            call.log.debug("failed, not repeated: too many calls fail", attempts, error: error)
            throw error
        }
        let backoff = isRefusal ? retry.throttledBackoff : retry.backoff
        let drawn = backoff.delay(afterFailure: failures, random: core.options.random())
        // What the server told is the least: never earlier.
        let delay = max(drawn, error.retryAfter ?? .zero, least)
        guard delay <= retry.maximumWait(of: nil), call.isInTime(delay) else { throw error }
        call.log.debug("failed, repeating", attempts, wait: delay, error: error)
        call.builder.options.onWait?(CallWait(call.operation, pauseOf: delay, attempts: attempts))
        try await pause(for: delay)
    }

    /// Throws the error of a request that would be sent again, where its body cannot be.
    private func checkBody(_ error: CallError) throws(CallError) {
        guard call.body.isRepeatable else {
            throw error.adding("; it is not sent again, since its body can be read only once")
        }
    }

    private mutating func pause(for duration: Duration) async throws(CallError) {
        do { try await call.time.sleep(until: call.time.now() + duration) } catch {
            throw CallError(.cancelled, "the call was cancelled")
        }
        waited += duration
    }
}
