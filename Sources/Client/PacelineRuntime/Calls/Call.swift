import HTTPTypes
import PacelineLimiter
import Synchronization

/// One call: what it asks for, and what stays the same for all its requests.
///
/// A class, since the tasks of its exchanges share it, and what it holds comes to a thousand bytes.
final class Call: Sendable {
    private static let count = Atomic<UInt64>(0)

    let core: ClientCore
    let builder: RequestBuilder
    /// What every request of it sends.
    let body: RequestBody
    /// What becomes of a success's body.
    let reading: Reading
    /// Whether it goes on with the body of another call.
    let isResumption: Bool
    /// Whose call it is where several share it.
    let coalesced: CoalescedCall?
    let retry: RetryOptions
    let limits: RequestLimits
    let deadline: Instant?
    let log: CallLog
    /// Tells the call from others of the process.
    let number: UInt64

    convenience init(
        core: ClientCore, request: RequestBuilder, reading: Reading, isResumption: Bool = false,
        coalesced: CoalescedCall? = nil
    ) {
        let deadline = request.options.timeout.map { core.options.limiter.time.now() + $0 }
        self.init(core, request, reading, isResumption: isResumption, coalesced: coalesced, deadline: deadline)
    }

    /// The same call, to be made once more.
    convenience init(repeating call: Call) {
        self.init(
            call.core, call.builder, call.reading, isResumption: call.isResumption, coalesced: nil,
            deadline: call.deadline)
    }

    private init(
        _ core: ClientCore, _ request: RequestBuilder, _ reading: Reading, isResumption: Bool,
        coalesced: CoalescedCall?, deadline: Instant?
    ) {
        self.core = core
        builder = request
        body = request.body
        self.reading = reading
        self.isResumption = isResumption
        self.coalesced = coalesced
        retry = request.options.retry ?? core.options.retry
        limits = core.limits.table.limits(of: request)
        self.deadline = deadline
        log = CallLog(logger: core.options.logger, operation: request.operation)
        number = Self.count.add(1, ordering: .relaxed).newValue
    }

    /// What becomes of the body of a success.
    enum Reading {
        /// It is collected, and read as this type of JSON; nil where it is not JSON of one type.
        case collected(Any.Type?)
        /// It is handed on while it arrives.
        case streamed
    }

    var operation: OperationDescriptor { builder.operation }

    /// Whether the body of a response with the status is handed on while it arrives. What may be a refusal is read
    /// first.
    func streamsBody(of status: Int) -> Bool {
        guard case .streamed = reading else { return false }
        return operation.isSuccess(status) && !limits.isDecidedByBody(status)
    }

    /// Where it takes the time from.
    var time: TimeSource { core.options.limiter.time }

    /// The request that every attempt sends, but for its credentials.
    func makeRequest() throws(CallError) -> HTTPRequest {
        var request = try builder.request(to: core.address(of: builder).parts())
        do throws(BodyFailure) { _ = try body.length() } catch { throw CallError(.encoding, error) }
        guard core.transport.sendsBody(with: request.method) || !builder.hasBody else {
            throw CallError(.invalidRequest, "the transport sends no body with \(request.method.rawValue)")
        }
        if !request.headerFields.contains(.userAgent), let agent = core.userAgent {
            request.headerFields[.userAgent] = agent
        }
        try setIdempotencyKey(&request)
        return request
    }

    /// Gives the request the key that all requests of the call have.
    private func setIdempotencyKey(_ request: inout HTTPRequest) throws(CallError) {
        let own = builder.options.idempotencyKey
        guard let field = idempotencyField, let name = HTTPField.Name(field) else { return }
        if let own {
            guard HTTPField.isValidValue(own) else {
                throw CallError(.invalidRequest, "the idempotency key cannot stand in a header field")
            }
            request.headerFields[name] = own
        } else if !request.headerFields.contains(name) {
            request.headerFields[name] = IdempotencyKey.make(core.options.random)
        }
    }

    /// The header field for the idempotency key; nil where the call has none.
    private var idempotencyField: String? {
        if case .key(let header) = operation.idempotency { return header }
        return core.options.idempotencyKeys.field(for: operation)
            ?? (builder.options.idempotencyKey == nil ? nil : "Idempotency-Key")
    }

    /// Whether a request may be sent again though it may have reached the server.
    var isIdempotent: Bool {
        switch operation.idempotency {
        case .key: true
        case .method where operation.method.isIdempotent: true
        case .declared(true): true
        case .method: idempotencyField != nil
        // What the document says of one operation goes before what a client says of all, not before its caller's word.
        case .declared(false): builder.options.idempotencyKey != nil
        }
    }

    /// Waits until every limit of the operation admits a request, the one after `attempts` others.
    ///
    /// Throws ``CallError`` where none will come: where the limits cannot be kept, too.
    func permit(after attempts: Int) async throws(CallError) -> Permit {
        if let problem = limits.problem { throw problem }
        do throws(RateLimitError) {
            return try await core.options.limiter.acquire(
                core.options.limits.isEnforced ? limits.requested : [],
                priority: coalesced?.priority ?? builder.options.priority, position: attempts > 0 ? .front : .back,
                deadline: deadline, waitLimits: waitLimits,
                progressInterval: builder.options.progressInterval, onWait: onWait(attempts))
        } catch {
            throw failure(error, attempts)
        }
    }

    /// How long the buckets may hold it back.
    private var waitLimits: [WaitLimits] {
        builder.options.retry == nil ? limits.waitLimits : limits.waitLimits(retry)
    }

    private func failure(_ error: RateLimitError, _ attempts: Int) -> CallError {
        let failure = CallError(error, now: time.now(), limits: core.limits)
        if failure.code == .exhausted {
            log.debug("exhausted", attempts, policy: failure.policy, wait: failure.retryAfter)
        }
        return failure
    }

    /// Reports a wait for the limiter to the caller and to the log; nil when neither listens.
    private func onWait(_ attempts: Int) -> (@Sendable (WaitInfo) -> Void)? {
        guard builder.options.onWait != nil || log.isDebugging else { return nil }
        return { [self] info in
            let wait = CallWait(operation, info, now: time.now(), limits: core.limits, attempts: attempts)
            log.debug("waiting", attempts, policy: wait.policy, wait: wait.remaining)
            builder.options.onWait?(wait)
        }
    }

    /// Whether the call's time is not over after `wait`.
    func isInTime(_ wait: Duration) -> Bool {
        guard let deadline else { return true }
        return time.now() + wait <= deadline
    }
}

extension CallError {
    /// The body could not be read.
    init(_ code: Code, _ failure: BodyFailure) { self.init(code, failure.description, underlying: failure.error) }
}
