import HTTPTypes
import Logging
import PacelineLimiter

/// One call: requests until one of them decides it, each with a permit of its own.
struct Call {
    let core: ClientCore
    let builder: RequestBuilder
    let retry: RetryOptions
    private let deadline: Instant?
    private(set) var attempts = 0
    private var refusals = 0
    private var failures = 0

    init(core: ClientCore, request: RequestBuilder) {
        self.core = core
        builder = request
        retry = request.options.retry ?? core.options.retry
        let time = core.options.limiter.time
        deadline = request.options.timeout.map { time.now() + $0 }
    }

    /// The answer of the request that succeeded.
    ///
    /// Throws ``CallError`` when the call failed for good.
    mutating func answer() async throws(CallError) -> CallError.Answer {
        do throws(CallError) {
            guard let server = ServerAddress(core.server) else {
                // The URL stays out of the message: it may hold a password.
                throw CallError(.invalidRequest, "the server's URL is not http or https with a host and at most a path")
            }
            let request = try builder.request(to: server)
            while true {
                let permit = try await permit()
                switch await attempt(request, permit) {
                case .success(let answer): return answer
                case .refused(let error): try await afterRefusal(error)
                case .failed(let error, let mayRepeat): try await afterFailure(error, mayRepeat: mayRepeat)
                case .ended(let error): throw error
                }
            }
        } catch {
            throw error.of(builder.operation, attempts: attempts)
        }
    }

    /// Waits until every limit of the operation admits a request.
    private func permit() async throws(CallError) -> Permit {
        let isRepeated = attempts > 0
        var demands: [Demand] = []
        if core.options.limits.isEnforced {
            for limit in builder.operation.limits {
                if let entry = core.limits.entry(for: limit) { demands.append(Demand(entry.bucket, cost: limit.cost)) }
            }
        }
        do throws(RateLimitError) {
            return try await core.options.limiter.acquire(
                demands, priority: builder.options.priority, position: isRepeated ? .front : .back, deadline: deadline)
        } catch {
            throw CallError(error, now: core.options.limiter.time.now(), limits: core.limits)
        }
    }

    /// Waits, where the limiter does not do it, before a refused request is sent again.
    private mutating func afterRefusal(_ error: CallError) async throws(CallError) {
        refusals += 1
        let wait = error.retryAfter ?? .zero
        guard refusals <= retry.refusals, wait <= retry.maximumWait, isInTime(wait) else { throw error }
        log("refused, waiting", ["policy": "\(error.policy ?? "-")", "wait": "\(wait.inWords)"])
        // The gate of the bucket that refused holds the repetition back; without enforcement there is no bucket.
        if !core.options.limits.isEnforced { try await pause(for: wait) }
    }

    private mutating func afterFailure(_ error: CallError, mayRepeat: Bool) async throws(CallError) {
        failures += 1
        guard mayRepeat, failures < retry.attempts else { throw error }
        let backoff = error.code == .refused ? retry.throttledBackoff : retry.backoff
        let drawn = backoff.delay(afterFailure: failures, random: core.options.random())
        // What the server told is the least: never earlier.
        let delay = max(drawn, error.retryAfter ?? .zero)
        guard delay <= retry.maximumWait, isInTime(delay) else { throw error }
        log("failed, repeating", ["error": "\(error)", "wait": "\(delay.inWords)"])
        try await pause(for: delay)
    }

    /// Whether the call's time is not over after `wait`.
    private func isInTime(_ wait: Duration) -> Bool {
        guard let deadline else { return true }
        return core.options.limiter.time.now() + wait <= deadline
    }

    private func pause(for duration: Duration) async throws(CallError) {
        let time = core.options.limiter.time
        do { try await time.sleep(until: time.now() + duration) } catch {
            throw CallError(.cancelled, "the call was cancelled")
        }
    }

    /// Throws when the task was cancelled, or the call's time ran out, while the credential was asked for.
    private func checkStart() throws(CallError) {
        if Task.isCancelled { throw CallError(.cancelled, "the call was cancelled") }
        if !isInTime(.zero) { throw CallError(.deadline, "the credential came too late for the call to start in time") }
    }

    private func log(_ message: Logger.Message, _ metadata: Logger.Metadata) {
        guard let logger = core.options.logger else { return }
        var metadata = metadata
        metadata["operation"] = "\(builder.operation.id)"
        metadata["attempt"] = "\(attempts)"
        logger.debug(message, metadata: metadata)
    }
}

extension Call {
    /// How one request ended.
    private enum Outcome {
        case success(CallError.Answer)
        /// Refused by a limit: not processed, to be repeated when the time told is over.
        case refused(CallError)
        /// Failed in passing.
        case failed(CallError, mayRepeat: Bool)
        /// Failed for good.
        case ended(CallError)
    }

    /// Sends one request and tells the permit what became of it.
    private mutating func attempt(_ request: HTTPRequest, _ permit: consuming Permit) async -> Outcome {
        var request = request
        do throws(CallError) {
            try await core.credentials.authorize(&request, for: builder.operation)
            try checkStart()
        } catch {
            permit.refund()
            return .ended(error)
        }
        attempts += 1
        let exchange = Exchange(core: core, deadline: deadline)
        let head: HTTPResponse
        let stream: ResponseBody
        do throws(ExchangeFailure) {
            (head, stream) = try await exchange.send(request, builder.body)
        } catch {
            return ended(by: error, permit)
        }
        // A success cannot be a refusal, whose mark may stand in the body: what waits behind it need not wait for that.
        if head.status.code < 400 { permit.accepted() } else { permit.answered() }
        do throws(ExchangeFailure) {
            let body = try await exchange.collect(stream)
            return decide(
                CallError.Answer(status: head.status.code, headerFields: head.headerFields, body: body), permit)
        } catch {
            permit.finish()
            return failure(error, wasSent: true)
        }
    }

    private func ended(by error: ExchangeFailure, _ permit: consuming Permit) -> Outcome {
        if case .transport(let transport) = error, transport.delivery == .notSent {
            permit.refund()
            return failure(error, wasSent: false)
        }
        permit.lost(grace: core.options.attemptTimeout ?? core.options.limiter.grace)
        return failure(error, wasSent: true)
    }

    private func failure(_ error: ExchangeFailure, wasSent: Bool) -> Outcome {
        if Task.isCancelled { return .ended(CallError(.cancelled, "the call was cancelled")) }
        let mayRepeat = !wasSent || builder.operation.method.isIdempotent
        switch error {
        case .cancelled: return .ended(CallError(.cancelled, "the call was cancelled"))
        case .timedOut:
            return .failed(CallError(.timeout, "the answer did not come in time"), mayRepeat: mayRepeat)
        case .transport(let error):
            return .failed(CallError(.transport, error.message, underlying: error), mayRepeat: mayRepeat)
        }
    }

    /// What the answer means for the call.
    private func decide(_ answer: CallError.Answer, _ permit: consuming Permit) -> Outcome {
        let applied = builder.operation.limits
        let refusing = RefusalRecognition.limits(refusing: answer.status, body: answer.body, of: applied)
        if !refusing.isEmpty { return refused(answer, by: refusing, permit) }
        permit.finish()
        if (200..<300).contains(answer.status) { return .success(answer) }
        let mayRepeat = builder.operation.method.isIdempotent
        let told = RetryAfterField.wait(answer.headerFields)
        if answer.status == 429 {
            // Without a declared limit it is not known that the request was not processed.
            let message = "the server refused the call, by a limit that the document does not declare"
            return .failed(CallError(.refused, message, retryAfter: told, answer: answer), mayRepeat: mayRepeat)
        }
        let isPassing = [408, 502, 503, 504].contains(answer.status)
        let error = CallError(
            .response, "the server answered \(answer.status)", retryAfter: isPassing ? told : nil, answer: answer)
        return isPassing ? .failed(error, mayRepeat: mayRepeat) : .ended(error)
    }

    private func refused(
        _ answer: CallError.Answer, by refusing: [AppliedLimit], _ permit: consuming Permit
    ) -> Outcome {
        var buckets: [BucketHandle] = []
        var longest: Duration = .zero
        var named: (policy: String, key: String)?
        for limit in refusing {
            guard let entry = core.limits.entry(for: limit) else { continue }
            let told = RefusalRecognition.wait(
                after: AppliedLimit(entry.policy, cost: limit.cost), fields: answer.headerFields)
            let wait = told ?? entry.policy.numbers.window ?? .zero
            buckets.append(entry.bucket)
            if named == nil || wait > longest { named = (limit.policy.name, entry.key) }
            longest = max(longest, wait)
        }
        permit.refused(by: buckets, until: longest)
        return .refused(
            CallError(
                .refused, "the server refused the call: its rate limit is reached", limit: named, retryAfter: longest,
                answer: answer))
    }
}
