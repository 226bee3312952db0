// What responses tell of buckets whose numbers are declared, and of what their requests did cost.

extension LimiterCore {
    /// The buckets that a caller's handle stands for.
    func drawn(_ bucket: BucketHandle) -> [Int] {
        names.check(bucket)
        return routes[bucket.index]?.targets ?? [bucket.index]
    }

    /// A response told numbers of a bucket.
    package mutating func learn(_ limit: RateLimit, of bucket: BucketHandle, loosens: Bool, at time: Instant) {
        advance(to: time)
        for index in drawn(bucket) {
            guard store.learn(limit, ofBucket: index, loosens: loosens, at: now) else { continue }
            noteLearned(index)
            if waiting.wants(index) { placeHopeless(in: index) }
            touch(index)
        }
        settle()
    }

    /// A response that came now to a request that started with `permit` told that a fixed window ends after `wait`,
    /// give or take `grain`.
    package mutating func endWindow(
        _ permit: PermitID, of bucket: BucketHandle, in wait: Duration, grain: Duration, at time: Instant
    ) {
        advance(to: time)
        for index in drawn(bucket) {
            store.endWindow(permit, ofBucket: index, in: wait, grain: grain, at: now)
            touch(index)
        }
        settle()
    }

    /// A request takes `cost` of a bucket, whatever it took when it started.
    package mutating func amend(_ permit: PermitID, cost: Double, of bucket: BucketHandle, at time: Instant) {
        guard !cost.isNaN else { return }
        advance(to: time)
        let units = Units(min(max(0, cost), Units.maximum))
        for index in drawn(bucket) {
            let change = store.amend(permit, bucket: index, to: units, at: now)
            if change > .zero, isRecording {
                effects.events?.append(
                    .overspent(permit: permit.rawValue, bucket: names[index], by: change.value, at: now))
            }
            touch(index)
        }
        settle()
    }

    /// The server's own identity for what a bucket counts is `name`: all buckets that have it are one from then on.
    package mutating func identify(_ bucket: BucketHandle, as name: BucketName, at time: Instant) {
        advance(to: time)
        names.check(bucket)
        routes.add(bucket.index, origin: nil)
        guard let route = routes[bucket.index], let own = route.targets.first, names[own] != name,
            route.changes < RouteTable.mostChanges
        else { return }
        let target = identify(name, own: own, source: own, origin: nil)
        if target != own { redirect(bucket.index, to: [target], isNamed: true) }
        placeMoved()
        settle()
    }
}

extension BucketStore {
    /// A response told numbers of a bucket. Returns whether it keeps to others than before.
    mutating func learn(_ limit: RateLimit, ofBucket index: Int, loosens: Bool, at now: Instant) -> Bool {
        buckets.with(index, at: now) { $0.learn(limit, loosens: loosens, at: now) }
    }

    /// A response told when a window ends, seen from the server's answer, which lies between the request's start and
    /// now.
    mutating func endWindow(
        _ permit: PermitID, ofBucket index: Int, in wait: Duration, grain: Duration, at now: Instant
    ) {
        let start = permits.start(permits.place(of: permit))
        buckets.with(index, at: now) { $0.endsWindow(start + wait - grain, now + wait + grain, at: now) }
        ledger?.value.accounts[index]?.ends.append((start + wait - grain, now + wait + grain))
    }

    /// Lets a permit take another amount from a bucket. Nothing is changed where its hold has begun.
    /// - Returns: What it takes more than before.
    mutating func amend(_ permit: PermitID, bucket index: Int, to cost: Units, at now: Instant) -> Units {
        let place = permits.place(of: permit)
        guard let position = draws(of: permit).firstIndex(where: { $0.bucket.index == index }),
            !permits.isAnswered(place) || buckets.release(of: index) == .end
        else { return .zero }
        let taken = permits.draw(position, ofPlace: place).cost
        // More than it holds, a bucket cannot lack: what is beyond would be refilled for years.
        let cost = min(cost, max(taken, Units(buckets.limit(of: index).capacity)))
        let change = cost - taken
        guard change != .zero else { return .zero }
        permits.setCost(cost, at: position, ofPlace: place)
        buckets.with(index, at: now) { $0.amend(by: change) }
        ledger?.value.amend(by: change, in: index, of: permit)
        return change
    }
}

extension Bucket {
    /// A request in flight takes so much more, or less, than it did.
    mutating func amend(by change: Units) {
        inFlight += change
        // What is left by a response's word is not raised by what others turn out not to cost.
        if change > .zero { level &+= change.millionths }
    }
}
