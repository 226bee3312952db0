/// The permits of a ``BucketStore`` that have not ended, by their places.
struct PermitTable: Sendable {
    private enum State: Sendable {
        /// The request has started, and there is no response.
        case inFlight
        /// The head of the response has come.
        case answered
        /// The permit has ended, and the place is free for another.
        case ended
    }

    /// Nothing in it is counted by reference, so that beginning and ending a record copies bytes and no more.
    private struct Record: Sendable {
        var demands: Four<Demand>
        var count: Int
        /// When it was granted.
        var start: Instant
        /// The levels of the first four buckets when their part had been taken.
        var levels = Four<Int64>(repeating: 0)
        var state = State.inFlight
        /// How often the place was used: tells a permit from an earlier one in the same place.
        var generation: UInt32 = 0

        /// Uses the place anew. (Its levels are noted as its parts are taken.)
        mutating func begin(_ demands: DemandList, at now: Instant) {
            self.demands = demands.own
            count = demands.endIndex
            start = now
            state = .inFlight
            generation &+= 1
        }
    }

    private var records: [Record] = []
    /// The places of permits that have ended.
    private var unused: [Int] = []
    /// The fifth demands and those after them, of the few records that have so many.
    private var spilled: [Int: [Demand]] = [:]

    /// Begins a record.
    mutating func add(_ demands: DemandList, at now: Instant) -> PermitID {
        guard let place = unused.popLast() else {
            records.append(Record(demands: demands.own, count: demands.endIndex, start: now))
            unused.reserveCapacity(records.capacity)
            spill(demands, records.count - 1)
            return PermitID(rawValue: UInt64(records.count - 1) << 32)
        }
        records[place].begin(demands, at: now)
        spill(demands, place)
        return PermitID(rawValue: UInt64(place) << 32 | UInt64(records[place].generation))
    }

    private mutating func spill(_ demands: DemandList, _ place: Int) {
        if demands.endIndex > Four<Demand>.count { spilled[place] = demands.more }
    }

    /// Ends a record.
    mutating func remove(_ place: Int) {
        if records[place].count > Four<Demand>.count { spilled[place] = nil }
        records[place].state = .ended
        unused.append(place)
    }

    /// The place of a permit's record.
    /// - Precondition: The permit has not ended.
    @inline(__always)
    func place(of permit: PermitID) -> Int {
        let place = Int(permit.rawValue >> 32)
        let generation = UInt32(truncatingIfNeeded: permit.rawValue)
        precondition(
            records[place].state != .ended && records[place].generation == generation,
            "the permit has already come to its end")
        return place
    }

    func demands(ofPlace place: Int) -> DemandList {
        DemandList(own: records[place].demands, more: spilled[place] ?? [], count: records[place].count)
    }

    func count(ofPlace place: Int) -> Int { records[place].count }

    func demand(_ position: Int, ofPlace place: Int) -> Demand {
        if position < Four<Demand>.count { return records[place].demands[position] }
        return demands(ofPlace: place)[position]
    }

    func start(_ place: Int) -> Instant { records[place].start }

    func isAnswered(_ place: Int) -> Bool { records[place].state == .answered }

    mutating func setAnswered(_ place: Int) { records[place].state = .answered }

    /// A bucket's level just after the permit's part had been taken; nil beyond the first four demands.
    func level(at position: Int, ofPlace place: Int) -> Int64? {
        position < Four<Int64>.count ? records[place].levels[position] : nil
    }

    mutating func note(level: Int64, at position: Int, ofPlace place: Int) {
        if position < Four<Int64>.count { records[place].levels[position] = level }
    }
}
