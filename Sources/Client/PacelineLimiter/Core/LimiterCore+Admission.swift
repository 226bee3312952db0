// How requests get in: at once, or after a wait.

extension LimiterCore {
    /// Takes all draws if nothing stands in the way and nobody goes before.
    package mutating func attempt(_ draws: DrawList, at time: Instant) -> Decision {
        advance(to: time)
        check(draws)
        guard routes.isRedirecting else { return attempt(draws) }
        release(draws)
        return attempt(resolved(draws))
    }

    private mutating func attempt(_ draws: DrawList) -> Decision {
        let decision = decide(draws)
        if store.ledger != nil, case .blocked(let blocked) = decision, blocked.delay != nil { noteTry(draws) }
        return decision
    }

    private mutating func decide(_ draws: DrawList) -> Decision {
        guard waiting.count > 0 else { return admit(draws) }
        let decision = attempt(draws, nextRank(.normal, .back))
        settle()
        return decision
    }

    private mutating func admit(_ draws: DrawList) -> Decision {
        let decision = store.acquire(draws, at: now)
        if case .granted(let permit) = decision { note(.admitted, permit, draws) }
        return decision
    }

    /// Takes all draws for a request of a given rank, if neither a bucket nor anybody who waits keeps it.
    private mutating func attempt(_ draws: DrawList, _ rank: Rank) -> Decision {
        guard let keeper = keeper(of: draws, rank) else {
            let decision = admit(draws)
            for position in 0..<draws.count { serveWatchers(of: draws[position].bucket.index) }
            return decision
        }
        let blocked = blocked(draws, rank)
        return .blocked(blocked ?? Blocked(bucket: keeper, delay: .untilEvent(at: now)))
    }

    /// The bucket in whose queue a newcomer would have to wait; nil if it can start at once.
    private mutating func keeper(of draws: DrawList, _ rank: Rank) -> Int? {
        // Whose group waits stands in a queue of its buckets.
        let mayHaveGroup = draws.contains { !waiting.isFree($0.bucket.index) }
        if mayHaveGroup, let group = waiting.group(of: draws) { return waiting.groups[group].place?.bucket }
        return slowestBlocker(of: draws, from: nil, rank)
    }

    /// Takes all draws, or else waits for them. The outcome of a wait is among the effects, under the ticket.
    package mutating func enter(
        _ requested: DrawList, priority: Priority = .normal, position: QueuePosition = .back, deadline: Instant? = nil,
        waitLimits: [WaitLimits] = [], at time: Instant
    ) -> Admission {
        advance(to: time)
        check(requested)
        if let deadline, deadline < now { return rejected(RateLimitError(.deadline)) }
        guard routes.isRedirecting else {
            return enter(
                requested, requested, priority: priority, position: position, deadline: deadline,
                waitLimits: waitLimits)
        }
        release(requested)
        return enter(
            resolved(requested), requested, priority: priority, position: position, deadline: deadline,
            waitLimits: waitLimits)
    }

    /// - Parameter draws: What `requested` draws on.
    private mutating func enter(
        _ draws: DrawList, _ requested: DrawList, priority: Priority, position: QueuePosition, deadline: Instant?,
        waitLimits: [WaitLimits]
    ) -> Admission {
        // Where nobody waits, the store alone decides.
        if waiting.count == 0, case .granted(let permit) = admit(draws) { return .granted(permit) }
        let rank = nextRank(priority, position)
        let admission: Admission
        switch attempt(draws, rank) {
        case .granted(let permit): admission = .granted(permit)
        case .blocked(let blocked):
            admission = wait(
                draws, requested, rank, blocked, deadline: deadline, waitLimits: waitLimits)
        }
        settle()
        return admission
    }

    private mutating func wait(
        _ draws: DrawList, _ requested: DrawList, _ rank: Rank, _ blocked: Blocked, deadline: Instant?,
        waitLimits: [WaitLimits]
    ) -> Admission {
        guard let delay = blocked.delay else { return rejected(error(.exceedsQuota, at: blocked.bucket)) }
        let (requestedLimits, waitLimits) = (waitLimits, resolved(waitLimits))
        if let error = exhaustion(of: waitLimits, draws) { return rejected(error) }
        var waiter = Waiter(
            rank: rank, draws: draws, requested: requested, requestedLimits: requestedLimits, deadline: deadline,
            waitLimits: waitLimits, since: now,
            api: names.api(of: blocked.bucket))
        if let deadline {
            let bound = self.blocked(draws, rank)
            let delay = bound?.delay ?? .untilEvent(at: now)
            if delay.earliest > deadline || now >= deadline {
                return rejected(error(.deadline, at: bound?.bucket ?? blocked.bucket, earliest: delay.earliest))
            }
            waiter.review = review(of: deadline, delay)
        }
        if let bucket = fullQueue(for: waiter, blocked.bucket) {
            return rejected(error(.queueFull, at: bucket, earliest: delay.earliest))
        }
        let eventsBefore = effects.events?.count ?? 0
        let group = waiting.insert(waiter)
        if waiting.groups[group].first == rank {
            stepBack(group)
            place(group)
        }
        settle()
        let info = info(on: waiter, in: blocked.bucket)
        effects.events?.insert(.queued(info, at: now), at: eventsBefore)
        return .waiting(rank.ticket, info)
    }

    /// The bucket for which, or for whose API, as many wait as may.
    private func fullQueue(for waiter: Waiter, _ blocked: Int) -> Int? {
        if waiting.count(ofAPI: waiter.api) >= maximumWaiters { return blocked }
        return waiter.draws.first { waiting.wanted($0.bucket.index) >= maximumWaiters }?.bucket.index
    }

    private mutating func rejected(_ error: RateLimitError) -> Admission {
        effects.events?.append(.expired(error, ticket: nil, after: .zero, at: now))
        return .failed(error)
    }

    /// The waiter goes away; its outcome is `cancelled`. Does nothing if it has had its outcome.
    package mutating func cancel(_ ticket: Ticket, at time: Instant) {
        advance(to: time)
        guard let waiter = waiting.waiter(ticket) else { return }
        leave(waiter, with: .failed(RateLimitError(.cancelled)))
        if waiting.groups[waiter.group].place == nil { place(waiter.group) }
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
        return waiting.waiter(ticket).map { info(on: $0, in: $0.draws[0].bucket.index) }
    }

    /// Where everybody who waits stands, in the order of arrival.
    package mutating func waits(at time: Instant) -> [WaitInfo] {
        advance(to: time)
        return waiting.all.sorted { $0.rank.ticket < $1.rank.ticket }.map {
            info(on: $0, in: $0.draws[0].bucket.index)
        }
    }

    /// - Parameter blocked: The bucket to name if it has had its outcome already.
    private mutating func info(on waiter: Waiter, in blocked: Int) -> WaitInfo {
        let group = waiting.waiter(waiter.rank.ticket)?.group
        let place = group.flatMap { waiting.groups[$0].place?.bucket }
        let own = group.map { waiting.groups[$0].ahead(of: waiter.rank) }
        let others = place.map { othersAhead(of: waiter.rank, than: group, in: $0) } ?? (0, .zero)
        var start = now
        for draw in waiter.draws {
            let index = draw.bucket.index
            var ahead = index == place ? others.units : .zero
            if let group, let own { ahead += waiting.groups[group].units(own.share, of: index) }
            if case .later(let delay) = store.availability(inBucket: index, for: draw.cost, after: ahead, at: now) {
                start = max(start, delay.earliest)
            }
        }
        let name = names[place ?? blocked]
        return WaitInfo(
            ticket: waiter.rank.ticket, bucketName: name.name, bucketKey: name.key,
            position: others.count + (own?.count ?? 0), since: waiter.since, expectedStart: start)
    }

    /// How many of other groups go before a rank in the queue of a bucket, and what they take of it. Of many groups a
    /// few are counted, and the others taken to be like these.
    private func othersAhead(of rank: Rank, than own: Int?, in bucket: Int) -> (count: Int, units: Units) {
        let (count, groups) = waiting.groups(before: rank, in: bucket, atMost: 32)
        var (sum, units) = (0, Units.zero)
        for group in groups where group != own {
            let ahead = waiting.groups[group].ahead(of: rank)
            sum += ahead.count
            units += waiting.groups[group].units(ahead.share, of: bucket)
        }
        let uncounted = count - groups.count
        guard uncounted > 0 else { return (sum, units) }
        return (
            sum + sum * uncounted / groups.count, units + Units(units.value * Double(uncounted) / Double(groups.count))
        )
    }
}
