/// Who waits for which bucket, and when which queue is to be looked at again.
struct WaitingRoom: Sendable {
    /// A time at which a queue is due.
    private struct Appointment: Comparable, Sendable {
        var instant: Instant
        var bucket: Int

        static func < (left: Appointment, right: Appointment) -> Bool {
            (left.instant, left.bucket) < (right.instant, right.bucket)
        }
    }

    private var waiters: [Ticket: Waiter] = [:]
    /// The queues in which anybody stands, by the places of their buckets.
    private var queues: [Int: WaitingQueue] = [:]
    private var agenda = Treap<Appointment>()
    /// Those who did not come back, by priority, in the order of their arrival.
    private var lines: [Priority: Treap<Ticket>] = [:]
    /// How many waiters want something from a bucket, whichever queue they stand in.
    private var wanted: [Int: Int] = [:]

    /// How many wait.
    var count: Int { waiters.count }
    /// All who wait, in no order.
    var all: some Collection<Waiter> { waiters.values }

    /// How many stand in the queue of a bucket.
    func count(in bucket: Int) -> Int {
        waiters.isEmpty ? 0 : queues[bucket]?.count ?? 0
    }

    /// Whether anybody who waits wants something from a bucket.
    func wants(_ bucket: Int) -> Bool {
        wanted[bucket] != nil
    }

    /// Whoever has this ticket.
    func waiter(_ ticket: Ticket) -> Waiter? {
        waiters[ticket]
    }

    // MARK: Coming and going

    mutating func insert(_ waiter: Waiter) {
        let rank = waiter.rank
        waiters[rank.ticket] = waiter
        if rank.position == .back { lines[rank.priority, default: Treap()].insert(rank.ticket) }
        for demand in waiter.demands { wanted[demand.bucket.index, default: 0] += 1 }
        for bucket in waiter.places {
            queues[bucket, default: WaitingQueue()].insert(waiter, cost: waiter.cost(in: bucket))
        }
    }

    /// Takes out whoever has this ticket.
    mutating func remove(_ ticket: Ticket) -> Waiter? {
        guard let waiter = waiters.removeValue(forKey: ticket) else { return nil }
        let priority = waiter.rank.priority
        lines[priority]?.remove(ticket)
        if lines[priority]?.isEmpty == true { lines[priority] = nil }
        for demand in waiter.demands {
            let count = wanted[demand.bucket.index] ?? 0
            wanted[demand.bucket.index] = count > 1 ? count - 1 : nil
        }
        for bucket in waiter.places {
            queues[bucket]?.remove(waiter)
            giveUpIfUnused(bucket)
        }
        return waiter
    }

    private mutating func giveUpIfUnused(_ bucket: Int) {
        if let queue = queues[bucket], queue.count == 0, queue.due == nil { queues[bucket] = nil }
    }

    /// The rank of a request that comes at `now`, with the head start of its priority.
    func rank(_ priority: Priority, _ position: QueuePosition, ticket: Ticket, headStart: Int64, at now: Instant)
        -> Rank
    {
        var key = now.nanoseconds.subtractingSaturated(headStart)
        if position == .front, let oldest = lines[priority]?.first, let waiter = waiters[oldest] {
            key = min(key, waiter.rank.key)
        }
        return Rank(key: key, priority: priority, position: position, ticket: ticket)
    }

    /// The one who is to start next from the queue of a bucket.
    func first(in bucket: Int) -> Waiter? {
        (queues[bucket]?.first?.ticket).flatMap { waiters[$0] }
    }

    /// The one in the queue of a bucket who has the earliest deadline.
    func mostUrgent(in bucket: Int) -> Waiter? {
        (queues[bucket]?.mostUrgent).flatMap { waiters[$0] }
    }

    /// How many stand in a queue before a rank, and what they want in all.
    func ahead(of rank: Rank, in bucket: Int) -> (count: Int, weight: Units) {
        queues[bucket]?.ahead(of: rank) ?? (0, .zero)
    }

    // MARK: Passing

    /// Someone of this rank started from another queue and took `cost` from this bucket, too.
    mutating func notePassing(_ rank: Rank, cost: Units, in bucket: Int) {
        if let head = queues[bucket]?.first, head < rank { queues[bucket]?.passed += cost }
    }

    /// Whether the head of a bucket's queue may not be passed by this rank, because `limit` in all has passed it.
    func isBarred(_ bucket: Int, to rank: Rank, after limit: Units) -> Bool {
        guard let queue = queues[bucket], queue.passed >= limit, let head = queue.first else { return false }
        return head < rank
    }

    // MARK: When to look again

    /// Notes when a queue is to be looked at again; nil: not before something happens.
    mutating func schedule(_ bucket: Int, at instant: Instant?) {
        let due = queues[bucket]?.due
        guard due != instant else { return }
        if let due { agenda.remove(Appointment(instant: due, bucket: bucket)) }
        if let instant { agenda.insert(Appointment(instant: instant, bucket: bucket)) }
        queues[bucket, default: WaitingQueue()].due = instant
        giveUpIfUnused(bucket)
    }

    /// The buckets whose queues are due at `now`; they are taken off the agenda.
    mutating func takeDue(at now: Instant) -> [Int] {
        var due: [Int] = []
        while let next = agenda.first, next.instant <= now {
            schedule(next.bucket, at: nil)
            due.append(next.bucket)
        }
        return due
    }

    /// When the next queue is due.
    var nextDue: Instant? { agenda.first?.instant }
}
