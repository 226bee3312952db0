// How the queues are served: what follows when something has happened to a bucket.
//
// A group stands in the queue of the slowest bucket that keeps its first. When a bucket may have room, the best group
// of its queue is tried: the first starts, or a slower bucket keeps it and the group moves there, or it holds this
// queue. So what is kept back for it is less than it costs, and who waits for a slow bucket never holds up a fast one.
//
// Looking never moves: a group moves only when the queue where it stands is served, and then either to a slower bucket
// or from a bucket that has room for it. Within one step room only shrinks, so serving ends.

extension LimiterCore {
    /// Serves the queues of all buckets that something happened to, then sees to the timer.
    mutating func settle() {
        movesLeft = waiting.maximumMoves
        // Where several buckets got room at once, the best rank goes first.
        pending.sort { waiting.comesFirst(in: $0, before: $1) }
        while let bucket = pending.next() { serve(bucket) }
        while let bucket = waiting.takeUnscheduled() { waiting.schedule(bucket, at: wake(of: bucket)) }
        let next = waiting.nextDue
        if let next, next < armed ?? Instant(nanoseconds: .max) {
            armed = next
            effects.timer = .set(next)
        } else if next == nil, armed != nil {
            armed = nil
            effects.timer = .stop
        }
    }

    /// Something has happened to a bucket: who waits for it may start now, and who waits behind one that it keeps.
    mutating func touch(_ bucket: Int) {
        pending.append(bucket)
        serveWatchers(of: bucket)
    }

    private mutating func serve(_ bucket: Int) {
        serveFirsts(of: bucket)
        pending.done(bucket)
        dismissLate(in: bucket)
        waiting.setUnscheduled(bucket)
    }

    /// Lets those start who come first in a bucket's queue, until one holds it.
    private mutating func serveFirsts(of bucket: Int) {
        while let group = waiting.firstGroup(in: bucket) {
            guard let blocked = tryFirst(of: group) else {
                place(group)
                continue
            }
            if blocked == bucket || movesLeft == 0 { return keepRest(of: bucket) }
            move(group, to: blocked)
        }
    }

    /// What a bucket has left is kept for the first in its queue, as long as no slower bucket keeps that one.
    private mutating func keepRest(of bucket: Int) {
        guard let group = waiting.firstGroup(in: bucket), admits(.least, in: bucket) else { return }
        watch(bucket, for: group)
    }

    /// When the queue of a bucket is to be served if nothing happens before: when time has made room for its first, or
    /// any room at all, since a slower bucket may keep the first by then.
    private mutating func wake(of bucket: Int) -> Instant? {
        guard let group = waiting.firstGroup(in: bucket), let waiter = waiting.first(of: group) else { return nil }
        let cost = waiter.cost(in: bucket)
        for units in [min(.least, cost), cost, cost + reserved(in: bucket, from: group, waiter.rank)] {
            if case .later(let delay) = store.availability(inBucket: bucket, for: units, at: now) { return delay.wake }
        }
        return nil
    }

    // MARK: Groups

    /// Lets a group that stands nowhere start those whom nothing keeps, and stand where its first is kept.
    mutating func place(_ group: Int) {
        while waiting.groups[group].count > 0 {
            if let blocked = tryFirst(of: group) { return stand(group, in: blocked) }
        }
        for bucket in waiting.groups[group].buckets { serveWatchers(of: bucket) }
        waiting.removeGroup(group)
    }

    private mutating func stand(_ group: Int, in bucket: Int) {
        waiting.stand(group, in: bucket)
        if waiting.firstGroup(in: bucket) == group { keepRest(of: bucket) }
    }

    /// Ends the waits of those who come first in their groups and cost more than a bucket takes now. Others are looked
    /// at when they come first.
    mutating func placeHopeless(in bucket: Int) {
        let capacity = store.capacity(ofBucket: bucket)
        for group in waiting.livingGroups where waiting.first(of: group)?.cost(in: bucket) ?? .zero > capacity {
            stepBack(group)
            place(group)
        }
    }

    private mutating func move(_ group: Int, to bucket: Int) {
        movesLeft -= 1
        moves += 1
        _ = waiting.withdraw(group)
        stand(group, in: bucket)
        if waiting.noteMove(of: group) >= Self.movesBeforeClaim, !waiting.wantsClaim(group) {
            waiting.addClaim(of: group)
            waiting.grantClaims()
        }
    }

    /// Takes a group out of its queue, where another may start next now.
    mutating func withdraw(_ group: Int) {
        if let bucket = waiting.withdraw(group) { pending.append(bucket) }
    }

    /// Ends the wait of the first of a group, or returns the slowest of the buckets that keep it.
    private mutating func tryFirst(of group: Int) -> Int? {
        guard let waiter = waiting.first(of: group) else { return nil }
        if let deadline = waiter.deadline, deadline < now {
            leave(waiter, with: .failed(error(.deadline, at: waiter.draws[0].bucket.index)))
            return nil
        }
        if let bucket = tooSmallBucket(for: waiter.draws) {
            leave(waiter, with: .failed(error(.exceedsQuota, at: bucket)))
            return nil
        }
        if let bucket = slowestBlocker(of: waiter.draws, from: group, waiter.rank) {
            guard let error = exhaustion(of: waiter.waitLimits, waiter.draws) else { return bucket }
            leave(waiter, with: .failed(error))
            return nil
        }
        switch store.acquire(waiter.draws, at: now) {
        case .granted(let permit):
            leave(waiter, with: .granted(permit))
            for draw in waiter.draws { serveWatchers(of: draw.bucket.index) }
            return nil
        case .blocked(let blocked):
            return blocked.bucket
        }
    }

    private func tooSmallBucket(for draws: DrawList) -> Int? {
        draws.first { $0.cost > store.capacity(ofBucket: $0.bucket.index) }?.bucket.index
    }

    /// Takes a waiter out of its group and notes its outcome. If it was the first, its group stands nowhere then and is
    /// to be placed.
    mutating func leave(_ waiter: Waiter, with outcome: Outcome) {
        if waiting.groups[waiter.group].first == waiter.rank { stepBack(waiter.group) }
        waiting.remove(waiter.rank.ticket)
        movesLeft = waiting.maximumMoves
        effects.outcomes.append((waiter.rank.ticket, outcome))
        switch outcome {
        case .granted(let permit): note(.waited(waiter.rank.ticket, now - waiter.since), permit, waiter.draws)
        case .failed(let error):
            effects.events?.append(
                .expired(error, ticket: waiter.rank.ticket, after: now - waiter.since, at: now))
        }
    }

    /// The first of a group changes: it leaves its queue, and what the old one has claimed is free.
    mutating func stepBack(_ group: Int) {
        withdraw(group)
        let free = waiting.removeClaim(of: group)
        guard !free.isEmpty else { return }
        pending += free
        waiting.grantClaims()
    }
}
