/// What was answered and is still held: amounts by the time of their response, oldest first.
///
/// While all amounts are alike, an entry takes 8 bytes, otherwise 16. Beyond ``maximumEntries`` neighbours are put
/// together into segments, which are held as long as the latest of them: the error is on the safe side.
struct WindowLog: Sendable {
    /// What the size of segments follows from: a segment takes 1/256 of the capacity, and an entry's time is put off by
    /// 1/256 of the hold at the most when another is added.
    struct Scale: Sendable {
        var capacity: Units
        /// Nanoseconds.
        var hold: Int64

        var cost: Int64 { capacity.divided(by: 256).millionths }
        var span: Int64 { max(1, hold / 256) }
    }

    /// With more entries than this, segments are made.
    static let maximumEntries = 4_096

    private var instants = Ring()
    /// The amounts; empty while all of them are ``common``.
    private var costs = Ring()
    private var common = Units.zero
    private var isSegmented = false

    /// The sum of what is held.
    private(set) var total: Units = .zero

    var isEmpty: Bool { instants.isEmpty }
    /// How many entries there are.
    var count: Int { instants.count }

    /// Adds `cost`, answered at `instant`. Responses come nearly in order: the place is searched from the end.
    mutating func insert(_ cost: Units, answeredAt instant: Instant, scale: Scale) {
        guard cost > .zero else { return }
        total += cost
        if isSegmented, join(cost, at: instant.nanoseconds, scale) { return }
        add(cost, at: instant.nanoseconds)
        if count > WindowLog.maximumEntries, !isSegmented { makeSegments(scale) }
    }

    private mutating func add(_ cost: Units, at instant: Int64) {
        if isEmpty {
            common = cost
        } else if costs.isEmpty, cost != common {
            for _ in 0..<count { costs.append(common.millionths) }
        }
        let isUniform = costs.isEmpty && cost == common
        instants.append(instant)
        if !isUniform { costs.append(cost.millionths) }
        var place = count - 1
        while place > 0, instants[place - 1] > instant {
            instants[place] = instants[place - 1]
            if !isUniform { costs[place] = costs[place - 1] }
            place -= 1
        }
        instants[place] = instant
        if !isUniform { costs[place] = cost.millionths }
    }

    /// The first response of what is held.
    var first: Instant? { isEmpty ? nil : Instant(nanoseconds: instants[0]) }

    /// The last response of what is held.
    var last: Instant? { isEmpty ? nil : Instant(nanoseconds: instants[count - 1]) }

    /// All that is held, oldest first. O(n).
    var entries: [(instant: Instant, amount: Units)] {
        (0..<count).map { place in
            (Instant(nanoseconds: instants[place]), costs.isEmpty ? common : Units(millionths: costs[place]))
        }
    }

    /// Adds all that another log holds.
    mutating func add(_ other: WindowLog, scale: Scale) {
        for place in 0..<other.count {
            let cost = other.costs.isEmpty ? other.common : Units(millionths: other.costs[place])
            insert(cost, answeredAt: Instant(nanoseconds: other.instants[place]), scale: scale)
        }
    }

    /// Forgets what was answered at `instant` or before.
    mutating func removeAnswered(through instant: Instant) {
        while !instants.isEmpty, instants[0] <= instant.nanoseconds {
            total -= costs.isEmpty ? common : Units(millionths: costs[0])
            instants.removeFirst()
            if !costs.isEmpty { costs.removeFirst() }
        }
        if instants.isEmpty { isSegmented = false }
    }

    /// The time of the response up to which `amount` or more was answered; nil when less is held in all.
    func answered(covering amount: Units) -> Instant? {
        guard amount <= total, amount > .zero else { return nil }
        if costs.isEmpty {
            return Instant(nanoseconds: instants[Int((amount.millionths - 1) / common.millionths)])
        }
        var sum: Int64 = 0
        for place in 0..<count {
            sum = sum.addingSaturated(costs[place])
            if sum >= amount.millionths { return Instant(nanoseconds: instants[place]) }
        }
        return nil
    }

    // MARK: Segments

    /// Adds to the segment after `instant`, or else puts off the one before to `instant`; false if neither has room.
    private mutating func join(_ cost: Units, at instant: Int64, _ scale: Scale) -> Bool {
        var after = count
        while after > 0, instants[after - 1] > instant { after -= 1 }
        for place in [after, after - 1] where place >= 0 && place < count {
            let isNear = (instants[place].subtractingSaturated(instant)).magnitude <= UInt64(scale.span)
            guard isNear, costs[place].addingSaturated(cost.millionths) <= scale.cost else { continue }
            costs[place] += cost.millionths
            instants[place] = max(instants[place], instant)
            return true
        }
        return false
    }

    private mutating func makeSegments(_ scale: Scale) {
        var old = self
        self = WindowLog()
        total = old.total
        isSegmented = true
        while !old.instants.isEmpty {
            let cost = old.costs.isEmpty ? old.common : Units(millionths: old.costs[0])
            if !joinLast(cost, at: old.instants[0], scale) {
                instants.append(old.instants[0])
                costs.append(cost.millionths)
            }
            old.instants.removeFirst()
            if !old.costs.isEmpty { old.costs.removeFirst() }
        }
    }

    /// As ``join(_:at:_:)``, for what comes after all others.
    private mutating func joinLast(_ cost: Units, at instant: Int64, _ scale: Scale) -> Bool {
        guard !isEmpty, instant.subtractingSaturated(instants[count - 1]) <= scale.span,
            costs[count - 1].addingSaturated(cost.millionths) <= scale.cost
        else { return false }
        costs[count - 1] += cost.millionths
        instants[count - 1] = instant
        return true
    }
}
