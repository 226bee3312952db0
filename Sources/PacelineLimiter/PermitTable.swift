/// The permits of a ``MemoryStore`` that have not ended, by their places.
struct PermitTable: Sendable {
    private struct Record: Sendable {
        var demands: DemandList
        /// The levels of the first four buckets when their part had been taken.
        var levels = Four<Int64>(repeating: 0)
        var isAnswered = false
        var isLive = true
        /// How often the place was used: tells a permit from an earlier one in the same place.
        var generation: UInt32 = 0
    }

    private var records: [Record] = []
    /// The places of records that are not live.
    private var unused: [Int] = []

    /// Begins a record.
    mutating func add(_ demands: DemandList) -> PermitID {
        guard let place = unused.popLast() else {
            records.append(Record(demands: demands))
            unused.reserveCapacity(records.capacity)
            return PermitID(rawValue: UInt64(records.count - 1) << 32)
        }
        return reuse(place, demands)
    }

    private mutating func reuse(_ place: Int, _ demands: DemandList) -> PermitID {
        let generation = records[place].generation &+ 1
        records[place].demands = demands
        records[place].isAnswered = false
        records[place].isLive = true
        records[place].generation = generation
        return PermitID(rawValue: UInt64(place) << 32 | UInt64(generation))
    }

    /// Ends a record.
    mutating func remove(_ place: Int) {
        records[place].isLive = false
        unused.append(place)
    }

    /// The place of a permit's record.
    /// - Precondition: The permit has not ended.
    func place(of permit: PermitID) -> Int {
        let place = Int(permit.rawValue >> 32)
        let generation = UInt32(truncatingIfNeeded: permit.rawValue)
        precondition(
            records[place].isLive && records[place].generation == generation, "the permit has already come to its end")
        return place
    }

    func demands(ofPlace place: Int) -> DemandList { records[place].demands }

    func count(ofPlace place: Int) -> Int { records[place].demands.endIndex }

    func demand(_ position: Int, ofPlace place: Int) -> Demand { records[place].demands[position] }

    func isAnswered(_ place: Int) -> Bool { records[place].isAnswered }

    mutating func setAnswered(_ place: Int) { records[place].isAnswered = true }

    /// A bucket's level just after the permit's part had been taken; nil beyond the first four demands.
    func level(at position: Int, ofPlace place: Int) -> Int64? {
        position < Four<Int64>.count ? records[place].levels[position] : nil
    }

    mutating func note(level: Int64, at position: Int, ofPlace place: Int) {
        if position < Four<Int64>.count { records[place].levels[position] = level }
    }
}
