// What keeps a request: buckets without room, those who go before it, and claims.

extension LimiterCore {
    /// After so many moves since it became the first, the first of a group may claim its buckets.
    static var movesBeforeClaim: Int { 2 }

    /// The slowest of the buckets that keep a request of some rank, which belongs to `group` if it waits.
    mutating func slowestBlocker(of draws: DrawList, from group: Int?, _ rank: Rank) -> Int? {
        var slowest: Slowness?
        for position in 0..<draws.count {
            let draw = draws[position]
            if isOpen(draw.bucket.index, for: draw.cost, from: group, rank) { continue }
            let slowness = store.slowness(ofBucket: draw.bucket.index, at: now)
            slowest = slowest.map { max($0, slowness) } ?? slowness
        }
        return slowest?.bucket
    }

    /// Whether a request may take its share of a bucket: there is room, claims of better ranks included, and nobody of
    /// a better rank holds the queue. Where something is kept for another, the bucket is watched from that one's other
    /// buckets: what these lose may mean that nothing needs to be kept.
    private mutating func isOpen(_ bucket: Int, for cost: Units, from group: Int?, _ rank: Rank) -> Bool {
        guard admits(cost, in: bucket) else { return false }
        if waiting.isFree(bucket) { return true }
        // Who takes nothing takes nothing from anybody, but the turn of the one who tries a gate.
        if cost == .zero, store.gate(ofBucket: bucket) == nil { return true }
        let reserved = reserved(in: bucket, from: group, rank)
        if reserved > .zero, !admits(cost + reserved, in: bucket), let claimant = waiting.claimant(of: bucket) {
            watch(bucket, for: claimant)
            return false
        }
        guard let front = waiting.firstGroup(in: bucket), front != group, let first = waiting.first(of: front),
            first.rank < rank
        else { return true }
        if isKept(first, bySlowerThan: bucket) {
            // It will leave this queue as soon as that is served.
            pending.append(bucket)
            return true
        }
        watch(bucket, for: front)
        return false
    }

    /// Whether a bucket has room for so much.
    mutating func admits(_ cost: Units, in bucket: Int) -> Bool {
        store.availability(inBucket: bucket, for: cost, at: now) == .available
    }

    /// Whether a slower bucket than this one lacks room for a waiter.
    private mutating func isKept(_ waiter: Waiter, bySlowerThan bucket: Int) -> Bool {
        let slowness = store.slowness(ofBucket: bucket, at: now)
        for position in 0..<waiter.draws.count {
            let draw = waiter.draws[position]
            guard store.slowness(ofBucket: draw.bucket.index, at: now) > slowness else { continue }
            if !admits(draw.cost, in: draw.bucket.index) { return true }
        }
        return false
    }

    /// What the claimant of a bucket, if it has a better rank, keeps free of it: its cost, where all slower buckets
    /// have room for it; nothing while one of its buckets is gated. So nothing is kept of a fast bucket for one who
    /// waits for a slow one, and claims cannot wait for each other.
    mutating func reserved(in bucket: Int, from group: Int?, _ rank: Rank) -> Units {
        guard let claimant = waiting.claimant(of: bucket), claimant != group, let first = waiting.first(of: claimant),
            first.rank < rank, !first.draws.contains(where: { store.gate(ofBucket: $0.bucket.index) != nil }),
            !isKept(first, bySlowerThan: bucket)
        else { return .zero }
        return first.cost(in: bucket)
    }

    /// Something of a bucket is kept for the first of a group: when one of its other buckets loses room, this one's
    /// queue is to be served.
    mutating func watch(_ bucket: Int, for group: Int) {
        for other in waiting.groups[group].buckets where other != bucket { waiting.watch(other, from: bucket) }
    }

    /// A bucket may have lost room: where something is kept for one who needs it, others may start now.
    mutating func serveWatchers(of bucket: Int) {
        pending += waiting.takeWatchers(of: bucket)
    }
}

/// Orders buckets by how long they keep a request: by the end of their gates, then by how long they hold, then the
/// smaller capacity. Any two buckets have one order.
package struct Slowness: Comparable, Sendable {
    /// The end of the gate, if it is still shut.
    let gate: Instant?
    let hold: Int64
    let capacity: Units
    let bucket: Int

    package static func < (left: Slowness, right: Slowness) -> Bool {
        let none = Instant(nanoseconds: .min)
        return (left.gate ?? none, left.hold, right.capacity, left.bucket)
            < (right.gate ?? none, right.hold, left.capacity, right.bucket)
    }
}
