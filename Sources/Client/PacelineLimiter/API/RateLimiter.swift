import Synchronization

/// Lets a request start when the declared limits accept it, and not a moment later than that needs.
///
/// A limiter holds *buckets*, one for each limit and each key that the server counts separately. A request names the
/// buckets that it draws on and gets a ``Permit``; it tells the permit what becomes of it. A unit is free again one
/// window after its *response*, which is what makes the promise hold: **the server never sees more than the quota in
/// any window**, whatever the network does to the order of requests. That takes one counter at the server that starts
/// empty and decides before it answers, no other client on the same quota (else the server's refusals are heeded, see
/// ``Permit/refused(by:retryAfter:counted:)``), and a transport that sends each request once.
///
/// ```swift
/// let limiter = RateLimiter()
/// let perMinute = limiter.bucket(RateLimit(quota: 60, window: .seconds(60)), name: "per-minute", key: "acme")
///
/// let response = try await limiter.withPermit(for: [perMinute]) { permit in
///     let head = try await send(request)
///     permit.responded()
///     return try await head.readBody()
/// }
/// ```
///
/// Requests that need the same buckets wait in the order of their arrival, less the head start that their ``Priority``
/// is worth. They stand in the queue of the slowest bucket that keeps the first of them, so a fast bucket that others
/// need, too, is not held up by those who wait for a slow one. Nothing here knows of HTTP.
public final class RateLimiter: Sendable {
    private static let identities = Atomic<Int32>(0)

    /// The limiter of the process. A quota belongs to the account, not to the object that makes the calls; so all
    /// clients of a process share this limiter unless they are given another.
    public static let shared = RateLimiter()

    /// Where the limiter takes the time from.
    public let time: TimeSource
    let random: @Sendable () -> Double
    let state: Mutex<LimiterState>
    /// Carries what is shared with other processes; nil where nothing is.
    let link: LedgerLink?
    /// When the exchanges of its callers are over.
    package let deadlines: Deadlines

    /// Creates a limiter that has no buckets yet.
    /// - Parameters:
    ///   - time: Where it takes the time from.
    ///   - maximumWaiters: How many requests may wait at a time of one API, and how many for one bucket; one more fails
    ///     with ``RateLimitError/Code/queueFull``.
    ///   - ageing: The head start that one point of priority is worth: a request goes before others that came less than
    ///     the difference of priorities times this earlier. So by default a ``Priority/high`` one goes before those
    ///     ``Priority/normal`` ones that have waited for less than a minute longer. With zero, priorities mean nothing.
    ///   - random: Returns numbers from 0 up to 1, from which the delay of gates is taken.
    public convenience init(
        time: TimeSource = .continuous, maximumWaiters: Int = 10_000, ageing: Duration = .milliseconds(600),
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.init(nil, time, maximumWaiters, ageing, random)
    }

    /// Creates a limiter whose quotas are shared with all limiters, of this process and of others, that use the same
    /// ledger. It has no buckets yet.
    /// - Parameters:
    ///   - ledger: Where what is used is kept. One ledger keeps all buckets that a request draws on together.
    ///   - options: How the ledger is used.
    ///   - time: Where it takes the time from.
    ///   - maximumWaiters: As in ``init(time:maximumWaiters:ageing:random:)``.
    ///   - ageing: As there.
    ///   - random: As there.
    public convenience init(
        sharing ledger: any Ledger, ledger options: LedgerOptions = LedgerOptions(), time: TimeSource = .continuous,
        maximumWaiters: Int = 10_000, ageing: Duration = .milliseconds(600),
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.init((ledger, options), time, maximumWaiters, ageing, random)
    }

    private init(
        _ sharing: (ledger: any Ledger, options: LedgerOptions)?, _ time: TimeSource, _ maximumWaiters: Int,
        _ ageing: Duration, _ random: @escaping @Sendable () -> Double
    ) {
        self.time = time
        self.random = random
        let identity = RateLimiter.identities.add(1, ordering: .relaxed).newValue
        precondition(ageing >= .zero, "a head start cannot be negative")
        sharing?.options.check()
        var core = LimiterCore(identity: identity, maximumWaiters: maximumWaiters, ageing: ageing)
        if let (ledger, options) = sharing {
            core.share(options, isLeased: ledger.isLeased) {
                String(UInt64.random(in: .min ... .max), radix: 36)
                    + String(UInt64.random(in: .min ... .max), radix: 36)
            }
        }
        state = Mutex(LimiterState(core: core))
        deadlines = Deadlines(time)
        link = sharing.map { LedgerLink($0.ledger, time: time, random: random) }
        link?.start(self)
    }

    deinit { link?.stop() }

    /// How long a request that timed out, was cancelled, or whose permit was dropped without a response may still be on
    /// its way to the server, since its connection may be open; 10 seconds unless it is set. Its unit is held for that
    /// and for the limit's own ``RateLimit/hold``. Where requests at a time are limited it has to cover how long the
    /// server is at work, too.
    public var grace: Duration {
        get { state.withLock { $0.grace } }
        set {
            state.withLock {
                $0.grace = newValue
                $0.core.setLedgerGrace(newValue)
            }
        }
    }

    /// How long a request may still be on its way whose connection was closed before a response came: what the network
    /// may carry; 2 seconds unless it is set.
    public var graceAfterClose: Duration {
        get { state.withLock { $0.graceAfterClose } }
        set { state.withLock { $0.graceAfterClose = newValue } }
    }

    // MARK: Buckets

    /// The bucket of this name and key, which is declared by the first call.
    ///
    /// A later call with other numbers gives the bucket these numbers: what is in flight and held stays, and those who
    /// wait are looked at again. The last declaration holds.
    /// - Parameters:
    ///   - limit: The declared numbers.
    ///   - name: What the limit is called.
    ///   - key: What the server counts separately under that limit, such as an account.
    ///   - api: The API that declares the limit. Those who wait are counted for each API, so that the queues of one do
    ///     not fill up those of another.
    /// - Precondition: A bucket stays a window or a concurrency limit.
    public func bucket(_ limit: RateLimit, name: String, key: String = "", api: String = "") -> BucketHandle {
        step { core, now in core.bucket(limit, name: name, key: key, api: api, at: now) }
    }

    /// The bucket of this name and key for one of several clients that need not agree about its numbers: it keeps to
    /// all that have not left. See ``leave(_:_:)``.
    /// - Throws: ``RateLimitError/Code/otherKind`` when others declare a window and this is a limit of requests at a
    ///   time, or the other way round.
    package func join(
        _ limit: RateLimit, name: String, key: String = "", api: String = ""
    ) throws(RateLimitError) -> BucketHandle {
        guard let handle = step({ core, now in core.join(limit, name: name, key: key, api: api, at: now) }) else {
            throw RateLimitError(.otherKind, bucketName: name, bucketKey: key)
        }
        return handle
    }

    /// Gives up a bucket that was joined with these numbers.
    package func leave(_ bucket: BucketHandle, _ limit: RateLimit) {
        step { core, now in core.leave(bucket, limit, at: now) }
    }

    /// The bucket of a route whose limits nobody declared, and that of its origin, which all its routes heed. Both are
    /// given up by ``forget(_:)``.
    /// - Parameter gently: Whether few requests are under way until the first responses.
    package func observe(
        _ route: BucketName, origin: BucketName, gently: Bool, api: String
    ) -> (route: BucketHandle, origin: BucketHandle) {
        step { core, now in core.observe(route, origin: origin, gently: gently, api: api, at: now) }
    }

    /// The routes that draw on a bucket, by the names under which they were observed.
    package func routes(drawingOn bucket: BucketName) -> [BucketName] {
        step { core, _ in core.routes(drawingOn: bucket) }
    }

    /// Says in an event that what requests of a bucket will cost is not estimated.
    package func noteUnestimated(_ bucket: BucketName) {
        step { core, now in core.effects.events?.append(.unestimated(bucket, at: now)) }
    }

    /// Gives up a bucket that the caller has declared: for keys that come and go, such as a user of a server.
    ///
    /// When every declaration of the bucket has been given up, and nothing of it is in flight, held, shut or waited
    /// for, it is removed and its memory used again. Until then a new declaration of the same name finds it as it is. A
    /// bucket that is never given up costs some 150 bytes while it is idle.
    /// - Precondition: The handle is not used afterwards, except by permits that exist already.
    public func forget(_ bucket: BucketHandle) {
        step { core, now in core.forget(bucket, at: now) }
    }

    /// Forgets what servers said of a bucket, refusals and what was left, so that its requests start again within the
    /// declared numbers: for people who know better than a response that told an absurd time.
    public func reopen(_ bucket: BucketHandle) {
        step { core, now in core.reopen(bucket, at: now) }
    }

    /// The same for all buckets that a condition is true of.
    public func reopen(where isMeant: (BucketName) -> Bool) {
        step { core, now in core.reopen(where: isMeant, at: now) }
    }

    /// The state of one bucket.
    public func snapshot(of bucket: BucketHandle) -> BucketSnapshot {
        step { core, now in core.snapshot(of: bucket, at: now) }
    }

    /// The state of every bucket, in the order in which they were declared.
    public func snapshot() -> BucketSnapshots {
        step { core, now in BucketSnapshots(core.snapshot(at: now)) }
    }

    /// How many permits are there whose responses' heads have not come. O(n) of the permits.
    package var unansweredPermits: Int { state.withLock { $0.core.store.unansweredPermits } }

    /// How many requests wait in all.
    package var waitingRequests: Int { state.withLock { $0.core.waiting.count } }

    // MARK: Steps and their effects

    /// Makes one step of the core under the lock, and does what follows from it after the lock has been left.
    @discardableResult
    func step<Result: Sendable>(_ body: (inout LimiterCore, Instant) -> Result) -> Result {
        let now = time.now()
        let (result, rest) = state.withLock { state in
            let result = body(&state.core, now)
            return (result, state.core.hasEffects ? state.takeDeferredEffects() : nil)
        }
        if let rest {
            finish(rest)
            link?.kick()
        }
        return result
    }

    /// The same for a step that the ledger's link makes itself.
    @discardableResult
    func linkStep<Result: Sendable>(_ body: (inout LimiterCore, Instant) -> Result) -> Result {
        let now = time.now()
        let (result, rest) = state.withLock { state in
            let result = body(&state.core, now)
            return (result, state.takeDeferredEffects())
        }
        finish(rest)
        return result
    }

    private func finish(_ effects: LimiterState.DeferredEffects) {
        for (continuation, outcome) in effects.ready { continuation.resume(returning: outcome) }
        if let timer = effects.timer { start(timer) }
    }

    private func start(_ timer: TimerSlot.Replacement) {
        timer.start(time) { [self] instant in
            step { core, now in core.timerFired(for: instant, at: now) }
        } keep: { task in
            state.withLock { $0.timer.keep(task, generation: timer.generation) }
        }
    }

    /// The permit was dropped.
    func drop(_ permit: PermitID) {
        let grace = grace
        step { core, now in core.drop(permit, grace: grace, at: now) }
    }

    /// The server refused: a step that is given a random number, 0 to 1.
    @discardableResult
    func refuse<Result: Sendable>(_ body: (inout LimiterCore, Instant, Double) -> Result) -> Result {
        let jitter = random()
        return step { core, now in body(&core, now, jitter) }
    }
}
