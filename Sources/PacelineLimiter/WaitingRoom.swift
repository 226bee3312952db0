/// Who waits for which bucket, and when which queue is to be looked at again.
struct WaitingRoom: Sendable {
    /// A time at which a queue is due; stale if the queue says otherwise.
    private struct Appointment: Comparable {
        var instant: Instant
        var bucket: Int

        static func < (left: Appointment, right: Appointment) -> Bool {
            left.instant < right.instant
        }
    }

    private var waiters: [Ticket: Waiter] = [:]
    /// The queue of each bucket, by the bucket's place.
    private var queues: [WaitingQueue] = []
    private var agenda = Heap<Appointment>()

    /// How many wait.
    var count: Int { waiters.count }

    mutating func addQueue() {
        queues.append(WaitingQueue())
    }

    /// How many stand in the queue of a bucket.
    func count(in bucket: Int) -> Int {
        queues[bucket].count
    }

    // MARK: Coming and going

    mutating func insert(_ waiter: Waiter) {
        waiters[waiter.rank.ticket] = waiter
        for bucket in waiter.places {
            queues[bucket].insert(waiter, cost: waiter.cost(in: bucket))
        }
    }

    /// Takes out whoever has this ticket.
    mutating func remove(_ ticket: Ticket) -> Waiter? {
        guard let waiter = waiters.removeValue(forKey: ticket) else { return nil }
        for bucket in waiter.places {
            queues[bucket].remove(waiter, cost: waiter.cost(in: bucket), isStanding: standing(in: bucket))
        }
        return waiter
    }

    /// The one who is to start next from the queue of a bucket.
    mutating func first(in bucket: Int) -> Waiter? {
        queues[bucket].first(isStanding: standing(in: bucket)).flatMap { waiters[$0] }
    }

    /// The one in the queue of a bucket who has the earliest deadline.
    mutating func mostUrgent(in bucket: Int) -> Waiter? {
        queues[bucket].mostUrgent(isStanding: standing(in: bucket)).flatMap { waiters[$0] }
    }

    /// How many stand in a queue before someone who is about to join it, and what they want in all.
    func ahead(of rank: Rank, in bucket: Int) -> (count: Int, cost: Units) {
        queues[bucket].ahead(of: rank)
    }

    // MARK: Passing

    /// Someone of this rank started from another queue and took `cost` from this bucket, too.
    mutating func notePassing(_ rank: Rank, cost: Units, in bucket: Int) {
        if let head = first(in: bucket), head.rank < rank { queues[bucket].passed += cost }
    }

    /// Whether the head of a bucket's queue may not be passed by this rank, because `limit` in all has passed it.
    mutating func isBarred(_ bucket: Int, to rank: Rank, after limit: Units) -> Bool {
        guard queues[bucket].passed >= limit, let head = first(in: bucket) else { return false }
        return head.rank < rank
    }

    private func standing(in bucket: Int) -> (Ticket) -> Bool {
        { [waiters] in waiters[$0]?.stands(in: bucket) ?? false }
    }

    // MARK: When to look again

    /// Notes when a queue is to be looked at again; nil: not before something happens.
    mutating func schedule(_ bucket: Int, at instant: Instant?) {
        guard queues[bucket].due != instant else { return }
        queues[bucket].due = instant
        if let instant {
            agenda.insert(Appointment(instant: instant, bucket: bucket))
        }
    }

    /// The buckets whose queues are due at `now`; they are taken off the agenda.
    mutating func takeDue(at now: Instant) -> [Int] {
        var due: [Int] = []
        while let instant = nextDue(), instant <= now {
            let bucket = agenda.removeFirst().bucket
            queues[bucket].due = nil
            due.append(bucket)
        }
        return due
    }

    /// When the next queue is due.
    mutating func nextDue() -> Instant? {
        while let next = agenda.first, queues[next.bucket].due != next.instant {
            agenda.removeFirst()
        }
        return agenda.first?.instant
    }
}
