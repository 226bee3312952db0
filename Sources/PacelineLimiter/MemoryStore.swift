/// A ``LimitStore`` in the memory of the process.
package struct MemoryStore: LimitStore {
    private var buckets = BucketTable()
    private var permits = PermitTable()
    /// How many permits were granted; now and then idle buckets are looked for.
    private var grants: UInt64 = 0

    /// How many permits are granted between two looks for idle buckets, and how many buckets are looked at then.
    private static let sweepInterval = 16

    package init() {}

    // MARK: Buckets

    package mutating func addBucket(_ limit: RateLimit, at now: Instant) -> Int {
        buckets.sweep(2, at: now)
        return buckets.add(limit, at: now)
    }

    package mutating func declare(_ limit: RateLimit, forBucket index: Int) {
        buckets.declare(limit, for: index)
    }

    package mutating func removeBucket(_ index: Int, at now: Instant) -> Bool {
        guard buckets.isForgettable(index, at: now) else { return false }
        buckets.remove(index)
        return true
    }

    package func limit(ofBucket index: Int) -> RateLimit { buckets.limit(of: index) }

    package func capacity(ofBucket index: Int) -> Units {
        Units(buckets.limit(of: index).capacity)
    }

    /// How many buckets are more than their numbers.
    package var residentCount: Int { buckets.residentCount }

    // MARK: Decisions

    package mutating func room(inBucket index: Int, for cost: Units, at now: Instant) -> Bucket.Room {
        buckets.with(index, at: now) { $0.room(for: cost, at: now) }
    }

    package mutating func room(
        inBucket index: Int, for cost: Units, after ahead: Units, at now: Instant
    ) -> Bucket.Room {
        buckets.with(index, at: now) { $0.room(for: cost, after: ahead, at: now) }
    }

    package func slowness(ofBucket index: Int, at now: Instant) -> Slowness {
        let gate = buckets.gate(of: index).flatMap { $0 > now ? $0 : nil }
        let limit = buckets.limit(of: index)
        return Slowness(
            gate: gate, hold: limit.holdNanoseconds, capacity: Units(limit.capacity), bucket: index)
    }

    /// What keeps the demands from being met now; nil if nothing does.
    private mutating func obstacle(to demands: DemandList, at now: Instant) -> Obstacle? {
        var last: Obstacle?
        for position in 0..<demands.count {
            let demand = demands[position]
            let index = demand.bucket.index
            switch buckets.with(index, at: now, { $0.room(for: demand.cost, at: now) }) {
            case .available:
                continue
            case .never:
                return Obstacle(bucket: index, delay: nil)
            case .later(let delay):
                if let known = last?.delay, known.earliest >= delay.earliest { continue }
                last = Obstacle(bucket: index, delay: delay)
            }
        }
        return last
    }

    package mutating func shortage(
        ofBucket index: Int, for cost: Units, at now: Instant
    ) -> (quota: Instant?, gate: Instant?) {
        buckets.with(index, at: now) { $0.shortage(for: cost, at: now) }
    }

    package mutating func acquire(_ demands: DemandList, at now: Instant) -> Decision {
        // Most requests draw on one bucket: it is looked at and taken from in one go.
        if demands.endIndex == 1 { return acquire(demands, demands[0], at: now) }
        if let obstacle = obstacle(to: demands, at: now) {
            return .obstructed(obstacle)
        }
        let permit = permits.add(demands, at: now)
        let place = permits.place(of: permit)
        for position in 0..<demands.count {
            let demand = demands[position]
            let level = buckets.take(demand.cost, from: demand.bucket.index, for: permit, at: now)
            permits.note(level: level, at: position, ofPlace: place)
        }
        return granted(permit, at: now)
    }

    private mutating func acquire(_ demands: DemandList, _ demand: Demand, at now: Instant) -> Decision {
        let index = demand.bucket.index
        let obstacle: Obstacle? = buckets.with(index, at: now) { bucket in
            switch bucket.room(for: demand.cost, at: now) {
            case .available: return nil
            case .never: return Obstacle(bucket: index, delay: nil)
            case .later(let delay): return Obstacle(bucket: index, delay: delay)
            }
        }
        if let obstacle { return .obstructed(obstacle) }
        let permit = permits.add(demands, at: now)
        let level = buckets.take(demand.cost, from: index, for: permit, at: now)
        permits.note(level: level, at: 0, ofPlace: permits.place(of: permit))
        return granted(permit, at: now)
    }

    private mutating func granted(_ permit: PermitID, at now: Instant) -> Decision {
        grants &+= 1
        if grants % UInt64(MemoryStore.sweepInterval) == 0 { buckets.sweep(MemoryStore.sweepInterval, at: now) }
        return .granted(permit)
    }

    package func usage(ofBucket index: Int, at now: Instant) -> Usage {
        let limit = buckets.limit(of: index)
        guard var bucket = buckets.resident(index) else {
            return Usage(limit: limit, inFlight: .zero, held: .zero, nextFree: now, usable: Units(limit.capacity))
        }
        var nextFree = now
        if case .later(let delay) = bucket.room(for: Units(min(1, limit.capacity)), at: now) {
            nextFree = delay.earliest
        }
        return Usage(
            limit: limit, inFlight: bucket.inFlight, held: bucket.held(at: now), nextFree: nextFree,
            gatedUntil: bucket.gatedUntil, usable: bucket.usable)
    }

    package func gate(ofBucket index: Int) -> Instant? {
        buckets.gate(of: index)
    }

    // MARK: The life of a permit

    package func demands(of permit: PermitID) -> DemandList {
        permits.demands(ofPlace: permits.place(of: permit))
    }

    package func isAnswered(_ permit: PermitID) -> Bool {
        permits.isAnswered(permits.place(of: permit))
    }

    package mutating func answer(_ permit: PermitID, at now: Instant) {
        let place = permits.place(of: permit)
        guard !permits.isAnswered(place) else { return }
        permits.setAnswered(place)
        for position in 0..<permits.count(ofPlace: place) {
            let demand = permits.demand(position, ofPlace: place)
            guard buckets.release(of: demand.bucket.index) == .answer else { continue }
            buckets.with(demand.bucket.index, at: now) { $0.settle(demand.cost, at: now) }
        }
    }

    package mutating func accept(_ permit: PermitID, at now: Instant) {
        for demand in demands(of: permit) {
            buckets.with(demand.bucket.index, at: now) { $0.ended(permit, succeeded: true, at: now) }
        }
    }

    package mutating func observe(
        _ permit: PermitID, bucket index: Int, remaining: Units, reset: Duration?, at now: Instant
    ) {
        let position = demands(of: permit).firstIndex { $0.bucket.index == index }
        let level = position.flatMap { permits.level(at: $0, ofPlace: permits.place(of: permit)) }
        buckets.with(index, at: now) { $0.observe(remaining: remaining, since: level, reset: reset, at: now) }
    }

    package mutating func finish(_ permit: PermitID, accepted: Bool, at now: Instant) {
        end(permit, probeSucceeded: accepted, at: now) { _, bucket, cost in bucket.settle(cost, at: now) }
    }

    package mutating func refund(_ permit: PermitID, at now: Instant) {
        end(permit, probeSucceeded: false, at: now) { _, bucket, cost in bucket.refund(cost) }
    }

    package mutating func refuse(_ permit: PermitID, uncountedBy uncounted: [Int], at now: Instant) {
        end(permit, probeSucceeded: false, at: now) { index, bucket, cost in
            uncounted.contains(index) ? bucket.refund(cost) : bucket.settle(cost, at: now)
        }
    }

    package mutating func lose(_ permit: PermitID, at now: Instant, grace: Duration) {
        end(permit, probeSucceeded: false, at: now) { _, bucket, cost in bucket.settle(cost, at: now + grace) }
    }

    package mutating func shut(
        by permit: PermitID, _ refusal: Refusal, isGuess: Bool, jitter: Double, at now: Instant
    ) {
        let place = permits.place(of: permit)
        for (bucket, isGuess) in [(refusal.bucket, isGuess)] + refusal.alsoShuts.map({ ($0, false) }) {
            let (cost, isSettled) = share(of: bucket.index, inPlace: place)
            let request = RefusedRequest(
                permit: permit, cost: cost, start: permits.start(place), isCounted: refusal.isCounted || isSettled,
                isGuess: isGuess)
            buckets.with(bucket.index, at: now) {
                $0.shut(by: request, refusal, isSettled: isSettled, jitter: jitter, at: now)
            }
        }
    }

    package mutating func culprit(of permit: PermitID, among suspects: [Int], at now: Instant) -> Int? {
        let place = permits.place(of: permit)
        let start = permits.start(place)
        return suspects.map { index in
            let cost = share(of: index, inPlace: place).cost
            return buckets.with(index, at: now) { $0.blame(for: cost, from: start, at: now) }
        }.culprit
    }

    /// What a permit takes from a bucket, and whether that is held already.
    private func share(of index: Int, inPlace place: Int) -> (cost: Units, isSettled: Bool) {
        let cost = permits.demands(ofPlace: place).first { $0.bucket.index == index }?.cost ?? .zero
        return (cost, permits.isAnswered(place) && buckets.release(of: index) == .answer)
    }

    package mutating func reopen(_ index: Int, at now: Instant) {
        if buckets.resident(index) != nil { buckets.with(index, at: now) { $0.reopen() } }
    }

    /// Ends a permit: `release` is applied to what is still in flight.
    private mutating func end(
        _ permit: PermitID, probeSucceeded: Bool, at now: Instant, release: (Int, inout Bucket, Units) -> Void
    ) {
        let place = permits.place(of: permit)
        let isAnswered = permits.isAnswered(place)
        for position in 0..<permits.count(ofPlace: place) {
            let demand = permits.demand(position, ofPlace: place)
            buckets.with(demand.bucket.index, at: now) { bucket in
                if !isAnswered || bucket.limit.release == .end {
                    release(demand.bucket.index, &bucket, demand.cost)
                }
                bucket.ended(permit, succeeded: probeSucceeded, at: now)
                bucket.leave()
            }
        }
        permits.remove(place)
    }
}
