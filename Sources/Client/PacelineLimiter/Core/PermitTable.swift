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
        var draws: Four<Draw>
        var count: Int
        /// When it was granted.
        var start: Instant
        /// The levels of the first four buckets when their part had been taken.
        var levels = Four<Int64>(repeating: 0)
        var state = State.inFlight
        /// How often the place was used: tells a permit from an earlier one in the same place.
        var generation: UInt32 = 0

        /// Uses the place anew. (Its levels are noted as its parts are taken.)
        mutating func begin(_ draws: DrawList, at now: Instant) {
            self.draws = draws.own
            count = draws.endIndex
            start = now
            state = .inFlight
            generation &+= 1
        }
    }

    private var records: [Record] = []
    /// The places of permits that have ended.
    private var unused: [Int] = []
    /// The fifth draws and those after them, of the few records that have so many.
    private var spilled: [Int: [Draw]] = [:]

    /// How many permits are there whose responses' heads have not come. O(n).
    var unansweredCount: Int { records.count { if case .inFlight = $0.state { true } else { false } } }

    /// Begins a record.
    mutating func add(_ draws: DrawList, at now: Instant) -> PermitID {
        guard let place = unused.popLast() else {
            records.append(Record(draws: draws.own, count: draws.endIndex, start: now))
            unused.reserveCapacity(records.capacity)
            spill(draws, records.count - 1)
            return PermitID(rawValue: UInt64(records.count - 1) << 32)
        }
        records[place].begin(draws, at: now)
        spill(draws, place)
        return PermitID(rawValue: UInt64(place) << 32 | UInt64(records[place].generation))
    }

    private mutating func spill(_ draws: DrawList, _ place: Int) {
        if draws.endIndex > Four<Draw>.count { spilled[place] = draws.more }
    }

    /// Lets permits that draw on a bucket draw on another in its place, since they are one. O(n) of the permits.
    mutating func redirect(_ bucket: Int, to other: BucketHandle, level: Int64) {
        for place in records.indices where records[place].state != .ended {
            for position in 0..<records[place].count where draw(position, ofPlace: place).bucket.index == bucket {
                replace(Draw(other, cost: draw(position, ofPlace: place).cost), at: position, ofPlace: place)
                note(level: level, at: position, ofPlace: place)
            }
        }
    }

    /// The places of the permits that have not ended. O(n).
    var unended: [Int] { records.indices.filter { records[$0].state != .ended } }

    /// Lets a permit draw on one more bucket, whose level is `level` with that.
    mutating func add(_ draw: Draw, level: Int64, toPlace place: Int) {
        let position = records[place].count
        records[place].count += 1
        if position < Four<Draw>.count {
            records[place].draws[position] = draw
            note(level: level, at: position, ofPlace: place)
        } else {
            spilled[place, default: []].append(draw)
        }
    }

    /// Lets a permit take another amount at one of its draws.
    mutating func setCost(_ cost: Units, at position: Int, ofPlace place: Int) {
        replace(Draw(draw(position, ofPlace: place).bucket, cost: cost), at: position, ofPlace: place)
    }

    private mutating func replace(_ draw: Draw, at position: Int, ofPlace place: Int) {
        if position < Four<Draw>.count {
            records[place].draws[position] = draw
        } else {
            spilled[place]?[position - Four<Draw>.count] = draw
        }
    }

    /// Ends a record.
    mutating func remove(_ place: Int) {
        if records[place].count > Four<Draw>.count { spilled[place] = nil }
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

    func draws(ofPlace place: Int) -> DrawList {
        DrawList(own: records[place].draws, more: spilled[place] ?? [], count: records[place].count)
    }

    func count(ofPlace place: Int) -> Int { records[place].count }

    func draw(_ position: Int, ofPlace place: Int) -> Draw {
        if position < Four<Draw>.count { return records[place].draws[position] }
        return draws(ofPlace: place)[position]
    }

    func start(_ place: Int) -> Instant { records[place].start }

    func isAnswered(_ place: Int) -> Bool { records[place].state == .answered }

    mutating func setAnswered(_ place: Int) { records[place].state = .answered }

    /// A bucket's level just after the permit's part had been taken; nil beyond the first four draws.
    func level(at position: Int, ofPlace place: Int) -> Int64? {
        position < Four<Int64>.count ? records[place].levels[position] : nil
    }

    mutating func note(level: Int64, at position: Int, ofPlace place: Int) {
        if position < Four<Int64>.count { records[place].levels[position] = level }
    }
}
