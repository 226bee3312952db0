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
    let demands: DemandList
    let deadline: Instant?
    /// How long which buckets may hold it back.
    let patience: [Patience]
    /// When it began to wait.
    let since: Instant
    /// The bucket in whose queue it stands; nil when it stands in the queues of all its buckets.
    private(set) var bucket: Int?
    private var moves = 0

    /// After so many moves a waiter stands in all of its queues. Between two moves a queue that it needs, but does not
    /// stand in, may let others pass; from then on none can, so nobody waits for ever.
    private static let maximumMoves = 4

    init(
        rank: Rank, demands: DemandList, deadline: Instant?, patience: [Patience] = [], since: Instant, bucket: Int
    ) {
        self.rank = rank
        self.patience = patience
        self.demands = demands
        self.deadline = deadline
        self.since = since
        self.bucket = bucket
    }

    /// The cost of what it wants from a bucket.
    func cost(in index: Int) -> Units {
        demands.first { $0.bucket.index == index }?.cost ?? .zero
    }

    /// The queues in which it stands.
    var places: [Int] {
        bucket.map { [$0] } ?? demands.map(\.bucket.index)
    }

    /// Goes to the queue of another bucket, or to all.
    mutating func move(to index: Int) {
        moves += 1
        bucket = moves < Waiter.maximumMoves ? index : nil
    }
}
