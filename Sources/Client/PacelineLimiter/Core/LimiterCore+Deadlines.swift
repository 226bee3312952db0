// When a request can start at the earliest, and who cannot start in time.

extension LimiterCore {
    /// What keeps a request of some rank, with a lower bound of its start: those before it in its group need their own
    /// shares first. Only if one of them goes without starting, if a request in flight turns out not to have been sent,
    /// or if a bucket gets larger numbers, can it start sooner.
    ///
    /// Other groups are not counted, whatever their ranks: a bucket that this request does not need may keep them back.
    mutating func blocked(_ draws: DrawList, _ rank: Rank) -> Blocked? {
        let group = waiting.group(of: draws)
        let ahead = group.map { waiting.groups[$0].ahead(of: rank).share } ?? .zero
        var blocked: Blocked?
        for position in 0..<draws.count {
            let draw = draws[position]
            let index = draw.bucket.index
            let before = group.map { waiting.groups[$0].units(ahead, of: index) } ?? .zero
            switch store.availability(inBucket: index, for: draw.cost, after: before, at: now) {
            case .available: continue
            case .never: return Blocked(bucket: index, delay: nil)
            case .later(let delay):
                blocked = Blocked(
                    bucket: delay.earliest > blocked?.delay?.earliest ?? now ? index : blocked?.bucket ?? index,
                    delay: blocked?.delay?.combined(with: delay) ?? delay)
            }
        }
        return blocked
    }

    /// Fails those in a bucket's queue who cannot start by their deadlines: those with the least time to spare are
    /// looked at, as far as that is known.
    mutating func dismissLate(in bucket: Int) {
        while let (_, waiter) = waiting.mostUrgent(in: bucket), let deadline = waiter.deadline {
            let blocked = blocked(waiter.draws, waiter.rank)
            let delay = blocked?.delay ?? .untilEvent(at: now)
            if delay.earliest > deadline || now >= deadline {
                leave(
                    waiter,
                    with: .failed(error(.deadline, at: blocked?.bucket ?? bucket, earliest: delay.earliest)))
                if waiting.groups[waiter.group].place == nil { place(waiter.group) }
            } else {
                waiting.setReview(review(of: deadline, delay), of: waiter.rank.ticket)
                guard let next = waiting.mostUrgent(in: bucket), next.instant <= now else { return }
            }
        }
    }

    /// When it is to be looked at again whether a request can start by its deadline: as long as nothing happens, it can
    /// be too late no sooner.
    func review(of deadline: Instant, _ delay: Delay) -> Instant {
        guard let drift = delay.drift, drift > now else { return deadline }
        return min(deadline, now + (deadline - drift) + .nanoseconds(1))
    }
}
