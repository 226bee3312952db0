/// A ``LimitStore`` in the memory of the process.
package struct MemoryStore: LimitStore {
    private struct Record {
        var demands: DemandList
        var isAnswered = false
        var isLive = true
        /// How often the place was used: tells a permit from an earlier one in the same place.
        var generation: UInt32 = 0
    }

    private var buckets: [Bucket] = []
    private var records: [Record] = []
    /// The places of records that are not live.
    private var unused: [Int] = []

    package init() {}

    package mutating func addBucket(_ limit: RateLimit, at now: Instant) -> Int {
        buckets.append(Bucket(limit, at: now))
        return buckets.count - 1
    }

    package mutating func declare(_ limit: RateLimit, forBucket index: Int) {
        buckets[index].declare(limit)
    }

    package func capacity(ofBucket index: Int) -> Units {
        buckets[index].capacity
    }

    // MARK: Decisions

    package mutating func obstacle(to demands: DemandList, at now: Instant) -> Obstacle? {
        var last: Obstacle?
        for demand in demands {
            let index = demand.bucket.index
            switch buckets[index].room(for: demand.cost, at: now) {
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

    package mutating func acquire(_ demands: DemandList, at now: Instant) -> Decision {
        if let obstacle = obstacle(to: demands, at: now) {
            return .obstructed(obstacle)
        }
        let permit = record(demands)
        for demand in demands {
            buckets[demand.bucket.index].take(demand.cost, for: permit)
        }
        return .granted(permit)
    }

    package mutating func expectedStart(
        inBucket index: Int, of cost: Units, after ahead: Units, at now: Instant
    ) -> Instant {
        buckets[index].expectedStart(of: cost, after: ahead, at: now)
    }

    package mutating func usage(ofBucket index: Int, at now: Instant) -> Usage {
        let limit = buckets[index].limit
        var nextFree = now
        if case .later(let delay) = buckets[index].room(for: Units(min(1, limit.capacity)), at: now) {
            nextFree = delay.earliest
        }
        return Usage(
            limit: limit, inFlight: buckets[index].inFlight, held: buckets[index].held(at: now), nextFree: nextFree,
            gatedUntil: buckets[index].gatedUntil)
    }

    // MARK: The life of a permit

    package func demands(of permit: PermitID) -> DemandList {
        records[place(of: permit)].demands
    }

    package func isAnswered(_ permit: PermitID) -> Bool {
        records[place(of: permit)].isAnswered
    }

    package mutating func answer(_ permit: PermitID, at now: Instant) {
        let place = place(of: permit)
        guard !records[place].isAnswered else { return }
        records[place].isAnswered = true
        for demand in records[place].demands where buckets[demand.bucket.index].limit.release == .answer {
            buckets[demand.bucket.index].settle(demand.cost, at: now)
        }
    }

    package mutating func accept(_ permit: PermitID, at now: Instant) {
        for demand in demands(of: permit) {
            buckets[demand.bucket.index].ended(permit, succeeded: true, at: now)
        }
    }

    package mutating func finish(_ permit: PermitID, at now: Instant) {
        answer(permit, at: now)
        end(permit, probeSucceeded: true, at: now) { bucket, cost in bucket.settle(cost, at: now) }
    }

    package mutating func refund(_ permit: PermitID, at now: Instant) {
        end(permit, probeSucceeded: false, at: now) { bucket, cost in bucket.refund(cost) }
    }

    package mutating func refuse(_ permit: PermitID, at now: Instant, counted: Bool) {
        guard counted else { return refund(permit, at: now) }
        answer(permit, at: now)
        end(permit, probeSucceeded: false, at: now) { bucket, cost in bucket.settle(cost, at: now) }
    }

    package mutating func lose(_ permit: PermitID, at now: Instant, grace: Duration) {
        end(permit, probeSucceeded: false, at: now) { bucket, cost in bucket.settle(cost, at: now + grace) }
    }

    package mutating func shut(bucket index: Int, at now: Instant, for wait: Duration?, jitter: Double) {
        buckets[index].shut(at: now, for: wait, jitter: jitter)
    }

    /// Ends a permit: `release` is applied to what is still in flight.
    private mutating func end(
        _ permit: PermitID, probeSucceeded: Bool, at now: Instant, release: (inout Bucket, Units) -> Void
    ) {
        let place = place(of: permit)
        let isAnswered = records[place].isAnswered
        for demand in records[place].demands {
            let index = demand.bucket.index
            if !isAnswered || buckets[index].limit.release == .end {
                release(&buckets[index], demand.cost)
            }
            buckets[index].ended(permit, succeeded: probeSucceeded, at: now)
        }
        records[place].isLive = false
        records[place].demands = .several([])
        unused.append(place)
    }

    // MARK: Records

    private mutating func record(_ demands: DemandList) -> PermitID {
        guard let place = unused.popLast() else {
            records.append(Record(demands: demands))
            return PermitID(rawValue: UInt64(records.count - 1) << 32)
        }
        let generation = records[place].generation &+ 1
        records[place] = Record(demands: demands, generation: generation)
        return PermitID(rawValue: UInt64(place) << 32 | UInt64(generation))
    }

    private func place(of permit: PermitID) -> Int {
        let place = Int(permit.rawValue >> 32)
        let generation = UInt32(truncatingIfNeeded: permit.rawValue)
        precondition(
            records[place].isLive && records[place].generation == generation, "the permit has already come to its end")
        return place
    }
}
