/// Numbers waiters in the order of their arrival; never used twice within one limiter.
public typealias Ticket = UInt64

/// A place in the order of a queue. It never changes, and any two waiters have one order.
///
/// Priorities age: a request goes before another if its arrival, less the head start that its priority is worth, is
/// earlier. So nobody waits for ever behind more urgent ones that come later.
struct Rank: Comparable, Hashable, Sendable {
    /// The arrival less the head start, in nanoseconds.
    var key: Int64
    var priority: Priority
    var position: QueuePosition
    var ticket: Ticket

    /// Whether `left` starts before `right`.
    static func < (left: Rank, right: Rank) -> Bool {
        if left.key != right.key { return left.key < right.key }
        if left.priority != right.priority { return left.priority > right.priority }
        if left.position != right.position { return left.position == .front }
        return left.ticket < right.ticket
    }
}

/// A request that waits.
struct Waiter: Sendable {
    let rank: Rank
    /// What it draws on.
    var draws: DrawList
    /// What was asked for: routes in place of the buckets that they draw on.
    let requested: DrawList
    /// The wait limits that were asked for.
    let requestedLimits: [WaitLimits]
    let deadline: Instant?
    /// How long which buckets may hold it back.
    var waitLimits: [WaitLimits] = []
    /// When it began to wait.
    let since: Instant
    /// Whose waiters it is counted with.
    var api = 0
    /// The place of its group.
    var group = 0
    /// When it is to be looked at whether it can still start by its deadline; nil without one.
    var review: Instant?

    /// The cost of what it wants from a bucket.
    func cost(in index: Int) -> Units {
        for position in 0..<draws.count where draws[position].bucket.index == index {
            return draws[position].cost
        }
        return .zero
    }
}
