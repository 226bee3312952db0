/// All that a limiter knows and decides: buckets, permits and queues, without a clock, a lock or a task.
///
/// Every method is one step at the time that it is given. What is to be done outside, to tell a waiter its outcome or to
/// set the timer, is collected and taken by ``takeEffects()``, so that it can be done after a lock has been left.
package struct LimiterCore<Store: LimitStore>: Sendable {
    var store: Store
    private let identity: Int
    private let maximumWaiters: Int
    private var names: [BucketName] = []
    private var handles: [BucketName: BucketHandle] = [:]
    var room = WaitingRoom()
    private var lastTicket: Ticket = 0
    /// The buckets that something happened to in the present step.
    var touched: [Int] = []
    /// The time for which the timer is set.
    var armed: Instant?
    var now = Instant(nanoseconds: .min)
    var effects = Effects()

    /// - Parameters:
    ///   - store: Where buckets and permits are kept.
    ///   - identity: Marks the handles, so that those of another limiter are refused.
    ///   - maximumWaiters: How many may wait at a time.
    package init(store: Store, identity: Int = 0, maximumWaiters: Int = 10_000) {
        self.store = store
        self.identity = identity
        self.maximumWaiters = maximumWaiters
    }

    /// What is to be done since the last call of this method.
    package mutating func takeEffects() -> Effects {
        let taken = effects
        effects = Effects()
        return taken
    }

    // MARK: Buckets

    /// The bucket of this name and key; declares it, or gives it other numbers.
    package mutating func bucket(_ limit: RateLimit, name: String, key: String, at time: Instant) -> BucketHandle {
        advance(to: time)
        let name = BucketName(name: name, key: key)
        if let handle = handles[name] {
            store.declare(limit, forBucket: handle.index)
            touched.append(handle.index)
            settle()
            return handle
        }
        let handle = BucketHandle(limiter: identity, index: store.addBucket(limit, at: now))
        handles[name] = handle
        names.append(name)
        room.addQueue()
        return handle
    }

    /// The state of every bucket, in the order of declaration.
    package mutating func snapshot(at time: Instant) -> [BucketSnapshot] {
        advance(to: time)
        return names.indices.map { index in
            let usage = store.usage(ofBucket: index, at: now)
            return BucketSnapshot(
                name: names[index].name, key: names[index].key, limit: usage.limit, held: usage.held.value,
                inFlight: usage.inFlight.value, waiting: room.count(in: index), nextFree: usage.nextFree,
                gatedUntil: usage.gatedUntil)
        }
    }

    // MARK: Getting in

    /// Takes all demands if nothing stands in the way and nobody waits for the same buckets.
    package mutating func attempt(_ demands: DemandList, at time: Instant) -> Decision {
        advance(to: time)
        check(demands)
        guard let busy = busyBucket(of: demands) else {
            return store.acquire(demands, at: now)
        }
        let obstacle = store.obstacle(to: demands, at: now)
        return .obstructed(
            obstacle ?? Obstacle(bucket: busy, delay: Delay(earliest: now, wake: nil, drifts: true)))
    }

    /// Takes all demands, or else waits for them. The outcome of a wait is among the effects, under the ticket.
    package mutating func enter(
        _ demands: DemandList, priority: Priority = .normal, position: QueuePosition = .back, deadline: Instant? = nil,
        at time: Instant
    ) -> Admission {
        advance(to: time)
        if let deadline, deadline < now {
            return .failed(RateLimitError(.deadline))
        }
        let obstacle: Obstacle
        switch attempt(demands, at: now) {
        case .granted(let permit): return .granted(permit)
        case .obstructed(let found): obstacle = found
        }
        guard let delay = obstacle.delay else {
            return .failed(error(.exceedsCapacity, at: obstacle.bucket))
        }
        if let deadline, delay.earliest > deadline || now >= deadline {
            return .failed(error(.deadline, at: obstacle.bucket, earliest: delay.earliest))
        }
        if room.count >= maximumWaiters {
            return .failed(error(.queueFull, at: obstacle.bucket, earliest: delay.earliest))
        }
        lastTicket += 1
        let rank = Rank(priority: priority, position: position, ticket: lastTicket)
        let info = waitInfo(rank, demands, in: obstacle.bucket)
        room.insert(Waiter(rank: rank, demands: demands, deadline: deadline, bucket: obstacle.bucket))
        touched.append(obstacle.bucket)
        settle()
        return .waiting(rank.ticket, info)
    }

    /// The waiter goes away; its outcome is `cancelled`. Does nothing if it has had its outcome.
    package mutating func cancel(_ ticket: Ticket, at time: Instant) {
        advance(to: time)
        leave(ticket, with: .failed(RateLimitError(.cancelled)))
        settle()
    }

    /// The timer that was set to `instant` has fired. Does nothing if it has been set anew or stopped since.
    package mutating func timerFired(for instant: Instant, at time: Instant) {
        advance(to: time)
        guard armed == instant else { return }
        armed = nil
        touched += room.takeDue(at: now)
        settle()
    }

    // MARK: The life of a permit

    /// The head of the answer has come.
    package mutating func answer(_ permit: PermitID, at time: Instant) {
        step(permit, at: time) { store, now in store.answer(permit, at: now) }
    }

    /// The answer is known not to be a refusal.
    package mutating func accept(_ permit: PermitID, at time: Instant) {
        step(permit, at: time) { store, now in
            store.answer(permit, at: now)
            store.accept(permit, at: now)
        }
    }

    /// The answer has ended, and it was not a refusal.
    package mutating func finish(_ permit: PermitID, at time: Instant) {
        step(permit, at: time) { store, now in store.finish(permit, at: now) }
    }

    /// The request was never sent. (If it was answered all the same, it is finished.)
    package mutating func refund(_ permit: PermitID, at time: Instant) {
        step(permit, at: time) { store, now in
            store.isAnswered(permit) ? store.finish(permit, at: now) : store.refund(permit, at: now)
        }
    }

    /// The answer was a refusal by `buckets` (nil: all of the permit's), told to last `wait` (nil: one hold each).
    /// - Parameters:
    ///   - counted: Whether the server counted the request.
    ///   - jitter: 0 to 1.
    package mutating func refuse(
        _ permit: PermitID, by buckets: [BucketHandle]?, for wait: Duration?, counted: Bool, jitter: Double,
        at time: Instant
    ) {
        let shut = buckets ?? store.demands(of: permit).map(\.bucket)
        shut.forEach(check)
        touched += shut.map(\.index)
        step(permit, at: time) { store, now in
            store.refuse(permit, at: now, counted: counted)
            for bucket in shut {
                store.shut(bucket: bucket.index, at: now, for: wait, jitter: jitter)
            }
        }
    }

    /// No answer will come; the request reaches the server within `grace`, if ever.
    package mutating func lose(_ permit: PermitID, grace: Duration, at time: Instant) {
        step(permit, at: time) { store, now in store.lose(permit, at: now, grace: grace) }
    }

    /// Nobody said what became of the request: it is lost, or, if it was answered, finished.
    package mutating func drop(_ permit: PermitID, grace: Duration, at time: Instant) {
        step(permit, at: time) { store, now in
            store.isAnswered(permit)
                ? store.finish(permit, at: now) : store.lose(permit, at: now, grace: grace)
        }
    }

    private mutating func step(
        _ permit: PermitID, at time: Instant, _ change: (inout Store, Instant) -> Void
    ) {
        advance(to: time)
        let demands = store.demands(of: permit)
        change(&store, now)
        for demand in demands where room.count(in: demand.bucket.index) > 0 {
            touched.append(demand.bucket.index)
        }
        settle()
    }

    // MARK: Small print

    /// Time never goes back, even if two threads come in another order than they read the clock.
    private mutating func advance(to time: Instant) {
        now = max(now, time)
    }

    private func check(_ demands: DemandList) {
        for demand in demands { check(demand.bucket) }
    }

    private func check(_ bucket: BucketHandle) {
        precondition(bucket.limiter == identity, "the bucket was declared with another limiter")
    }

    private func busyBucket(of demands: DemandList) -> Int? {
        demands.first { room.count(in: $0.bucket.index) > 0 }?.bucket.index
    }

    private mutating func waitInfo(_ rank: Rank, _ demands: DemandList, in bucket: Int) -> WaitInfo {
        let ahead = room.ahead(of: rank, in: bucket)
        let cost = demands.first { $0.bucket.index == bucket }?.cost ?? .zero
        return WaitInfo(
            bucketName: names[bucket].name, bucketKey: names[bucket].key, position: ahead.count,
            expectedStart: store.expectedStart(inBucket: bucket, of: cost, after: ahead.cost, at: now))
    }

    /// An error that names a bucket.
    func error(_ code: RateLimitError.Code, at bucket: Int, earliest: Instant? = nil) -> RateLimitError {
        RateLimitError(
            code, bucketName: names[bucket].name, bucketKey: names[bucket].key, earliest: earliest)
    }
}
