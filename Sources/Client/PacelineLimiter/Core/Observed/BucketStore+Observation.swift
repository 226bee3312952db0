// Buckets whose numbers nobody declared.

extension BucketStore {
    /// The response says nothing of the limits: its request is held, and is no evidence of what they let through.
    mutating func disregard(_ permit: PermitID, at now: Instant) {
        response(permit, at: now)
        for draw in draws(of: permit) { buckets.retract(draw.cost, from: draw.bucket.index) }
    }

    func basis(ofBucket index: Int) -> LimitBasis { buckets.resident(index)?.basis ?? .unknown }

    /// A response told something of a quota. Returns whether that gave the bucket other numbers.
    mutating func report(_ permit: PermitID, bucket index: Int, _ quota: ReportedQuota, at now: Instant) -> Bool {
        let level = level(of: index, in: permit)
        let hasChanged = buckets.with(index, at: now) { $0.report(quota, since: level, at: now) }
        if ledger != nil, let left = buckets.resident(index)?.remaining(of: quota) {
            ledger?.value.tell(left.units, for: left.length / 1_000, of: index, at: now)
        }
        return hasChanged
    }

    /// Whether nothing is known any more of a bucket, and no refusal keeps it shut.
    mutating func hasLapsed(_ index: Int, at now: Instant) -> Bool {
        buckets.with(index, at: now) { bucket in
            bucket.updateObservation(at: now)
            return bucket.basis == .unknown && bucket.gatedUntil == nil
        }
    }

    /// Lets a new bucket begin with what another one counted.
    mutating func begin(_ index: Int, with source: Int, at now: Instant) {
        guard let other = buckets.resident(source) else { return }
        buckets.with(index, at: now) { $0.begin(with: other, at: now) }
    }

    /// Lets what is under way count in one more bucket, besides those that it draws on. O(n) of the permits.
    mutating func share(_ old: [Int], with new: BucketHandle, at now: Instant) {
        let isLong = buckets.release(of: new.index) == .end
        for place in permits.unended where isLong || !permits.isAnswered(place) {
            let draws = permits.draws(ofPlace: place)
            guard !draws.contains(where: { $0.bucket == new }),
                let draw = draws.first(where: { old.contains($0.bucket.index) })
            else { continue }
            let level = buckets.with(new.index, at: now) { $0.share(draw.cost) }
            permits.add(Draw(new, cost: draw.cost), level: level, toPlace: place)
        }
    }

    /// Brings all that is known of a bucket to another one, which it turned out to be.
    mutating func merge(_ old: Int, into new: BucketHandle, at now: Instant) {
        guard let bucket = buckets.take(old) else { return }
        let level = buckets.with(new.index, at: now) { target in
            target.absorb(bucket, at: now)
            return target.level &- target.inFlight.millionths
        }
        permits.redirect(old, to: new, level: level)
    }
}
