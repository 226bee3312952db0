/// All that a limiter knows and decides: buckets, permits and queues, without a clock, a lock or a task.
///
/// Every method is one step at the time that it is given. What is to be done outside, to tell a waiter its outcome or
/// to set the timer, is collected and taken by ``takeEffects()``, so that it can be done after a lock has been left.
package struct LimiterCore: Sendable {
    var store = BucketStore()
    var names: BucketNames
    /// How many may wait of one API, and for one bucket.
    let maximumWaiters: Int
    /// The head start in nanoseconds that one point of priority is worth.
    private let ageing: Int64
    var waiting = WaiterTable()
    var routes = RouteTable()
    /// Groups that stand nowhere, since somebody of them has come or gone with a route.
    var moved: Set<Int> = []
    private var lastTicket: Ticket = 0
    /// The buckets that something happened to and whose queues are to be served before the present step ends.
    var pending = PendingBuckets()
    /// How often a group may still move before somebody has to start: a bound that is never reached as long as the
    /// rules of the queues are kept, so that no mistake in them can hold the lock for ever.
    var movesLeft = 0
    /// How often a group went from one queue to another.
    package var moves = 0
    /// The time for which the timer is set.
    var armed: Instant?
    private(set) var now = Instant(nanoseconds: .min)
    var effects = Effects()

    /// - Parameters:
    ///   - identity: Marks the handles, so that those of another limiter are refused.
    ///   - maximumWaiters: How many may wait at a time, of one API and for one bucket.
    ///   - ageing: The head start that one point of priority is worth.
    package init(
        identity: Int32 = 0, maximumWaiters: Int = 10_000, ageing: Duration = .milliseconds(600)
    ) {
        self.names = BucketNames(limiter: identity)
        self.maximumWaiters = maximumWaiters
        self.ageing = ageing.nanoseconds
    }

    /// Whether anybody wants to know what happens: then events are among the effects.
    package var isRecording: Bool {
        get { effects.events != nil }
        set { effects.events = newValue ? effects.events ?? [] : nil }
    }

    /// Whether ``takeEffects()`` would return anything, or a ledger may be to be told something.
    package var hasEffects: Bool { !effects.isEmpty || store.ledger != nil }

    /// What is to be done since the last call of this method.
    package mutating func takeEffects() -> Effects {
        let taken = effects
        effects = Effects(isRecording: isRecording)
        return taken
    }

    // MARK: Buckets

    /// The bucket of this name and key; declares it, or gives it other numbers.
    package mutating func bucket(
        _ limit: RateLimit, name: String, key: String, api: String = "", at time: Instant
    ) -> BucketHandle {
        advance(to: time)
        collectForgotten()
        let name = BucketName(name: name, key: key)
        guard let (index, _) = names.find(name) else { return add(name, limit, api: api) }
        let handle = names.claim(index)
        declare(limit, for: index)
        return handle
    }

    /// The bucket of this name and key, with numbers that keep to this declaration and to all others that have not been
    /// given up; nil when one of them counts in a window and another at a time.
    package mutating func join(
        _ limit: RateLimit, name: String, key: String, api: String = "", at time: Instant
    ) -> BucketHandle? {
        advance(to: time)
        collectForgotten()
        let name = BucketName(name: name, key: key)
        guard let (index, isInUse) = names.find(name) else { return add(name, limit, api: api) }
        // What responses told beyond the declarations is none of them.
        let present = declaration(of: index)
        guard limit.release == present.release else {
            // Of another kind, it has to be another bucket.
            guard !isInUse, !waiting.wants(index), routes.hasIdleTargets(index, { store.isForgettable($0, at: now) }),
                store.removeBucket(index, at: now)
            else { return nil }
            names.remove(index)
            for bucket in routes.remove(index) { names.release(bucket) }
            return add(name, limit, api: api)
        }
        let (handle, strictest) = names.join(index, limit, present: present)
        if strictest != present { declare(strictest, for: index) } else { reconcileTargets(of: index) }
        return handle
    }

    private mutating func add(_ name: BucketName, _ limit: RateLimit, api: String) -> BucketHandle {
        // A ledger knows what is used of it.
        let index = store.addBucket(limit, isCold: store.ledger == nil, at: now)
        let handle = names.add(name, at: index, api: api)
        noteShared(index, limit)
        return handle
    }

    /// Gives up one declaration that ``join(_:name:key:at:)`` made with these numbers.
    package mutating func leave(_ bucket: BucketHandle, _ limit: RateLimit, at time: Instant) {
        advance(to: time)
        names.check(bucket)
        if let strictest = names.leave(bucket.index, limit) { declare(strictest, for: bucket.index) }
        if routes.isRedirecting, !names.isClaimed(bucket.index) { drawn(bucket).forEach { reconcile($0) } }
        collectForgotten()
    }

    /// Gives up one declaration of a bucket.
    package mutating func forget(_ bucket: BucketHandle, at time: Instant) {
        advance(to: time)
        names.check(bucket)
        names.forget(bucket.index)
        collectForgotten()
    }

    /// Two at a time: more than one declaration can add.
    mutating func collectForgotten() {
        let now = now
        // Two routes may keep each other's buckets.
        let idle = routes.takeIdle(2, isClaimed: names.isClaimed) { [waiting] index in
            !waiting.wants(index) && store.isForgettable(index, at: now)
        }
        if let idle { redirect(idle, to: [idle]) }
        var gone: [Int] = []
        names.collect(2) { [waiting, routes] index in
            // As long as anything of it is counted where a route draws, it is known that it is counted there.
            guard !waiting.wants(index), routes.hasIdleTargets(index, { store.isForgettable($0, at: now) }),
                store.removeBucket(index, at: now)
            else { return false }
            gone.append(index)
            return true
        }
        if store.ledger != nil { for index in gone { store.ledger?.value.accounts[index] = nil } }
        for bucket in gone.flatMap({ routes.remove($0) }) { names.release(bucket) }
    }

    /// Forgets what servers said of a bucket.
    package mutating func reopen(_ bucket: BucketHandle, at time: Instant) {
        advance(to: time)
        names.check(bucket)
        reopen([bucket.index])
    }

    /// Forgets what servers said of the buckets that are meant.
    package mutating func reopen(where isMeant: (BucketName) -> Bool, at time: Instant) {
        advance(to: time)
        reopen(names.indices.filter { isMeant(names[$0]) })
    }

    private mutating func reopen(_ indices: [Int]) {
        for index in indices {
            let isShut = store.gate(ofBucket: index) != nil
            store.reopen(index, at: now)
            if isShut { effects.events?.append(.opened(names[index], at: now)) }
        }
        pending += indices
        settle()
    }

    /// The state of every bucket, in the order of declaration.
    package mutating func snapshot(at time: Instant) -> [BucketSnapshot] {
        advance(to: time)
        return names.indices.filter { !routes.isLeft($0) }.map(snapshot)
    }

    /// The state of one bucket.
    package mutating func snapshot(of bucket: BucketHandle, at time: Instant) -> BucketSnapshot {
        advance(to: time)
        names.check(bucket)
        let drawn = routes[bucket.index]?.targets ?? [bucket.index]
        return snapshot(ofBucket: drawn.first { store.gate(ofBucket: $0) != nil } ?? drawn[0])
    }

    private func snapshot(ofBucket index: Int) -> BucketSnapshot {
        let usage = store.usage(ofBucket: index, at: now)
        return BucketSnapshot(
            instant: now, name: names[index].name, key: names[index].key, limit: usage.limit, basis: usage.basis,
            window: usage.window,
            held: usage.held.value,
            inFlight: usage.inFlight.value, waiting: waiting.count(in: index), nextFree: usage.nextFree,
            gatedUntil: usage.gatedUntil, usable: usage.usable.value, shared: store.sharedUse(ofBucket: index))
    }

    // MARK: For tests

    /// Whether nothing is kept of anybody who waited.
    package var isClear: Bool { waiting.isClear }

    /// The waiters whose groups have claimed their buckets.
    package var claimants: [Ticket] { waiting.claimants }

    // MARK: Small print

    /// Time never goes back, even if two threads come in another order than they read the clock. What is due by now is
    /// served in this step, although its timer may not have fired yet.
    mutating func advance(to time: Instant) {
        now = max(now, time)
        if waiting.count > 0 { pending += waiting.takeDue(at: now) }
    }

    /// The place in the queues of a request that comes now.
    mutating func nextRank(_ priority: Priority, _ position: QueuePosition) -> Rank {
        lastTicket += 1
        let headStart = ageing.multipliedSaturated(by: Int64(priority.rawValue))
        return waiting.rank(priority, position, ticket: lastTicket, headStart: headStart, at: now)
    }

    func check(_ draws: DrawList) {
        for position in 0..<draws.count { names.check(draws[position].bucket) }
    }

    /// An error that names a bucket.
    func error(_ code: RateLimitError.Code, at bucket: Int, earliest: Instant? = nil) -> RateLimitError {
        RateLimitError(
            code, bucketName: names[bucket].name, bucketKey: names[bucket].key, earliest: earliest)
    }
}

extension LimiterCore {
    /// How many buckets are more than their numbers.
    package var residentCount: Int { store.residentCount }
    /// How many places are looked through for buckets that nobody wants any more.
    package var forgottenCount: Int { names.forgottenCount }
}
