/// The right to send one request, once.
///
/// Tell the permit what becomes of the request. It may see the head of an answer (``answered()``) and ends in exactly
/// one way: ``finish()``, ``refused(by:until:counted:)``, ``refund()`` or ``lost(grace:)``. A permit that is dropped
/// without a word counts as finished if it was answered, otherwise as lost; its units are never leaked and never freed
/// too early.
public struct Permit: ~Copyable, Sendable {
    /// Nil once the permit has ended.
    private var limiter: RateLimiter?
    private let id: PermitID

    init(limiter: RateLimiter, id: PermitID) {
        self.limiter = limiter
        self.id = id
    }

    /// The head of the answer has come: the server has decided, and the hold of windows begins.
    public borrowing func answered() {
        guard let limiter else { return }
        limiter.step { [id] core, now in core.answer(id, at: now) }
    }

    /// The head of the answer has come and is not a refusal. Beyond ``answered()``, this lets others start at once
    /// where this request was the probe behind a gate; without it they wait for ``finish()``.
    public borrowing func accepted() {
        guard let limiter else { return }
        limiter.step { [id] core, now in core.accept(id, at: now) }
    }

    /// The answer has ended, and it was not a refusal.
    public consuming func finish() {
        limiter.take()?.step { [id] core, now in core.finish(id, at: now) }
    }

    /// The server refused the request because of a limit. Nothing starts from the buckets that refused until the time
    /// that it told (and up to a tenth of the wait more, at random); then one request tries, and if it succeeds the
    /// others follow.
    /// - Parameters:
    ///   - buckets: Those whose limit was exceeded, whether the permit draws on them or not; nil for all of the permit's.
    ///   - wait: The time that the server told, counted from now; nil if it told none, which means one whole window.
    ///   - counted: Whether the server counts refused requests. Unless that is known to be false, it must be taken to.
    public consuming func refused(by buckets: [BucketHandle]? = nil, until wait: Duration? = nil, counted: Bool = true)
    {
        limiter.take()?.refuse(id, by: buckets, for: wait, counted: counted)
    }

    /// The request provably was not sent: its units are free at once.
    public consuming func refund() {
        limiter.take()?.step { [id] core, now in core.refund(id, at: now) }
    }

    /// The request was sent and no answer will come: it was cancelled, timed out, or the connection was lost.
    /// - Parameter grace: The longest time that it can still be on its way to the server; its window begins then.
    public consuming func lost(grace: Duration) {
        limiter.take()?.step { [id] core, now in core.lose(id, grace: max(grace, .zero), at: now) }
    }

    deinit {
        limiter?.drop(id)
    }
}

/// The answer to ``RateLimiter/tryAcquire(_:cost:)``.
public enum Attempt: ~Copyable, Sendable {
    /// The request may start.
    case permit(Permit)
    /// It may not start before this time. Whether it may then depends on answers that have yet to come and on others who
    /// wait.
    case wait(until: Instant)
    /// It can never start.
    case never(RateLimitError)
}
