// Which group stands in whose queue, who has claimed what, and when which queue is to be served.

extension WaiterTable {
    // MARK: Standing in queues

    /// The group that is to start next from the queue of a bucket.
    func firstGroup(in bucket: Int) -> Int? { queues[bucket]?.first }

    /// Whether the one who is to start next from a bucket's queue goes before that of another.
    func comesFirst(in bucket: Int, before other: Int) -> Bool {
        guard let group = firstGroup(in: bucket), let rank = groups[group].first else { return false }
        guard let other = firstGroup(in: other), let otherRank = groups[other].first else { return true }
        return rank < otherRank
    }

    /// Lets a group stand in the queue of a bucket.
    mutating func stand(_ group: Int, in bucket: Int) {
        guard let rank = groups[group].first else { return }
        let place = WaiterGroup.Place(bucket: bucket, rank: rank, review: groups[group].review?.instant)
        groups[group].place = place
        queues[bucket, default: WaitingQueue()].insert(group, place, count: groups[group].count)
        setUnscheduled(bucket)
    }

    /// Takes a group out of the queue where it stands, and returns that queue's bucket if another is to start next
    /// there.
    mutating func withdraw(_ group: Int) -> Int? {
        guard let place = groups[group].place else { return nil }
        let wasFirst = firstGroup(in: place.bucket) == group
        groups[group].place = nil
        queues[place.bucket]?.remove(group, place, count: groups[group].count)
        setUnscheduled(place.bucket)
        return wasFirst ? place.bucket : nil
    }

    /// Notes that a group was moved, and returns how often it was since its first became that.
    mutating func noteMove(of group: Int) -> Int {
        groups[group].moves += 1
        return groups[group].moves
    }

    /// The one in the queue of a bucket whose deadline is to be looked at first, and when.
    func mostUrgent(in bucket: Int) -> (instant: Instant, waiter: Waiter)? {
        guard let queue = queues[bucket], let urgent = queue.mostUrgent,
            let review = groups[urgent.number].review, let waiter = waiters[Ticket(review.number)]
        else { return nil }
        return (urgent.instant, waiter)
    }

    /// The groups whose firsts go before a rank in the queue of a bucket: how many, and the first few of them.
    func groups(before rank: Rank, in bucket: Int, atMost maximum: Int) -> (count: Int, first: [Int]) {
        queues[bucket]?.groups(before: rank, atMost: maximum) ?? (0, [])
    }

    // MARK: Claims

    /// The group that has claimed a bucket.
    func claimant(of bucket: Int) -> Int? { queues[bucket]?.claimant }

    /// The tickets of those whose groups have claims.
    var claimants: [Ticket] {
        livingGroups.filter { groups[$0].claim.isGranted }.compactMap { groups[$0].first?.ticket }
    }

    /// Whether a group has a claim or waits for one.
    func wantsClaim(_ group: Int) -> Bool { groups[group].claim != .none }

    /// Lets a group wait for a claim.
    mutating func addClaim(of group: Int) {
        guard let rank = groups[group].first, !wantsClaim(group) else { return }
        groups[group].claim = .wanted(rank)
        claims.insert(Claim(rank: rank, group: group))
    }

    /// Ends what a group has claimed or wanted to, and returns the buckets that are free of its claim now.
    mutating func removeClaim(of group: Int) -> [Int] {
        groups[group].moves = 0
        let claim = groups[group].claim
        guard let rank = claim.rank else { return [] }
        claims.remove(Claim(rank: rank, group: group))
        groups[group].claim = .none
        guard claim.isGranted else { return [] }
        for bucket in groups[group].buckets { queues[bucket]?.claimant = nil }
        return Array(groups[group].buckets)
    }

    /// Lets those claim who may: the better rank first, one claimant for each bucket. Who may not yet keeps its buckets
    /// from those behind it. Only the first few are looked at.
    mutating func grantClaims() {
        var reserved: Set<Int> = []
        for claim in claims.prefix(32) {
            let buckets = groups[claim.group].buckets
            let isFree = buckets.allSatisfy { queues[$0]?.claimant == nil && !reserved.contains($0) }
            if isFree, !groups[claim.group].claim.isGranted {
                groups[claim.group].claim = .granted(claim.rank)
                for bucket in buckets { queues[bucket]?.claimant = claim.group }
            }
            reserved.formUnion(buckets)
        }
    }

    // MARK: Watching

    /// When `bucket` loses room, the queue of `watcher` is to be served.
    mutating func watch(_ bucket: Int, from watcher: Int) {
        queues[bucket]?.watchers.insert(watcher)
    }

    /// The queues that are to be served because something happened to `bucket`; they do not watch it any more.
    mutating func takeWatchers(of bucket: Int) -> [Int] {
        guard let watchers = queues[bucket]?.watchers, !watchers.isEmpty else { return [] }
        queues[bucket]?.watchers = []
        removeIfUnused(bucket)
        return watchers.sorted()
    }

    // MARK: When to look again

    /// Notes that a queue is to be scheduled anew.
    mutating func setUnscheduled(_ bucket: Int) {
        guard queues[bucket]?.isUnscheduled == false else { return }
        queues[bucket]?.isUnscheduled = true
        unscheduled.append(bucket)
    }

    /// A bucket whose queue is to be scheduled anew.
    mutating func takeUnscheduled() -> Int? {
        guard let bucket = unscheduled.popLast() else { return nil }
        queues[bucket]?.isUnscheduled = false
        return bucket
    }

    /// Notes when a queue is to be served, if nothing happens before; somebody's deadline may be to be looked at
    /// sooner.
    mutating func schedule(_ bucket: Int, at wake: Instant?) {
        guard let queue = queues[bucket] else { return }
        let due = [wake, queue.mostUrgent?.instant].compactMap(\.self).min()
        if due != queue.due {
            if let old = queue.due { schedule.remove(Timed(old, bucket)) }
            if let due { schedule.insert(Timed(due, bucket)) }
            queues[bucket]?.due = due
        }
        removeIfUnused(bucket)
    }

    /// The buckets whose queues are due at `now`; they are taken off the schedule.
    mutating func takeDue(at now: Instant) -> [Int] {
        var buckets: [Int] = []
        while let next = schedule.first, next.instant <= now {
            schedule.remove(next)
            queues[next.number]?.due = nil
            setUnscheduled(next.number)
            buckets.append(next.number)
        }
        return buckets
    }

    /// When the next queue is due.
    var nextDue: Instant? { schedule.first?.instant }
}
