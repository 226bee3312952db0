/// Those who wait for one bucket, in the order of their ranks.
///
/// Who leaves is not searched for: its entries stay and are skipped when they come to the front, where the caller says
/// that they are stale. When they outnumber the others they are swept out, so a change costs logarithmic time on average.
struct WaitingQueue: Sendable {
    /// A time by which a waiter must have started.
    private struct Deadline: Comparable {
        var instant: Instant
        var ticket: Ticket

        static func < (left: Deadline, right: Deadline) -> Bool {
            (left.instant, left.ticket) < (right.instant, right.ticket)
        }
    }

    /// Those of one priority and position, added up.
    private struct Tally {
        var count = 0
        var cost = Units.zero
    }

    private struct Line: Hashable {
        let priority: Priority
        let position: QueuePosition

        init(_ rank: Rank) {
            priority = rank.priority
            position = rank.position
        }
    }

    private var ranks = Heap<Rank>()
    private var deadlines = Heap<Deadline>()
    private var tallies: [Line: Tally] = [:]

    /// How many stand in the queue.
    private(set) var count = 0
    /// When the queue is to be looked at again, if nothing happens before.
    var due: Instant?
    /// What was taken from the bucket past its head, by those who stood in other queues.
    var passed = Units.zero

    var isEmpty: Bool { count == 0 }

    mutating func insert(_ waiter: Waiter, cost: Units) {
        count += 1
        tallies[Line(waiter.rank), default: Tally()].count += 1
        tallies[Line(waiter.rank), default: Tally()].cost += cost
        ranks.insert(waiter.rank)
        if let deadline = waiter.deadline {
            deadlines.insert(Deadline(instant: deadline, ticket: waiter.rank.ticket))
        }
    }

    /// Notes that a waiter has left; `isStanding` must already deny it.
    mutating func remove(_ waiter: Waiter, cost: Units, isStanding: (Ticket) -> Bool) {
        count -= 1
        if ranks.first == waiter.rank { passed = .zero }
        tallies[Line(waiter.rank)]?.count -= 1
        tallies[Line(waiter.rank)]?.cost -= cost
        if count == 0 {
            (ranks, deadlines, tallies) = (Heap(), Heap(), [:])
        } else if max(ranks.count, deadlines.count) > 2 * count + 32 {
            ranks.keep { isStanding($0.ticket) }
            deadlines.keep { isStanding($0.ticket) }
        }
    }

    /// The ticket of the one who is to start next.
    mutating func first(isStanding: (Ticket) -> Bool) -> Ticket? {
        while let ticket = ranks.first?.ticket {
            if isStanding(ticket) { return ticket }
            ranks.removeFirst()
        }
        return nil
    }

    /// The ticket of the one with the earliest deadline.
    mutating func mostUrgent(isStanding: (Ticket) -> Bool) -> Ticket? {
        while let ticket = deadlines.first?.ticket {
            if isStanding(ticket) { return ticket }
            deadlines.removeFirst()
        }
        return nil
    }

    /// How many stand before the end of a priority's line, and what they want in all.
    func ahead(of rank: Rank) -> (count: Int, cost: Units) {
        tallies.reduce(into: (0, Units.zero)) { sum, entry in
            let (line, tally) = entry
            guard
                line.priority > rank.priority
                    || line.priority == rank.priority && (line.position == .front || rank.position == .back)
            else { return }
            sum.0 += tally.count
            sum.1 += tally.cost
        }
    }
}
