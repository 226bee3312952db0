/// The right to send one request, once.
///
/// Tell the permit what becomes of the request. It may see the head of a response (``responded()``) and ends in exactly
/// one way: ``finish(accepted:)``, ``refused(by:retryAfter:counted:)``, ``refund()`` or ``lost(grace:)``. A permit that
/// is dropped without a word counts as finished if it was answered, otherwise as lost; its units are never leaked and
/// never freed too early.
public struct Permit: ~Copyable, Sendable {
    /// Nil once the permit has ended.
    private var limiter: RateLimiter?
    private let id: PermitID

    init(limiter: RateLimiter, id: PermitID) {
        self.limiter = limiter
        self.id = id
    }

    /// Names the permit in ``RateLimiter/events``; unique among the permits of its limiter, apart from very old ones.
    public var number: UInt64 { id.rawValue }

    /// Whether the request may still be sent. Ask directly before its first byte is written: where a quota is shared
    /// with others, a process that was stopped meanwhile has lost what it was granted. If it may not, end the permit
    /// with ``refund()`` and acquire another. Always true where nothing is shared.
    public borrowing func mayStart() -> Bool { limiter?.mayStart(id) ?? true }

    /// The head of the response has come: the server has decided, and the hold of windows begins.
    public borrowing func responded() {
        guard let limiter else { return }
        limiter.step { [id] core, now in core.response(id, at: now) }
    }

    /// The head of the response has come and is not a refusal. Beyond ``responded()``, this lets others start at once
    /// where this request was the probe behind a gate; without it they wait for ``finish(accepted:)``.
    public borrowing func accepted() {
        guard let limiter else { return }
        limiter.step { [id] core, now in core.accept(id, at: now) }
    }

    /// The response's head said how much of a quota is left, as `RateLimit` and `X-RateLimit-Remaining` do.
    ///
    /// Call it just before ``responded()``, so that nothing starts in between. It only ever lowers what may start:
    /// until the time told, all that starts after this request stays within `remaining`, besides the declared limit.
    /// Responses may come in any order; an older one never raises what a newer one lowered.
    /// - Parameters:
    ///   - remaining: Units that are left; less than zero counts as zero, and what is not a number is not heeded.
    ///   - bucket: The bucket that it is said of.
    ///   - resetIn: When the server said the quota will be restored; nil if it did not say. It counts for one
    ///     ``RateLimit/hold`` at the most, since by then everything used is free again.
    public borrowing func update(remaining: Double, of bucket: BucketHandle, resetIn: Duration? = nil) {
        guard let limiter else { return }
        limiter.step { [id] core, now in
            core.observe(id, remaining: remaining, of: bucket, reset: resetIn, at: now)
        }
    }

    /// The response told what its request did cost: from now on it takes `cost` of a bucket, whatever it took when it
    /// started. Zero gives all of it back.
    ///
    /// Call it before ``responded()``: what is held already stays so. What it takes beyond what was reserved is taken
    /// at once, even where there is no room: the server has counted it.
    /// - Parameters:
    ///   - cost: Units; less than zero counts as zero, and what is not a number is not heeded.
    ///   - bucket: One of the buckets that the permit draws on; for others nothing happens.
    public borrowing func settle(cost: Double, of bucket: BucketHandle) {
        guard let limiter else { return }
        limiter.step { [id] core, now in core.amend(id, cost: cost, of: bucket, at: now) }
    }

    /// The response told numbers of a bucket.
    ///
    /// Stricter ones hold at once. Looser ones are heeded only if they may take the place of the declared ones; the
    /// first that are told hold at once, later ones when what was counted by the old ones is over.
    /// - Parameters:
    ///   - limit: The numbers, of the same kind as the declared ones.
    ///   - bucket: The bucket that they are said of.
    ///   - loosens: Whether they take the place of the declared numbers; otherwise they can only make these stricter.
    public borrowing func learn(_ limit: RateLimit, of bucket: BucketHandle, loosens: Bool) {
        guard let limiter else { return }
        limiter.step { core, now in core.learn(limit, of: bucket, loosens: loosens, at: now) }
    }

    /// The response told when the present window ends, of a bucket whose server counts fixed windows, one after the
    /// other: what was answered before is free then, however short a time it was held.
    /// - Parameters:
    ///   - bucket: The bucket that it is said of.
    ///   - wait: The time until the end, counted from the server's response.
    ///   - grain: How exactly that is known: one second where whole seconds are told.
    public borrowing func windowEnds(of bucket: BucketHandle, in wait: Duration, grain: Duration) {
        guard let limiter else { return }
        limiter.step { [id] core, now in core.endWindow(id, of: bucket, in: wait, grain: grain, at: now) }
    }

    /// The response told the server's own identity for what a bucket counts. All buckets for which it tells the same
    /// one are one from then on, with all that is in flight and held of them.
    public borrowing func identify(_ bucket: BucketHandle, as name: BucketName) {
        guard let limiter else { return }
        limiter.step { core, now in core.identify(bucket, as: name, at: now) }
    }

    /// The response has ended, and it was not a refusal.
    /// - Parameter accepted: Whether it shows that the limits had room. False for a response that tells nothing of
    ///   them, as that of a server in trouble: if this request was the probe behind a gate, the gate stays, and another
    ///   one tries.
    public consuming func finish(accepted: Bool = true) {
        limiter.take()?.step { [id] core, now in core.finish(id, accepted: accepted, at: now) }
    }

    /// The server refused the request because of a limit. Nothing starts from the buckets that refused until the time
    /// that it told (and up to a tenth of the wait more, at random, 5 seconds at the most); then one request tries, and
    /// if it succeeds the others follow, within what the server had let through before (see ``BucketSnapshot/usable``).
    /// - Parameters:
    ///   - buckets: Those whose limit was exceeded, whether the permit draws on them or not; nil if the response does
    ///     not say: then the one of the permit's that is fullest is shut (see ``refused(byOneOf:)``).
    ///   - wait: The time that the server told, counted from now; nil if it told none, which means one whole window.
    ///   - counted: Whether the server counts refused requests. Unless that is known to be false, it must be taken to.
    public consuming func refused(
        by buckets: [BucketHandle]? = nil, retryAfter wait: Duration? = nil, counted: Bool = true
    ) {
        limiter.take()?.refuse { [id] core, now, jitter in
            core.refuse(id, by: buckets, for: wait, counted: counted, jitter: jitter, at: now)
        }
    }

    /// The server refused the request because of limits for each of which it told a time of its own.
    /// - Parameter refusals: The buckets that refused, whether the permit draws on them or not, and for how long.
    public consuming func refused(by refusals: [Refusal]) {
        limiter.take()?.refuse { [id] core, now, jitter in
            core.refuse(id, core.resolved(refusals), jitter: jitter, at: now)
        }
    }

    /// The server refused the request because of one of several limits, and its response does not say of which.
    ///
    /// The one is shut of which the greatest part is in use, of equal ones that with the shortest window. If requests
    /// are refused again within its hold, it was another, and the next longer is shut. Limits of requests at a time
    /// take part only when there is no other.
    /// - Parameter refusals: The buckets that may have refused, and for how long each would be shut.
    /// - Returns: The place of the refusal whose bucket was shut; nil when there is none.
    @discardableResult public consuming func refused(byOneOf refusals: [Refusal]) -> Int? {
        limiter.take()?.refuse { [id] core, now, jitter in
            core.refuse(id, core.resolved(refusals), isOpen: true, jitter: jitter, at: now)
        } ?? nil
    }

    /// The response told something of quotas that nobody declared.
    /// - Parameter route: The route whose request it was.
    package func report(_ quotas: [ReportedQuota], of route: BucketHandle) {
        limiter?.step { [id] core, now in core.report(id, quotas, of: route, at: now) }
    }

    /// The server refused a request of a route whose limits nobody declared.
    /// - Parameter quotas: What the response told of quotas.
    package consuming func refused(_ refusal: ObservedRefusal, of route: BucketHandle, _ quotas: [ReportedQuota]) {
        limiter.take()?.refuse { [id] core, now, jitter in
            core.refuse(id, route: route, quotas, refusal, jitter: jitter, at: now)
        }
    }

    /// The request provably was not sent: its units are free at once.
    public consuming func refund() {
        limiter.take()?.step { [id] core, now in core.refund(id, at: now) }
    }

    /// The request was sent and no response will come: it was cancelled, timed out, or the connection was lost.
    /// - Parameter grace: The longest time that it can still be on its way to the server; its window begins then.
    public consuming func lost(grace: Duration) {
        limiter.take()?.step { [id] core, now in core.lose(id, grace: max(grace, .zero), at: now) }
    }

    /// The request was sent and no response will come; it can still be on its way for as long as the limiter says.
    /// - Parameter connectionIsClosed: Whether the request's connection is known to be closed: then it is
    ///   ``RateLimiter/graceAfterClose``, and ``RateLimiter/grace`` otherwise.
    public consuming func lost(connectionIsClosed: Bool = false) {
        guard let limiter else { return }
        lost(grace: connectionIsClosed ? limiter.graceAfterClose : limiter.grace)
    }

    deinit {
        limiter?.drop(id)
    }
}

/// The outcome of ``RateLimiter/tryAcquire(_:cost:)``.
public enum Attempt: ~Copyable, Sendable {
    /// The request may start.
    case permit(Permit)
    /// It may not start before this time. Whether it may then depends on responses that have yet to come and on others
    /// who wait. Nil: no time is known, since it takes an event that may come at any moment, such as the end of another
    /// request; ``RateLimiter/acquire(_:priority:position:deadline:waitLimits:progressInterval:onWait:)`` waits for
    /// that.
    case wait(until: Instant?)
    /// It can never start.
    case never(RateLimitError)
}
