// How requests get in: at once, or after a wait.

extension LimiterCore {
    /// Takes all demands if nothing stands in the way and nobody waits for the same buckets.
    package mutating func attempt(_ demands: DemandList, at time: Instant) -> Decision {
        advance(to: time)
        check(demands)
        let decision = decide(demands)
        if isObserved, case .granted(let permit) = decision { note(.admitted, permit, demands) }
        return decision
    }

    private mutating func decide(_ demands: DemandList) -> Decision {
        guard room.count > 0, let busy = busyBucket(of: demands) else {
            return store.acquire(demands, at: now)
        }
        let obstacle = store.obstacle(to: demands, at: now)
        return .obstructed(obstacle ?? Obstacle(bucket: busy, delay: .untilEvent(at: now)))
    }

    private func busyBucket(of demands: DemandList) -> Int? {
        demands.first { room.count(in: $0.bucket.index) > 0 }?.bucket.index
    }

    /// Takes all demands, or else waits for them. The outcome of a wait is among the effects, under the ticket.
    package mutating func enter(
        _ demands: DemandList, priority: Priority = .normal, position: QueuePosition = .back, deadline: Instant? = nil,
        patience: [Patience] = [], at time: Instant
    ) -> Admission {
        advance(to: time)
        if let deadline, deadline < now {
            return rejected(RateLimitError(.deadline))
        }
        let obstacle: Obstacle
        switch attempt(demands, at: now) {
        case .granted(let permit): return .granted(permit)
        case .obstructed(let found): obstacle = found
        }
        guard let delay = obstacle.delay else {
            return rejected(error(.exceedsCapacity, at: obstacle.bucket))
        }
        if let error = exhaustion(of: patience, demands) { return rejected(error) }
        if let deadline, delay.earliest > deadline || now >= deadline {
            return rejected(error(.deadline, at: obstacle.bucket, earliest: delay.earliest))
        }
        if room.count >= maximumWaiters {
            return rejected(error(.queueFull, at: obstacle.bucket, earliest: delay.earliest))
        }
        let waiter = Waiter(
            rank: nextRank(priority, position), demands: demands, deadline: deadline, patience: patience,
            since: now, bucket: obstacle.bucket)
        room.insert(waiter)
        let info = info(on: waiter)
        if isObserved { effects.events.append(.queued(info, at: now)) }
        touched.append(obstacle.bucket)
        settle()
        return .waiting(waiter.rank.ticket, info)
    }

    private mutating func rejected(_ error: RateLimitError) -> Admission {
        if isObserved { effects.events.append(.expired(error, ticket: nil, after: .zero, at: now)) }
        return .failed(error)
    }

    /// The waiter goes away; its outcome is `cancelled`. Does nothing if it has had its outcome.
    package mutating func cancel(_ ticket: Ticket, at time: Instant) {
        advance(to: time)
        leave(ticket, with: .failed(RateLimitError(.cancelled)))
        settle()
    }

    /// The timer that was set to `instant` has fired. Does nothing if it has been set anew or stopped since.
    package mutating func timerFired(for instant: Instant, at time: Instant) {
        advance(to: time)
        guard armed == instant else { return }
        armed = nil
        touched += room.takeDue(at: now)
        settle()
    }

    // MARK: Where waiters stand

    /// Where a waiter stands now; nil if it does not wait any more.
    package mutating func progress(of ticket: Ticket, at time: Instant) -> WaitInfo? {
        advance(to: time)
        return room.waiter(ticket).map { info(on: $0) }
    }

    /// Where everybody who waits stands, in the order of arrival.
    package mutating func waits(at time: Instant) -> [WaitInfo] {
        advance(to: time)
        return room.all.sorted { $0.rank.ticket < $1.rank.ticket }.map { info(on: $0) }
    }

    private mutating func info(on waiter: Waiter) -> WaitInfo {
        // One that stands in several queues is at the mercy of the one that it leaves last; any of them bounds that.
        let bucket = waiter.bucket ?? waiter.places[0]
        let ahead = room.ahead(of: waiter.rank, in: bucket)
        return WaitInfo(
            ticket: waiter.rank.ticket, bucketName: names[bucket].name, bucketKey: names[bucket].key,
            position: ahead.count, since: waiter.since,
            expectedStart: store.expectedStart(
                inBucket: bucket, of: waiter.cost(in: bucket), after: ahead.weight, at: now))
    }
}
