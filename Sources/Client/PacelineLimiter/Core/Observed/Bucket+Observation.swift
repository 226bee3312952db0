// A bucket whose numbers nobody declared: what happens to it is told to its observation, and what that has learned are
// the bucket's numbers.

extension Bucket {
    /// Where its numbers come from.
    var basis: LimitBasis {
        if let observation { return observation.value.basis }
        return told?.value.numbers.map { $0.limit != $0.declared } ?? false ? .learned : .declared
    }

    /// Whether the server told its windows, so that it is kept like a declared bucket.
    var isAdvertised: Bool { observation?.value.isAdvertised ?? false }

    /// Whether too many are under way for one more. Notes that the numbers keep it back where they do.
    @inline(never)
    mutating func note(missing: Units, for cost: Units) -> Bool {
        if missing > .zero { observation?.value.noteBrake() }
        return observation?.value.flights.areCrowded(by: inFlight, and: cost) ?? false
    }

    /// A request starts. One that takes nothing tries the gate only where nothing is counted.
    @inline(never)  // Most buckets are declared: their path stays short.
    mutating func noteTaken(_ cost: Units, for permit: PermitID, at now: Instant) {
        observation?.value.begin(at: now)
        let isCounting = inFlight > .zero || observation?.value.isCounting ?? true
        let triesGate = refusals?.value.gate?.admitsProbe(at: now) == true && !isCounting
        if cost > .zero || triesGate { refusals?.value.begin(probe: permit) }
    }

    @inline(never)
    mutating func noteAccepted(_ cost: Units, at now: Instant) {
        guard cost > .zero else { return }
        let held = held.total - (refusals?.value.refusedUnits ?? .zero)
        observation?.value.accept(cost, held: max(.zero, held), at: now)
        adoptNumbers()
    }

    /// The probe was accepted.
    mutating func noteOpened(at now: Instant) {
        let isCounting = observation?.value.isCounting ?? false
        observation?.value.open(cost: isCounting ? Units(1) : .zero, at: now)
        adoptNumbers()
    }

    /// A server refused under a limit that nobody declared.
    mutating func shutObserved(
        by request: RefusedRequest, _ refusal: Refusal, isSettled: Bool, random: Double, at now: Instant
    ) {
        let isProbe = refusals?.value.gate?.isProbe(request.permit) ?? false
        let recent = (
            count: max(
                .zero, held.total - (refusals?.value.refusedUnits ?? .zero) - (isSettled ? request.cost : .zero)),
            begin: held.first
        )
        let wait = observation?.value.refuse(
            start: request.start, cost: request.cost, isProbe: isProbe, isCounted: isSettled,
            inFlight: inFlight + (isSettled ? request.cost : .zero), recent: recent, told: refusal.wait, random: random,
            at: now)
        adoptNumbers()
        let longest = refusal.probeWithin ?? max(limit.hold, Refusal.longestWait)
        // A wait of the bucket's own is random already.
        let jitter = refusal.wait == nil ? 0 : random
        let gate = wait.map { Gate(shutAt: now, for: $0, atMost: longest, jitter: jitter) }
        let scale = WindowLog.Scale(capacity: capacity, hold: hold)
        if refusals == nil { refusals = Indirect(Refusals()) }
        refusals?.value.add(request, gate, scale: scale, at: now)
    }

    /// A response told something of its quota. Returns whether its numbers have changed.
    mutating func report(_ quota: ReportedQuota, since mark: Int64?, at now: Instant) -> Bool {
        guard observation != nil else { return false }
        forgetEnded(at: now)
        observation?.value.report(quota, at: now)
        let hasChanged = adoptNumbers()
        guard let left = remaining(of: quota) else { return hasChanged }
        // Whether it has windows or is refilled is not known: an older word that tells less may be over already.
        keep(
            within: left.units, since: mark, isNewest: basis == .learned, for: left.length, atMost: left.length,
            hasEnd: false, at: now)
        return hasChanged
    }

    /// What a response says is left, and for how many nanoseconds; nil where it says nothing of the time to come: it
    /// tells no end, and there is no window.
    func remaining(of quota: ReportedQuota) -> (units: Units, length: Int64)? {
        guard let remaining = quota.remaining, remaining >= 0, !remaining.isNaN else { return nil }
        let window = basis == .learned ? hold : nil
        guard let length = quota.reset?.nanoseconds ?? window else { return nil }
        return (Units(min(remaining, Units.maximum)), min(length, window ?? ReportedQuota.longestRemaining.nanoseconds))
    }

    /// Another process was told that so much is left for so many nanoseconds. What is in flight here may not have been
    /// counted.
    mutating func keep(within remaining: Units, for length: Int64, at now: Instant) {
        keep(within: remaining, since: nil, for: length, atMost: length, hasEnd: false, at: now)
    }

    /// Lets go of what has lapsed by `now`.
    @inline(never)
    mutating func updateObservation(at now: Instant) {
        observation?.value.update(at: now)
        adoptNumbers()
    }

    /// Begins to learn anew.
    mutating func forgetLearned() {
        guard let old = observation?.value else { return }
        observation = Indirect(old.anew)
        adoptNumbers()
    }

    /// Joins a bucket that turned out to be this one: what is in flight and held of both counts.
    mutating func absorb(_ other: Bucket, at now: Instant) {
        if let learned = other.observation?.value { observation?.value.merge(learned) }
        adoptNumbers()
        absorbTold(other, at: now)
        inFlight += other.inFlight
        permits += other.permits
        let scale = WindowLog.Scale(capacity: capacity, hold: hold)
        add(other.held, at: now)
        addLate(other)
        level &+= other.inFlight.millionths
        reported.add(other.reported, raisedBy: level &- other.level, hold: hold)
        guard let theirs = other.refusals?.value else { return }
        if refusals == nil { refusals = other.refusals } else { refusals?.value.merge(theirs, scale, at: now) }
    }

    /// Begins with what was answered of another bucket's: the same requests count in both.
    mutating func begin(with other: Bucket, at now: Instant) {
        add(other.held, at: now)
        addLate(other)
    }

    /// What was lost of another bucket's may still arrive.
    private mutating func addLate(_ other: Bucket) {
        for (instant, amount) in other.late?.value.entries ?? [] {
            inFlight += amount
            lose(amount, until: instant)
        }
    }

    /// A request that is under way counts here, too. Returns the level with it.
    mutating func share(_ cost: Units) -> Int64 {
        permits += 1
        inFlight += cost
        level &+= cost.millionths
        return level
    }

    /// Keeps to what the observation says. Returns whether that is new.
    @discardableResult private mutating func adoptNumbers() -> Bool {
        guard let learned = observation?.value.limit, learned != limit else { return false }
        limit = learned
        capacity = Units(learned.capacity)
        return true
    }
}
