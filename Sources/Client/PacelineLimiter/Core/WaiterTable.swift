/// Who waits, in which groups, in whose queues, and when which queue is to be served again.
///
/// It keeps order and decides nothing: who may start, and where a group stands, is the ``LimiterCore``'s affair.
struct WaiterTable: Sendable {
    var waiters: [Ticket: Waiter] = [:]
    var groups: [WaiterGroup] = []
    /// The places of groups that are gone.
    private var unused: [Int] = []
    /// The places of groups by their buckets.
    private var places: [BucketSet: Int] = [:]
    /// The queues of buckets that anybody wants something from, by the places of the buckets.
    var queues: [Int: WaitingQueue] = [:]
    /// Buckets whose queues have changed since they were scheduled.
    var unscheduled: [Int] = []
    var schedule = SortedSet<Timed>()
    /// Those who did not come back, by priority, in the order of their arrival.
    private var lines: [Priority: SortedSet<Ticket>] = [:]
    /// How many wait of each API.
    private var counts: [Int: Int] = [:]
    /// The groups that have a claim or wait for one.
    var claims = SortedSet<Claim>()
    /// The buckets of each group, added up: so many moves are possible before somebody starts.
    private(set) var maximumMoves = 0

    /// A group by the rank of its first.
    struct Claim: Comparable, Sendable {
        var rank: Rank
        var group: Int

        static func < (left: Claim, right: Claim) -> Bool { left.rank < right.rank }
        static func == (left: Claim, right: Claim) -> Bool { left.rank == right.rank }
    }

    /// How many wait.
    var count: Int { waiters.count }
    /// All who wait, in no order.
    var all: some Collection<Waiter> { waiters.values }
    /// The places of the groups in which anybody waits.
    var livingGroups: [Int] { places.values.sorted() }
    /// Whether nothing is kept of anybody.
    var isClear: Bool {
        waiters.isEmpty && places.isEmpty && queues.isEmpty && schedule.isEmpty && lines.isEmpty && counts.isEmpty
            && claims.isEmpty && maximumMoves == 0
    }

    /// Whoever has this ticket.
    func waiter(_ ticket: Ticket) -> Waiter? { waiters[ticket] }

    /// The group of those who want something from these buckets.
    func group(of draws: DrawList) -> Int? { places[BucketSet(draws)] }

    /// The one of a group who is to start next.
    func first(of group: Int) -> Waiter? {
        (groups[group].first?.ticket).flatMap { waiters[$0] }
    }

    /// How many wait of an API.
    func count(ofAPI api: Int) -> Int { counts[api] ?? 0 }

    /// How many stand in the queue of a bucket.
    func count(in bucket: Int) -> Int { waiters.isEmpty ? 0 : queues[bucket]?.count ?? 0 }

    /// How many want something from a bucket, whichever queue they stand in.
    func wanted(_ bucket: Int) -> Int { waiters.isEmpty ? 0 : queues[bucket]?.wanted ?? 0 }

    /// Whether anybody who waits wants something from a bucket.
    func wants(_ bucket: Int) -> Bool { wanted(bucket) > 0 }

    /// Whether nobody stands in the queue of a bucket or has claimed it.
    func isFree(_ bucket: Int) -> Bool {
        guard let queue = queues[bucket] else { return true }
        return queue.first == nil && queue.claimant == nil
    }

    // MARK: Coming and going

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

    /// Adds a waiter to its group. The group stays where it is.
    mutating func insert(_ new: Waiter) -> Int {
        var waiter = new
        waiter.group = makeGroup(BucketSet(waiter.draws))
        let (rank, group) = (waiter.rank, waiter.group)
        waiters[rank.ticket] = waiter
        if rank.position == .back { lines[rank.priority, default: SortedSet()].insert(rank.ticket) }
        counts[waiter.api, default: 0] += 1
        for bucket in groups[group].buckets { queues[bucket, default: WaitingQueue()].wanted += 1 }
        change(group, by: 1) { $0.insert(waiter) }
        return group
    }

    private mutating func makeGroup(_ buckets: BucketSet) -> Int {
        if let group = places[buckets] { return group }
        let group = unused.popLast() ?? groups.count
        if group == groups.count { groups.append(WaiterGroup(buckets)) } else { groups[group] = WaiterGroup(buckets) }
        places[buckets] = group
        maximumMoves += buckets.count
        return group
    }

    /// Takes out whoever has this ticket. If it is the first of its group, the group stands nowhere.
    mutating func remove(_ ticket: Ticket) {
        guard let waiter = waiters.removeValue(forKey: ticket) else { return }
        let priority = waiter.rank.priority
        lines[priority]?.remove(ticket)
        if lines[priority]?.isEmpty == true { lines[priority] = nil }
        counts[waiter.api] = count(ofAPI: waiter.api) > 1 ? count(ofAPI: waiter.api) - 1 : nil
        change(waiter.group, by: -1) { $0.remove(waiter) }
        for bucket in groups[waiter.group].buckets {
            queues[bucket]?.wanted -= 1
            removeIfUnused(bucket)
        }
    }

    /// Gives up a group in which nobody waits any more.
    mutating func removeGroup(_ group: Int) {
        guard groups[group].count == 0, places.removeValue(forKey: groups[group].buckets) != nil else { return }
        maximumMoves -= groups[group].buckets.count
        unused.append(group)
        if places.isEmpty { (groups, unused) = ([], []) }
    }

    /// Notes when the deadline of a waiter is to be looked at.
    mutating func setReview(_ review: Instant, of ticket: Ticket) {
        guard let waiter = waiters[ticket], waiter.review != review else { return }
        waiters[ticket]?.review = review
        change(waiter.group, by: 0) { $0.setReview(review, of: waiter) }
    }

    /// Changes something in a group other than its first, or while it stands nowhere.
    private mutating func change(_ group: Int, by difference: Int, _ body: (inout WaiterGroup) -> Void) {
        body(&groups[group])
        guard let place = groups[group].place else { return }
        let review = groups[group].review?.instant
        queues[place.bucket]?.update(group, review: place.review, to: review, by: difference)
        guard review != place.review else { return }
        groups[group].place?.review = review
        setUnscheduled(place.bucket)
    }

    mutating func removeIfUnused(_ bucket: Int) {
        if queues[bucket]?.isUnused == true { queues[bucket] = nil }
    }
}
