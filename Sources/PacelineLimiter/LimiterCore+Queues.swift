// How the queues are served: what follows when something has happened to a bucket.

extension LimiterCore {
    /// Serves the queues of all buckets that something happened to, then sees to the timer.
    mutating func settle() {
        while let bucket = touched.popLast() { serve(bucket) }
        let next = room.nextDue
        if let next, next < armed ?? Instant(nanoseconds: .max) {
            armed = next
            effects.timer = .set(next)
        } else if next == nil, armed != nil {
            armed = nil
            effects.timer = .stop
        }
    }

    /// Starts those at the head of a bucket's queue for whom there is room. Who is kept by another bucket goes over to
    /// that bucket's queue; who is kept by this one holds up the queue, so that a heavy request is not overtaken.
    private mutating func serve(_ bucket: Int) {
        var wake: Instant?
        while let waiter = room.first(in: bucket) {
            guard let obstacle = start(waiter, from: bucket) else { continue }
            if obstacle.bucket == bucket || waiter.bucket == nil {
                wake = obstacle.delay?.wake
                break
            }
            move(waiter, to: obstacle.bucket)
        }
        let review = dismissLate(in: bucket)
        room.schedule(bucket, at: [wake, review].compactMap(\.self).min())
    }

    /// Ends the wait of the head of a bucket's queue, or returns what it still waits for.
    private mutating func start(_ waiter: Waiter, from bucket: Int) -> Obstacle? {
        let ticket = waiter.rank.ticket
        if let deadline = waiter.deadline, deadline < now {
            leave(ticket, with: .failed(error(.deadline, at: bucket)))
            return nil
        }
        if let barred = bucketBarred(to: waiter, from: bucket) {
            return Obstacle(bucket: barred, delay: .untilEvent(at: now))
        }
        switch store.acquire(waiter.demands, at: now) {
        case .granted(let permit):
            leave(ticket, with: .granted(permit))
            for demand in waiter.demands where demand.bucket.index != bucket {
                room.notePassing(waiter.rank, cost: demand.cost, in: demand.bucket.index)
            }
            return nil
        case .obstructed(let obstacle):
            if obstacle.delay != nil {
                guard let error = exhaustion(of: waiter.patience, waiter.demands) else { return obstacle }
                leave(ticket, with: .failed(error))
                return nil
            }
            leave(ticket, with: .failed(error(.exceedsCapacity, at: obstacle.bucket)))
            return nil
        }
    }

    /// A bucket that a waiter needs and may not draw on before the head of its queue has: so much has passed that head
    /// already, from other queues, that it must not be passed again.
    private mutating func bucketBarred(to waiter: Waiter, from bucket: Int) -> Int? {
        for demand in waiter.demands where demand.bucket.index != bucket {
            let other = demand.bucket.index
            if room.isBarred(other, to: waiter.rank, after: store.capacity(ofBucket: other)) { return other }
        }
        return nil
    }

    private mutating func move(_ waiter: Waiter, to bucket: Int) {
        guard var waiter = room.remove(waiter.rank.ticket) else { return }
        waiter.move(to: bucket)
        room.insert(waiter)
        touched += waiter.places
    }

    /// Fails those in a bucket's queue who cannot start by their deadlines.
    /// - Returns: When the one with the earliest deadline will be too late, as far as is known.
    private mutating func dismissLate(in bucket: Int) -> Instant? {
        while let waiter = room.mostUrgent(in: bucket), let deadline = waiter.deadline {
            let obstacle = store.obstacle(to: waiter.demands, at: now)
            let delay = obstacle?.delay ?? Delay(earliest: now, wake: now)
            if delay.earliest <= deadline, now < deadline {
                guard let drift = delay.drift else { return deadline }
                return min(deadline, now + (deadline - drift) + .nanoseconds(1))
            }
            leave(
                waiter.rank.ticket,
                with: .failed(error(.deadline, at: obstacle?.bucket ?? bucket, earliest: delay.earliest)))
        }
        return nil
    }

    /// Takes a waiter out of its queues and notes its outcome.
    mutating func leave(_ ticket: Ticket, with outcome: Outcome) {
        guard let waiter = room.remove(ticket) else { return }
        effects.outcomes.append((ticket, outcome))
        touched += waiter.demands.lazy.map(\.bucket.index)
        guard isObserved else { return }
        switch outcome {
        case .granted(let permit): note(.waited(ticket, now - waiter.since), permit, waiter.demands)
        case .failed(let error):
            effects.events.append(.expired(error, ticket: ticket, after: now - waiter.since, at: now))
        }
    }
}
