/// The queue of one bucket, and what else waiters want of it.
struct WaitingQueue: Sendable {
    /// A group by the rank of its first.
    private struct Standing: Comparable, Sendable {
        var rank: Rank
        var group: Int

        static func < (left: Standing, right: Standing) -> Bool { left.rank < right.rank }
        static func == (left: Standing, right: Standing) -> Bool { left.rank == right.rank }
    }

    private var groups = SortedSet<Standing>()
    private var reviews = SortedSet<Timed>()
    /// How many stand in the queue.
    private(set) var count = 0
    /// How many want something from the bucket, whichever queue they stand in.
    var wanted = 0
    /// The group that has claimed the bucket.
    var claimant: Int?
    /// The queues that are to be served when this bucket loses room: there something is kept for one who needs this
    /// bucket.
    var watchers: Set<Int> = []
    /// When the queue is to be served, if nothing happens before.
    var due: Instant?
    /// Whether ``due`` may be out of date.
    var isUnscheduled = false

    /// The group that is to start next.
    var first: Int? { groups.first?.group }
    /// The group in which somebody's deadline is to be looked at first.
    var mostUrgent: Timed? { reviews.first }
    var isUnused: Bool { wanted == 0 && watchers.isEmpty && due == nil && !isUnscheduled }

    mutating func insert(_ group: Int, _ place: WaiterGroup.Place, count: Int) {
        self.count += count
        groups.insert(Standing(rank: place.rank, group: group))
        if let review = place.review { reviews.insert(Timed(review, group)) }
    }

    mutating func remove(_ group: Int, _ place: WaiterGroup.Place, count: Int) {
        self.count -= count
        groups.remove(Standing(rank: place.rank, group: group))
        if let review = place.review { reviews.remove(Timed(review, group)) }
    }

    /// Something other than the first has changed in a group.
    mutating func update(_ group: Int, review: Instant?, to newReview: Instant?, by difference: Int) {
        count += difference
        guard review != newReview else { return }
        if let review { reviews.remove(Timed(review, group)) }
        if let newReview { reviews.insert(Timed(newReview, group)) }
    }

    /// The groups that stand before a rank by their firsts: how many, and the first few of them.
    func groups(before rank: Rank, atMost maximum: Int) -> (count: Int, first: [Int]) {
        let count = groups.before(Standing(rank: rank, group: 0)).count
        return (count, groups.prefix(min(count, maximum)).map(\.group))
    }
}
