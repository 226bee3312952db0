// How requests get in: at once, or after a wait.

extension LimiterCore {
    /// Takes all demands if nothing stands in the way and nobody goes before.
    package mutating func attempt(_ demands: DemandList, at time: Instant) -> Decision {
        advance(to: time)
        check(demands)
        guard room.count > 0 else { return admit(demands) }
        let decision = attempt(demands, nextRank(.normal, .back))
        settle()
        return decision
    }

    private mutating func admit(_ demands: DemandList) -> Decision {
        let decision = store.acquire(demands, at: now)
        if isObserved, case .granted(let permit) = decision { note(.admitted, permit, demands) }
        return decision
    }

    /// Takes all demands for a request of a given rank, if neither a bucket nor anybody who waits keeps it.
    private mutating func attempt(_ demands: DemandList, _ rank: Rank) -> Decision {
        guard let keeper = keeper(of: demands, rank) else {
            let decision = admit(demands)
            for position in 0..<demands.count { serveWatchers(of: demands[position].bucket.index) }
            return decision
        }
        let obstacle = obstacle(to: demands, rank)
        return .obstructed(obstacle ?? Obstacle(bucket: keeper, delay: .untilEvent(at: now)))
    }

    /// The bucket in whose queue a newcomer would have to wait; nil if it can start at once.
    private mutating func keeper(of demands: DemandList, _ rank: Rank) -> Int? {
        // Whose group waits stands in a queue of its buckets.
        let mayHaveGroup = demands.contains { !room.isFree($0.bucket.index) }
        if mayHaveGroup, let group = room.group(of: demands) { return room.groups[group].place?.bucket }
        return slowestObstacle(to: demands, from: nil, rank)
    }

    /// Takes all demands, or else waits for them. The outcome of a wait is among the effects, under the ticket.
    package mutating func enter(
        _ demands: DemandList, priority: Priority = .normal, position: QueuePosition = .back, deadline: Instant? = nil,
        patience: [Patience] = [], at time: Instant
    ) -> Admission {
        advance(to: time)
        check(demands)
        if let deadline, deadline < now { return rejected(RateLimitError(.deadline)) }
        if room.count == 0, case .granted(let permit) = admit(demands) { return .granted(permit) }
        let rank = nextRank(priority, position)
        let admission: Admission
        switch attempt(demands, rank) {
        case .granted(let permit): admission = .granted(permit)
        case .obstructed(let obstacle):
            admission = wait(demands, rank, obstacle, deadline: deadline, patience: patience)
        }
        settle()
        return admission
    }

    private mutating func wait(
        _ demands: DemandList, _ rank: Rank, _ obstacle: Obstacle, deadline: Instant?, patience: [Patience]
    ) -> Admission {
        guard let delay = obstacle.delay else { return rejected(error(.exceedsCapacity, at: obstacle.bucket)) }
        if let error = exhaustion(of: patience, demands) { return rejected(error) }
        var waiter = Waiter(
            rank: rank, demands: demands, deadline: deadline, patience: patience, since: now,
            api: names.api(of: obstacle.bucket))
        if let deadline {
            let bound = self.obstacle(to: demands, rank)
            let delay = bound?.delay ?? .untilEvent(at: now)
            if delay.earliest > deadline || now >= deadline {
                return rejected(error(.deadline, at: bound?.bucket ?? obstacle.bucket, earliest: delay.earliest))
            }
            waiter.review = review(of: deadline, delay)
        }
        if let bucket = fullQueue(for: waiter, obstacle.bucket) {
            return rejected(error(.queueFull, at: bucket, earliest: delay.earliest))
        }
        let events = effects.events.count
        let group = room.insert(waiter)
        if room.groups[group].first == rank {
            stepBack(group)
            place(group)
        }
        settle()
        let info = info(on: waiter, in: obstacle.bucket)
        if isObserved { effects.events.insert(.queued(info, at: now), at: events) }
        return .waiting(rank.ticket, info)
    }

    /// The bucket for which, or for whose API, as many wait as may.
    private func fullQueue(for waiter: Waiter, _ obstacle: Int) -> Int? {
        if room.count(ofAPI: waiter.api) >= maximumWaiters { return obstacle }
        return waiter.demands.first { room.wanted($0.bucket.index) >= maximumWaiters }?.bucket.index
    }

    private mutating func rejected(_ error: RateLimitError) -> Admission {
        if isObserved { effects.events.append(.expired(error, ticket: nil, after: .zero, at: now)) }
        return .failed(error)
    }

    /// The waiter goes away; its outcome is `cancelled`. Does nothing if it has had its outcome.
    package mutating func cancel(_ ticket: Ticket, at time: Instant) {
        advance(to: time)
        guard let waiter = room.waiter(ticket) else { return }
        leave(waiter, with: .failed(RateLimitError(.cancelled)))
        if room.groups[waiter.group].place == nil { place(waiter.group) }
        settle()
    }

    /// The timer that was set to `instant` has fired. Does nothing if it has been set anew or stopped since.
    package mutating func timerFired(for instant: Instant, at time: Instant) {
        advance(to: time)
        guard armed == instant else { return }
        armed = nil
        settle()
    }

    // MARK: Where waiters stand

    /// Where a waiter stands now; nil if it does not wait any more.
    package mutating func progress(of ticket: Ticket, at time: Instant) -> WaitInfo? {
        advance(to: time)
        return room.waiter(ticket).map { info(on: $0, in: $0.demands[0].bucket.index) }
    }

    /// Where everybody who waits stands, in the order of arrival.
    package mutating func waits(at time: Instant) -> [WaitInfo] {
        advance(to: time)
        return room.all.sorted { $0.rank.ticket < $1.rank.ticket }.map { info(on: $0, in: $0.demands[0].bucket.index) }
    }

    /// - Parameter obstacle: The bucket to name if it has had its outcome already.
    private mutating func info(on waiter: Waiter, in obstacle: Int) -> WaitInfo {
        let group = room.waiter(waiter.rank.ticket)?.group
        let place = group.flatMap { room.groups[$0].place?.bucket }
        let own = group.map { room.groups[$0].ahead(of: waiter.rank) }
        let others = place.map { othersAhead(of: waiter.rank, than: group, in: $0) } ?? (0, .zero)
        var start = now
        for demand in waiter.demands {
            let index = demand.bucket.index
            var ahead = index == place ? others.units : .zero
            if let group, let own { ahead += room.groups[group].units(own.share, of: index) }
            if case .later(let delay) = store.room(inBucket: index, for: demand.cost, after: ahead, at: now) {
                start = max(start, delay.earliest)
            }
        }
        let name = names[place ?? obstacle]
        return WaitInfo(
            ticket: waiter.rank.ticket, bucketName: name.name, bucketKey: name.key,
            position: others.count + (own?.count ?? 0), since: waiter.since, expectedStart: start)
    }

    /// How many of other groups go before a rank in the queue of a bucket, and what they take of it. Of many groups a
    /// few are counted, and the others taken to be like these.
    private func othersAhead(of rank: Rank, than own: Int?, in bucket: Int) -> (count: Int, units: Units) {
        let (count, groups) = room.groups(before: rank, in: bucket, atMost: 32)
        var (sum, units) = (0, Units.zero)
        for group in groups where group != own {
            let ahead = room.groups[group].ahead(of: rank)
            sum += ahead.count
            units += room.groups[group].units(ahead.share, of: bucket)
        }
        let uncounted = count - groups.count
        guard uncounted > 0 else { return (sum, units) }
        return (
            sum + sum * uncounted / groups.count, units + Units(units.value * Double(uncounted) / Double(groups.count))
        )
    }
}
