/// Those who wait for one bucket, in the order of their ranks.
struct WaitingQueue: Sendable {
    /// A time by which a waiter must have started.
    private struct Deadline: Comparable, Sendable {
        var instant: Instant
        var ticket: Ticket

        static func < (left: Deadline, right: Deadline) -> Bool {
            (left.instant, left.ticket) < (right.instant, right.ticket)
        }
    }

    private var ranks = Treap<Rank>()
    private var deadlines = Treap<Deadline>()

    /// When the queue is to be looked at again, if nothing happens before.
    var due: Instant?
    /// What was taken from the bucket past its head, by those who stood in other queues.
    var passed = Units.zero

    /// How many stand in the queue.
    var count: Int { ranks.count }
    /// The one who is to start next.
    var first: Rank? { ranks.first }
    /// The ticket of the one with the earliest deadline.
    var mostUrgent: Ticket? { deadlines.first?.ticket }

    mutating func insert(_ waiter: Waiter, cost: Units) {
        ranks.insert(waiter.rank, weight: cost)
        if let deadline = waiter.deadline {
            deadlines.insert(Deadline(instant: deadline, ticket: waiter.rank.ticket))
        }
    }

    mutating func remove(_ waiter: Waiter) {
        if ranks.first == waiter.rank { passed = .zero }
        ranks.remove(waiter.rank)
        if let deadline = waiter.deadline {
            deadlines.remove(Deadline(instant: deadline, ticket: waiter.rank.ticket))
        }
    }

    /// How many stand before a rank, and what they want in all.
    func ahead(of rank: Rank) -> (count: Int, weight: Units) {
        ranks.before(rank)
    }
}
