import HTTPTypes
import PacelineLimiter

/// One call: requests until one of them decides it, each with a permit of its own.
struct Call {
    let core: ClientCore
    let builder: RequestBuilder
    let retry: RetryOptions
    let limits: RequestLimits
    let deadline: Instant?
    let log: CallLog
    var attempts = 0
    var refusals = 0
    private var failures = 0
    private var isRenewed = false

    init(core: ClientCore, request: RequestBuilder) {
        self.core = core
        builder = request
        retry = request.options.retry ?? core.options.retry
        limits = core.limits.table.limits(of: request)
        let time = core.options.limiter.time
        deadline = request.options.timeout.map { time.now() + $0 }
        log = CallLog(logger: core.options.logger, operation: request.operation)
    }

    /// The response of the request that succeeded.
    ///
    /// Throws ``CallError`` when the call failed for good.
    mutating func response() async throws(CallError) -> Response {
        defer { core.limits.table.release(limits) }
        do throws(CallError) {
            let request = try makeRequest()
            while true {
                let permit = try await permit()
                log.trace("admitted", attempts)
                switch await attempt(request, permit) {
                case .success(let response):
                    core.budget.earn(retry.budget)
                    return response
                case .refused(let refusal): try await afterRefusal(refusal)
                case .failed(let error, let mayRepeat): try await afterFailure(error, mayRepeat: mayRepeat)
                case .unauthorized(let error):
                    // Nothing was processed. Once a call, since a fresh credential that is not taken is no stale one.
                    guard !isRenewed, retry.attempts > 1 else { throw error }
                    isRenewed = true
                    log.debug("not authorised, repeating with a new credential", attempts)
                case .ended(let error): throw error
                }
            }
        } catch {
            throw error.of(builder.operation, attempts: attempts)
        }
    }

    /// The request that every attempt sends, but for its credentials.
    private func makeRequest() throws(CallError) -> HTTPRequest {
        if let problem = limits.problem { throw problem }
        var request = try builder.request(to: core.address(of: builder).parts())
        guard core.transport.sendsBody(with: request.method) || !builder.hasBody else {
            throw CallError(.invalidRequest, "the transport sends no body with \(request.method.rawValue)")
        }
        if case .key(let header) = builder.operation.idempotency, let name = HTTPField.Name(header),
            request.headerFields[name] == nil
        {
            request.headerFields[name] = IdempotencyKey.make(core.options.random)
        }
        return request
    }

    /// Waits until every limit of the operation admits a request.
    private func permit() async throws(CallError) -> Permit {
        let options = builder.options
        let isEnforced = core.options.limits.isEnforced
        do throws(RateLimitError) {
            return try await core.options.limiter.acquire(
                isEnforced ? limits.requested : [], priority: options.priority,
                position: attempts > 0 ? .front : .back, deadline: deadline,
                waitLimits: options.retry == nil ? limits.waitLimits : limits.waitLimits(retry),
                progressInterval: options.progressInterval, onWait: onWait)
        } catch {
            let failure = CallError(error, now: core.options.limiter.time.now(), limits: core.limits)
            if failure.code == .exhausted {
                log.debug("exhausted", attempts, policy: failure.policy, wait: failure.retryAfter)
            }
            throw failure
        }
    }

    /// Reports a wait for the limiter to the caller and to the log; nil when neither listens.
    private var onWait: (@Sendable (WaitInfo) -> Void)? {
        let (report, log) = (builder.options.onWait, log)
        guard report != nil || log.isDebugging else { return nil }
        let (core, operation, attempts) = (core, builder.operation, attempts)
        return { info in
            let now = core.options.limiter.time.now()
            let wait = CallWait(operation, info, now: now, limits: core.limits, attempts: attempts)
            log.debug("waiting", attempts, policy: wait.policy, wait: wait.remaining)
            report?(wait)
        }
    }

    /// Waits, where the limiter does not do it, before a refused request is sent again.
    private mutating func afterRefusal(_ refusal: RefusedRequest) async throws(CallError) {
        refusals += 1
        guard refusal.mayRepeat, refusals <= refusal.repetitions, isInTime(refusal.wait) else {
            log.debug("refused", attempts, policy: refusal.error.policy, wait: refusal.wait)
            throw refusal.error
        }
        log.debug("refused, waiting", attempts, policy: refusal.error.policy, wait: refusal.wait)
        // The gate of the bucket that refused holds the repetition back; without enforcement there is no bucket.
        if !core.options.limits.isEnforced { try await pause(for: refusal.wait) }
    }

    private mutating func afterFailure(_ error: CallError, mayRepeat: Bool) async throws(CallError) {
        failures += 1
        let isRefusal = error.code == .refused
        if !isRefusal { core.budget.spend(retry.budget) }
        guard mayRepeat, failures < retry.attempts else { throw error }
        guard isRefusal || core.budget.allowsRepetition(retry.budget) else {
            log.debug("failed, not repeated: too many calls fail", attempts, error: error)
            throw error
        }
        let backoff = isRefusal ? retry.throttledBackoff : retry.backoff
        let drawn = backoff.delay(afterFailure: failures, random: core.options.random())
        // What the server told is the least: never earlier.
        let delay = max(drawn, error.retryAfter ?? .zero)
        guard delay <= retry.maximumWait(of: nil), isInTime(delay) else { throw error }
        log.debug("failed, repeating", attempts, wait: delay, error: error)
        builder.options.onWait?(CallWait(builder.operation, pauseOf: delay, attempts: attempts))
        try await pause(for: delay)
    }

    /// Whether the call's time is not over after `wait`.
    func isInTime(_ wait: Duration) -> Bool {
        guard let deadline else { return true }
        return core.options.limiter.time.now() + wait <= deadline
    }

    private func pause(for duration: Duration) async throws(CallError) {
        let time = core.options.limiter.time
        do { try await time.sleep(until: time.now() + duration) } catch {
            throw CallError(.cancelled, "the call was cancelled")
        }
    }
}
