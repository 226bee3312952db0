/// The buckets and permits of a limiter, and the decision who may start.
///
/// Every method is one step at the time that it is given; nothing here has a clock or waits. A bucket is named by the
/// index that ``addBucket(_:at:)`` returned. A permit is named by the identifier that ``acquire(_:at:)`` returned,
/// until one of ``finish(_:accepted:at:)``, ``refund(_:at:)``, ``refuse(_:uncountedBy:at:)`` and ``lose(_:at:grace:)``
/// ends it.
struct BucketStore: Sendable {
    var buckets = BucketTable()
    var permits = PermitTable()
    /// What a ledger lets this process start, where the buckets are shared with others. It lies apart, since most
    /// limiters share nothing.
    var ledger: Indirect<LedgerBook>?
    /// How many permits are there whose responses' heads have not come. O(n).
    var unansweredPermits: Int { permits.unansweredCount }
    /// How many permits were granted; now and then idle buckets are looked for.
    private var grants: UInt64 = 0

    /// How many permits are granted between two looks for idle buckets, and how many buckets are looked at then.
    private static let sweepInterval = 16

    // MARK: Buckets

    /// Adds a bucket and returns its index.
    /// - Parameter isCold: Whether nobody knows what is used of it.
    mutating func addBucket(_ limit: RateLimit, isCold: Bool = true, at now: Instant) -> Int {
        buckets.sweep(2, at: now)
        return buckets.add(limit, isCold: isCold, at: now)
    }

    /// Gives a bucket other numbers.
    mutating func declare(_ limit: RateLimit, forBucket index: Int, at now: Instant) {
        buckets.declare(limit, for: index, at: now)
    }

    /// Gives up a bucket, and its index to another, if nothing would be lost with it: nothing is in flight or held, no
    /// gate is shut, no permit names it, and a ledger knows all of it. False, and nothing is done, otherwise.
    mutating func removeBucket(_ index: Int, at now: Instant) -> Bool {
        guard isForgettable(index, at: now), ledger == nil || !isUntold(index) else { return false }
        buckets.remove(index)
        return true
    }

    /// Whether nothing would be lost with a bucket.
    mutating func isForgettable(_ index: Int, at now: Instant) -> Bool { buckets.isForgettable(index, at: now) }

    func limit(ofBucket index: Int) -> RateLimit { buckets.limit(of: index) }

    /// The numbers with which a bucket was made.
    func declaredLimit(ofBucket index: Int) -> RateLimit { buckets.declaredLimit(of: index) }

    func capacity(ofBucket index: Int) -> Units {
        Units(buckets.limit(of: index).capacity)
    }

    /// How many buckets are more than their numbers.
    var residentCount: Int { buckets.residentCount }

    // MARK: Decisions

    /// When a request of `cost` may start, as far as a bucket is concerned.
    mutating func availability(inBucket index: Int, for cost: Units, at now: Instant) -> Bucket.Availability {
        let own = buckets.with(index, at: now) { $0.availability(for: cost, at: now) }
        return ledger == nil ? own : shared(own, index, cost, at: now)
    }

    /// When a request of `cost` may start, as far as a bucket is concerned, if requests of `ahead` in all start before
    /// it: a lower bound.
    mutating func availability(
        inBucket index: Int, for cost: Units, after ahead: Units, at now: Instant
    ) -> Bucket.Availability {
        let own = buckets.with(index, at: now) { $0.availability(for: cost, after: ahead, at: now) }
        return ledger == nil ? own : shared(own, index, cost, after: ahead, at: now)
    }

    /// How slow a bucket is beside others.
    func slowness(ofBucket index: Int, at now: Instant) -> Slowness {
        let gate = buckets.gate(of: index).flatMap { $0 > now ? $0 : nil }
        let limit = buckets.limit(of: index)
        return Slowness(
            gate: gate, hold: limit.holdNanoseconds, capacity: Units(limit.capacity), bucket: index)
    }

    /// What keeps a request of `cost` from starting, apart from pacing.
    mutating func shortage(
        ofBucket index: Int, for cost: Units, at now: Instant
    ) -> (quota: Instant?, gate: Instant?) {
        var shortage = buckets.with(index, at: now) { $0.shortage(for: cost, at: now) }
        guard ledger != nil, let end = sharedShortage(index, cost, at: now) else { return shortage }
        shortage.quota = max(shortage.quota ?? end, end)
        return shortage
    }

    /// Takes all draws, or none.
    mutating func acquire(_ draws: DrawList, at now: Instant) -> Decision {
        if ledger != nil { return acquireShared(draws, at: now) }
        // Most requests draw on one bucket: for them no list is gone through, which is a twentieth of what they cost.
        if draws.endIndex == 1 {
            if let blocked = blocked(draws[0], at: now) { return .blocked(blocked) }
            let permit = permits.add(draws, at: now)
            take(draws[0], 0, for: permit, permits.place(of: permit), at: now)
            return granted(permit, at: now)
        }
        if let blocked = blocked(draws, at: now) { return .blocked(blocked) }
        let permit = permits.add(draws, at: now)
        let place = permits.place(of: permit)
        for position in 0..<draws.count { take(draws[position], position, for: permit, place, at: now) }
        return granted(permit, at: now)
    }

    /// What keeps the draws from being taken now; nil if nothing does.
    private mutating func blocked(_ draws: DrawList, at now: Instant) -> Blocked? {
        var last: Blocked?
        for position in 0..<draws.count {
            guard let blocked = blocked(draws[position], at: now) else { continue }
            guard let delay = blocked.delay else { return blocked }
            if let known = last?.delay, known.earliest >= delay.earliest { continue }
            last = blocked
        }
        return last
    }

    @inline(__always)
    private mutating func blocked(_ draw: Draw, at now: Instant) -> Blocked? {
        let index = draw.bucket.index
        return switch buckets.with(index, at: now, { $0.availability(for: draw.cost, at: now) }) {
        case .available: nil
        case .never: Blocked(bucket: index, delay: nil)
        case .later(let delay): Blocked(bucket: index, delay: delay)
        }
    }

    /// Takes the draw at `position` of a permit's record.
    @inline(__always)
    mutating func take(_ draw: Draw, _ position: Int, for permit: PermitID, _ place: Int, at now: Instant) {
        let level = buckets.take(draw.cost, from: draw.bucket.index, for: permit, at: now)
        permits.note(level: level, at: position, ofPlace: place)
    }

    mutating func granted(_ permit: PermitID, at now: Instant) -> Decision {
        grants &+= 1
        if grants % UInt64(BucketStore.sweepInterval) == 0 { buckets.sweep(BucketStore.sweepInterval, at: now) }
        return .granted(permit)
    }

    /// The state of a bucket.
    func usage(ofBucket index: Int, at now: Instant) -> Usage {
        let limit = buckets.limit(of: index)
        guard var bucket = buckets.resident(index) else {
            let basis: LimitBasis = limit.observing == nil ? .declared : .unknown
            return Usage(
                limit: limit, basis: basis, inFlight: .zero, held: .zero, nextFree: now, usable: Units(limit.capacity))
        }
        var nextFree = now
        if case .later(let delay) = bucket.availability(for: Units(min(1, limit.capacity)), at: now) {
            nextFree = delay.earliest
        }
        return Usage(
            limit: bucket.limit, basis: bucket.basis, window: bucket.observation?.value.window,
            inFlight: bucket.inFlight, held: bucket.held(at: now), nextFree: nextFree,
            gatedUntil: bucket.gatedUntil, usable: bucket.usable)
    }

    /// When the gate of a bucket lets the probe through; nil when there is no gate.
    func gate(ofBucket index: Int) -> Instant? {
        buckets.gate(of: index)
    }

    // MARK: The life of a permit

    /// The buckets that a permit draws on.
    func draws(of permit: PermitID) -> DrawList {
        permits.draws(ofPlace: permits.place(of: permit))
    }

    func isAnswered(_ permit: PermitID) -> Bool {
        permits.isAnswered(permits.place(of: permit))
    }

    /// The head of the response has come: the hold of windows begins.
    mutating func response(_ permit: PermitID, at now: Instant) {
        let place = permits.place(of: permit)
        guard !permits.isAnswered(place) else { return }
        permits.setAnswered(place)
        for position in 0..<permits.count(ofPlace: place) {
            let draw = permits.draw(position, ofPlace: place)
            guard buckets.release(of: draw.bucket.index) == .response else { continue }
            buckets.with(draw.bucket.index, at: now) { $0.settle(draw.cost, at: now) }
        }
        if ledger != nil { tellAnswered(permit, at: now) }
    }

    /// The permit's probes, if it holds any, found the server willing.
    mutating func accept(_ permit: PermitID, at now: Instant) {
        for draw in draws(of: permit) {
            buckets.with(draw.bucket.index, at: now) { $0.ended(permit, succeeded: true, at: now) }
        }
        guard ledger != nil else { return }
        ledger?.value.noteProbe(permit, isAccepted: true)
        tellOpened(draws(of: permit))
    }

    /// The response said that so much is left in a bucket, until `reset` from now (nil: for one hold). It only lowers.
    mutating func observe(
        _ permit: PermitID, bucket index: Int, remaining: Units, reset: Duration?, at now: Instant
    ) {
        let level = level(of: index, in: permit)
        buckets.with(index, at: now) { $0.observe(remaining: remaining, since: level, reset: reset, at: now) }
        guard ledger != nil else { return }
        let hold = buckets.limit(of: index).hold
        ledger?.value.observe(remaining, in: index, of: permit, length: min(reset ?? hold, hold).microseconds, at: now)
    }

    /// The level of a bucket just after a permit's part had been taken; nil where that is not known.
    func level(of index: Int, in permit: PermitID) -> Int64? {
        let position = draws(of: permit).firstIndex { $0.bucket.index == index }
        return position.flatMap { permits.level(at: $0, ofPlace: permits.place(of: permit)) }
    }

    /// The response has ended, and it was not a refusal. Unless it was `accepted`, it says nothing about the limits.
    mutating func finish(_ permit: PermitID, accepted: Bool, at now: Instant) {
        end(permit, .settled(now), probeSucceeded: accepted, at: now) { _, bucket, cost in
            bucket.settle(cost, at: now)
        }
    }

    /// The request was never sent: its units are free at once.
    mutating func refund(_ permit: PermitID, at now: Instant) {
        end(permit, .refunded, probeSucceeded: false, at: now) { _, bucket, cost in bucket.refund(cost) }
    }

    /// The response was a refusal, which the server counted, but for the `uncounted` buckets.
    mutating func refuse(_ permit: PermitID, uncountedBy uncounted: [Int], at now: Instant) {
        end(permit, .settled(now), refunding: uncounted, probeSucceeded: false, at: now) { index, bucket, cost in
            uncounted.contains(index) ? bucket.refund(cost) : bucket.keep(cost, from: now)
        }
    }

    /// No response will come; the request reaches the server within `grace`, if ever.
    mutating func lose(_ permit: PermitID, at now: Instant, grace: Duration) {
        end(permit, .settled(now + grace), probeSucceeded: false, at: now) { _, bucket, cost in
            bucket.lose(cost, until: now + grace)
        }
    }

    /// Forgets what servers said of a bucket: refusals, and what was left.
    mutating func reopen(_ index: Int, at now: Instant) {
        if buckets.resident(index) != nil { buckets.with(index, at: now) { $0.reopen(at: now) } }
    }

    /// Ends a permit: `release` is applied to what is still in flight, whose fate a ledger is told.
    private mutating func end(
        _ permit: PermitID, _ fate: Fate, refunding refunded: [Int] = [], probeSucceeded: Bool, at now: Instant,
        release: (Int, inout Bucket, Units) -> Void
    ) {
        let place = permits.place(of: permit)
        let isAnswered = permits.isAnswered(place)
        if ledger != nil { tellEnd(permit, fate, refunding: refunded, isAccepted: probeSucceeded, at: now) }
        for position in 0..<permits.count(ofPlace: place) {
            let draw = permits.draw(position, ofPlace: place)
            buckets.with(draw.bucket.index, at: now) { bucket in
                if !isAnswered || bucket.limit.release == .end {
                    release(draw.bucket.index, &bucket, draw.cost)
                }
                bucket.ended(permit, succeeded: probeSucceeded, at: now)
                bucket.leave()
            }
        }
        if ledger != nil, probeSucceeded { tellOpened(draws(of: permit)) }
        permits.remove(place)
    }
}
