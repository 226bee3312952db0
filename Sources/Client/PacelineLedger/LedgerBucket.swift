package import PacelineLimiter

/// What all sessions use of one bucket.
///
/// A unit *occupies* the bucket from its start until one hold after its response. The ledger grants only what at no
/// instant makes more occupy it than its capacity; so in no interval as long as a hold do more arrive at the server.
package struct LedgerBucket: Hashable, Sendable {
    /// The numbers that keep to all sessions' declarations, or that a response told.
    package var capacity: Int64
    package var hold: Int64
    package var isRefilled: Bool
    /// When the response came that told the numbers; nil while none did.
    package var toldAt: Int64?
    /// The session that told them; empty while none did.
    package var teller = ""
    /// Whether sessions declare different numbers.
    package var isDisputed = false
    /// How long a request of a session that has ended may still be on its way.
    package var grace: Int64
    /// What is granted and not answered.
    package var inFlight: Int64 = 0
    /// What was answered and is held; of a bucket that is refilled, what was lost and may arrive until these times,
    /// when it is queued.
    package var log = LedgerLog()
    /// Of a bucket that is refilled: when all that is queued is worked off, all of the capacity in one hold.
    package var tail = LedgerState.longAgo
    /// All that was ever granted: see ``LedgerLevel``.
    package var level: Int64 = 0
    /// The time that the server's refusal told, and when a probe may go; zero when the bucket is not shut.
    package var told: Int64 = 0
    package var reopens: Int64 = 0
    /// The session whose probe is under way; empty when none is.
    package var probe = ""
    /// The last start, and the soonest next one, where requests keep distances.
    package var lastStart = LedgerState.longAgo
    package var nextStart = LedgerState.longAgo
    package var ceilings = LedgerCeilings()
    /// The ledger's life to whose levels the ceilings belong.
    package var epoch: Int64 = 0
    package var ends: [End] = []

    /// A fixed window that ends between two times.
    package struct End: Hashable, Sendable {
        package var through: Int64
        package var due: Int64

        package init(through: Int64, due: Int64) { (self.through, self.due) = (through, due) }
    }

    package init(_ rule: LedgerRequest.Rule, grace: Int64) {
        capacity = rule.capacity
        hold = rule.hold
        isRefilled = rule.isRefilled
        self.grace = grace
    }

    /// Whether nobody declared its numbers.
    var isUndeclared: Bool { capacity == 0 && hold == 0 }

    /// All that is held.
    func held(at now: Int64) -> Int64 { log.total + queued(at: now) }

    /// No time to refill is longer, and none ends later: after all that a clock shows, in microseconds.
    private static let longest: Int128 = 1 << 50
    private static let latest: Int64 = 3 << 50

    /// What is not worked off yet, rounded up.
    private func queued(at now: Int64) -> Int64 {
        guard isRefilled, tail > now, hold > 0 else { return 0 }
        let product = Int128(tail - now) * Int128(capacity)
        return Int64(clamping: (product + Int128(hold) - 1) / Int128(hold))
    }

    // MARK: What happens to units

    /// Units whose hold began at `stamp`, which may lie ahead.
    mutating func settle(_ units: Int64, at stamp: Int64, now: Int64) {
        guard units > 0, stamp + hold > now else { return }
        if isRefilled, stamp <= now { queue(units, at: stamp) } else { log.add(units, at: stamp, hold: hold) }
    }

    /// Units that were answered at `stamp` are refilled behind all others.
    private mutating func queue(_ units: Int64, at stamp: Int64) {
        tail = min(max(tail, stamp) + time(toRefill: units), Self.latest)
    }

    /// The microseconds in which so many units are refilled, rounded up.
    func time(toRefill units: Int64) -> Int64 {
        let (quotient, rest) = (Int128(units) * Int128(hold)).quotientAndRemainder(dividingBy: Int128(max(1, capacity)))
        return Int64(clamping: min(rest > 0 ? quotient + 1 : quotient, Self.longest))
    }

    /// Levels of an earlier life of the ledger mean nothing in this one.
    mutating func begin(_ epoch: Int64) {
        if epoch != self.epoch { (self.epoch, ceilings) = (epoch, LedgerCeilings()) }
    }

    /// Lets go of what is over by `now`.
    mutating func forget(at now: Int64) {
        while let end = ends.first, end.due <= now {
            ends.removeFirst()
            log.remove(through: end.through)
        }
        if isRefilled {
            for entry in log.remove(through: now) { queue(entry.units, at: entry.stamp) }
        } else {
            log.remove(through: now - hold)
        }
        ceilings.removeEnded(at: now)
    }

    /// Takes other numbers. What is refilled is so at the new rate, from now on.
    mutating func keep(to rule: LedgerRequest.Rule, now: Int64) {
        guard rule.capacity != capacity || rule.hold != hold || rule.isRefilled != isRefilled else { return }
        let queued = queued(at: now)
        let wasRefilled = isRefilled
        (capacity, hold, isRefilled) = (rule.capacity, rule.hold, rule.isRefilled)
        if isRefilled {
            tail = now + time(toRefill: queued)
            if !wasRefilled { for entry in log.removeAll() { queue(entry.units, at: now) } }
        } else if queued > 0 {
            log.add(queued, at: now, hold: hold)
        }
    }

    /// A response told when a window ends; two windows at a time are kept.
    /// - Parameter answered: The ledger's clock at the session's last step.
    mutating func add(_ end: LedgerRequest.WindowEnd, after answered: Int64, now: Int64) {
        let new = End(through: answered + end.through, due: now + end.due)
        guard hold > 0, end.due > 0, new.through < new.due, ends.count < 2 else { return }
        // One that is known already, or lies before it, adds nothing.
        guard ends.last.map({ new.through > $0.due }) ?? true else { return }
        ends.append(new)
    }

    // MARK: Gates

    /// The server refused.
    mutating func shut(_ gate: LedgerRequest.Gate, now: Int64) {
        guard now + gate.told > told else { return }
        told = now + gate.told
        reopens = max(reopens, now + gate.reopens)
    }

    /// What became of a session's probe.
    mutating func end(_ outcome: LedgerRequest.Probe, of session: String, now: Int64) {
        // Of a bucket of which nothing is granted any request may be the one that tries.
        guard probe == session || probe.isEmpty && outcome == .accepted else { return }
        probe = ""
        if outcome == .accepted, now >= reopens { (told, reopens) = (0, 0) }
    }

    // MARK: Grants

    /// When a request may start as far as this bucket is concerned.
    struct Availability {
        /// When it starts, or when it is to be looked at again.
        var start: Int64
        /// It cannot start sooner.
        var bound: Int64
        /// False where it takes an event that cannot be foreseen, so that nothing is granted ahead.
        var isOpen = true

        init(_ start: Int64) { (self.start, bound) = (start, start) }

        mutating func postpone(to time: Int64) { (start, bound) = (max(start, time), max(bound, time)) }
    }

    /// - Parameter reserved: What is kept for sessions that wait longer.
    func availability(_ part: LedgerRequest.Part, reserved: Int64, at now: Int64) -> Availability {
        var availability = Availability(now)
        if part.cost > 0 {
            let missing = inFlight + held(at: now) + reserved + part.cost - capacity
            if missing > 0 {
                if let free = free(missing, at: now) {
                    availability.postpone(to: free)
                } else {
                    // It takes a response, or what was lost.
                    availability = Availability(now + hold)
                    availability.isOpen = false
                    if hold == 0 { availability.start = now + Self.patience }
                }
                // When its window ends, what was answered in it is free at once.
                if let end = ends.first, !isRefilled, log.units(through: end.through) >= missing {
                    availability = Availability(min(availability.start, end.due))
                }
            }
            let refilling = isRefilled ? { time(toRefill: $0) } : nil
            let paced = max(nextStart, lastStart + part.distanceBefore)
            let ceiling = ceilings.start(for: LedgerLevel.sum(level, part.cost), at: now, refilling: refilling)
            availability.postpone(to: max(paced, ceiling))
        }
        guard reopens > 0 else { return availability }
        if now < reopens {
            availability.postpone(to: reopens)
            availability.isOpen = false
        } else if !probe.isEmpty {
            availability.start = max(availability.start, now + Self.probing)
            availability.isOpen = false
        }
        return availability
    }

    /// When so much of what is held is free; nil where that takes what is in flight, or what was lost.
    private func free(_ missing: Int64, at now: Int64) -> Int64? {
        if isRefilled { return missing <= queued(at: now) ? now + time(toRefill: missing) : nil }
        return log.stamp(covering: missing).map { $0 + hold }
    }

    /// The end of a request at a time is heard of. Should it not be, it is looked again after so long.
    static let patience: Int64 = 500_000
    /// After so long it is looked again whether a probe has ended.
    static let probing: Int64 = 250_000

    /// A request of a session starts at `start`.
    mutating func take(_ part: LedgerRequest.Part, from start: Int64, by session: String, now: Int64) {
        if reopens > 0, now >= reopens { probe = session }
        guard part.cost > 0 else { return }
        inFlight += part.cost
        level = LedgerLevel.sum(level, part.cost)
        guard part.distanceAfter > 0 || part.distanceBefore > 0 else { return }
        lastStart = start
        nextStart = max(nextStart, start + part.distanceAfter)
    }
}
