import Synchronization

/// Lets a request start when the declared limits accept it, and not a moment later than that needs.
///
/// A limiter holds *buckets*, one for each limit and each key that the server counts separately. A request names the
/// buckets that it draws on and gets a ``Permit``; it tells the permit what becomes of it. A unit is free again one
/// window after its *answer*, which is what makes the promise hold: **the server never sees more than the quota in any
/// window**, whatever the network does to the order of requests. That takes one counter at the server that starts empty
/// and decides before it answers, no other client on the same quota (else the server's refusals are heeded, see
/// ``Permit/refused(by:until:counted:)``), and a transport that sends each request once.
///
/// ```swift
/// let limiter = RateLimiter()
/// let perMinute = limiter.bucket(RateLimit(quota: 60, window: .seconds(60)), name: "per-minute", key: "acme")
///
/// let answer = try await limiter.withPermit(for: [perMinute]) { permit in
///     let head = try await send(request)
///     permit.answered()
///     return try await head.readBody()
/// }
/// ```
///
/// Requests that have to wait stand in the queue of the bucket that keeps them longest, by ``Priority`` and then in the
/// order of their arrival. Nothing here knows of HTTP.
public final class RateLimiter: Sendable {
    private static let identities = Atomic(0)

    /// The limiter of the process. A quota belongs to the account, not to the object that makes the calls; so all
    /// clients of a process share this limiter unless they are given another.
    public static let shared = RateLimiter()

    /// Where the limiter takes the time from.
    public let time: TimeSource
    private let random: @Sendable () -> Double
    let state: Mutex<LimiterState>

    /// Creates a limiter that has no buckets yet.
    /// - Parameters:
    ///   - time: Where it takes the time from.
    ///   - maximumWaiters: How many requests may wait at a time; one more fails with
    ///     ``RateLimitError/Code/queueFull``.
    ///   - random: Returns numbers from 0 up to 1, from which the delay of gates is taken.
    public init(
        time: TimeSource = .continuous, maximumWaiters: Int = 10_000,
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.time = time
        self.random = random
        let identity = RateLimiter.identities.add(1, ordering: .relaxed).newValue
        let core = LimiterCore(store: MemoryStore(), identity: identity, maximumWaiters: maximumWaiters)
        state = Mutex(LimiterState(core: core))
    }

    /// How long a request may be on its way to the server after its permit was dropped without an answer; 60 seconds
    /// unless it is set.
    public var grace: Duration {
        get { state.withLock { $0.grace } }
        set { state.withLock { $0.grace = newValue } }
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
    /// - Precondition: A bucket stays a window or a concurrency limit.
    public func bucket(_ limit: RateLimit, name: String, key: String = "") -> BucketHandle {
        step { core, now in core.bucket(limit, name: name, key: key, at: now) }
    }

    /// The state of every bucket, in the order in which they were declared.
    public func snapshot() -> [BucketSnapshot] {
        step { core, now in core.snapshot(at: now) }
    }

    // MARK: Permits

    /// Takes a permit if the request may start now.
    ///
    /// It does not overtake: while others wait for the bucket, the answer is to wait.
    /// - Parameters:
    ///   - bucket: The bucket to draw on.
    ///   - cost: Units that the request takes.
    public func tryAcquire(_ bucket: BucketHandle, cost: Double = 1) -> Attempt {
        let demand = Demand(bucket, cost: cost)
        let (decision, now) = step { core, now in (core.attempt(.one(demand), at: now), now) }
        switch decision {
        case .granted(let permit):
            return .permit(Permit(limiter: self, id: permit))
        case .obstructed(let obstacle):
            guard let delay = obstacle.delay else {
                return .never(step { core, _ in core.error(.exceedsCapacity, at: obstacle.bucket) })
            }
            return .wait(until: max(now, delay.earliest))
        }
    }

    /// Waits until a request may start.
    ///
    /// All demands are met together or none is. Whoever is cancelled leaves nothing behind, at whatever moment.
    /// - Parameters:
    ///   - demands: What the request takes from which buckets. With none, the permit comes at once.
    ///   - priority: How urgent the request is.
    ///   - position: Where it enters the line of its priority.
    ///   - deadline: The latest start. The call fails as soon as it is certain that the request cannot start by then, at
    ///     once if that is known at once.
    ///   - onWait: Called once if the request has to wait, before it does.
    /// - Throws: A ``RateLimitError`` of any code.
    public nonisolated(nonsending) func acquire(
        _ demands: [Demand], priority: Priority = .normal, position: QueuePosition = .back, deadline: Instant? = nil,
        onWait: (@Sendable (WaitInfo) -> Void)? = nil
    ) async throws(RateLimitError) -> Permit {
        if Task.isCancelled { throw RateLimitError(.cancelled) }
        let list = DemandList(demands)
        let admission = step { core, now in
            core.enter(list, priority: priority, position: position, deadline: deadline, at: now)
        }
        switch admission {
        case .granted(let permit):
            return Permit(limiter: self, id: permit)
        case .failed(let error):
            throw error
        case .waiting(let ticket, let info):
            onWait?(info)
            switch await outcome(of: ticket) {
            case .failed(let error):
                throw error
            case .granted(let id):
                let permit = Permit(limiter: self, id: id)
                if Task.isCancelled {
                    permit.refund()
                    throw RateLimitError(.cancelled)
                }
                return permit
            }
        }
    }

    private nonisolated(nonsending) func outcome(of ticket: Ticket) async -> Outcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome = state.withLock { $0.waits.wait(for: ticket, continuation) }
                if let outcome { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            step { core, now in core.cancel(ticket, at: now) }
        }
    }

    // MARK: Steps and their effects

    /// Makes one step of the core under the lock, and does what follows from it after the lock has been left.
    @discardableResult
    func step<Result: Sendable>(_ body: (inout LimiterCore<MemoryStore>, Instant) -> Result) -> Result {
        let now = time.now()
        let (result, ready, timer) = state.withLock { state in
            let result = body(&state.core, now)
            let effects = state.core.takeEffects()
            return (result, state.waits.match(effects.outcomes), effects.timer.map { state.timer.replace(by: $0) })
        }
        for (continuation, outcome) in ready { continuation.resume(returning: outcome) }
        if let timer { replaceTimer(timer) }
        return result
    }

    /// The permit was dropped.
    func drop(_ permit: PermitID) {
        let grace = grace
        step { core, now in core.drop(permit, grace: grace, at: now) }
    }

    /// The server refused.
    func refuse(_ permit: PermitID, by buckets: [BucketHandle]?, for wait: Duration?, counted: Bool) {
        let jitter = random()
        step { core, now in
            core.refuse(permit, by: buckets, for: wait, counted: counted, jitter: jitter, at: now)
        }
    }
}
