/// The buckets of a ``BucketStore`` by their places. A bucket that has been idle for a while leaves nothing behind but
/// its numbers; when it is needed again, it is there, empty.
struct BucketTable: Sendable {
    /// What is kept of every bucket.
    private struct Place: Sendable {
        var limit: RateLimit
        /// Where its bucket is among the residents; -1 when it is idle.
        var resident: Int32 = -1
    }

    private struct Resident: Sendable {
        var bucket: Bucket
        var place: Int
        var lastUse: Instant
    }

    private var places: [Place] = []
    /// Places that were given up.
    private var unused: [Int] = []
    /// The buckets that are in use, in no order.
    private var residents: [Resident] = []
    /// Where the next sweep begins.
    private var hand = 0

    /// How long an idle bucket stays, in nanoseconds, so that one that is used now and then is not
    /// made anew each time.
    static let idleTime: Int64 = 60_000_000_000

    /// How many buckets are not reduced to their numbers.
    var residentCount: Int { residents.count }

    mutating func add(_ limit: RateLimit, isCold: Bool, at now: Instant) -> Int {
        let index = unused.popLast() ?? places.count
        if index == places.count { places.append(Place(limit: limit)) } else { places[index] = Place(limit: limit) }
        if isCold, limit.coldStart != .assumeEmpty { install(Bucket(limit, at: now), in: index, at: now) }
        return index
    }

    mutating func declare(_ limit: RateLimit, for index: Int, at now: Instant) {
        if places[index].resident >= 0 { residents[Int(places[index].resident)].bucket.declare(limit, at: now) }
        places[index].limit = limit
    }

    /// The numbers that a bucket keeps to: the declared ones, or what it has learned.
    func limit(of index: Int) -> RateLimit {
        let place = places[index].resident
        return place < 0 ? places[index].limit : residents[Int(place)].bucket.limit
    }

    /// The numbers without what it has learned.
    func declaredLimit(of index: Int) -> RateLimit { places[index].limit }

    func release(of index: Int) -> RateLimit.Release { places[index].limit.release }

    /// The bucket if it is in use.
    func resident(_ index: Int) -> Bucket? {
        let place = places[index].resident
        return place < 0 ? nil : residents[Int(place)].bucket
    }

    /// When the gate of a bucket lets the probe through; nil when there is no gate.
    func gate(of index: Int) -> Instant? {
        let place = places[index].resident
        return place < 0 ? nil : residents[Int(place)].bucket.gatedUntil
    }

    /// Changes, or looks at, a bucket.
    @inline(__always)
    mutating func with<Result>(_ index: Int, at now: Instant, _ body: (inout Bucket) -> Result) -> Result {
        if places[index].resident < 0 { install(Bucket(empty: places[index].limit, at: now), in: index, at: now) }
        let place = Int(places[index].resident)
        residents[place].lastUse = now
        return body(&residents[place].bucket)
    }

    /// Takes from a bucket that was found to have room in the same step; returns its level then.
    mutating func take(_ cost: Units, from index: Int, for permit: PermitID, at now: Instant) -> Int64 {
        let place = Int(places[index].resident)
        residents[place].bucket.take(cost, for: permit, at: now)
        return residents[place].bucket.level
    }

    /// Takes out what is kept of a bucket, and leaves it as if it had never been used; nil if there is nothing.
    mutating func take(_ index: Int) -> Bucket? {
        guard let bucket = resident(index) else { return nil }
        evict(Int(places[index].resident))
        return bucket
    }

    /// What went through a bucket as far as it seemed did not: of account where numbers are found out.
    mutating func retract(_ cost: Units, from index: Int) {
        let place = Int(places[index].resident)
        guard cost > .zero, place >= 0, residents[place].bucket.observation != nil else { return }
        residents[place].bucket.observation?.value.retract(cost)
    }

    // MARK: Giving up

    /// Whether nothing would be lost with a bucket that nobody wants any more.
    mutating func isForgettable(_ index: Int, at now: Instant) -> Bool {
        let place = Int(places[index].resident)
        return place < 0 || residents[place].bucket.isForgettable(at: now)
    }

    /// Gives up the place of an idle bucket for another.
    mutating func remove(_ index: Int) {
        if places[index].resident >= 0 { evict(Int(places[index].resident)) }
        unused.append(index)
    }

    /// Looks at so many residents and reduces those to their numbers that have been idle for long.
    mutating func sweep(_ count: Int, at now: Instant) {
        for _ in 0..<min(count, residents.count) {
            if hand >= residents.count { hand = 0 }
            let isOld = residents[hand].lastUse.later(by: BucketTable.idleTime) <= now
            if isOld, residents[hand].bucket.isIdle(at: now) {
                evict(hand)
            } else {
                hand += 1
            }
        }
        if residents.capacity > 64, residents.capacity / 4 > residents.count {
            residents = residents.map(\.self)
        }
    }

    private mutating func install(_ bucket: Bucket, in index: Int, at now: Instant) {
        places[index].resident = Int32(residents.count)
        residents.append(Resident(bucket: bucket, place: index, lastUse: now))
    }

    private mutating func evict(_ resident: Int) {
        places[residents[resident].place].resident = -1
        residents.swapAt(resident, residents.count - 1)
        residents.removeLast()
        if resident < residents.count { places[residents[resident].place].resident = Int32(resident) }
    }
}
