/// The ledger of one limit. Pure arithmetic: it has no clock and waits for nothing.
///
/// **The rule.** A request of cost *c* may start iff `held + inFlight + c <= capacity`. It is in flight from that
/// decision until its response, and held from the response until `hold` later.
///
/// *At most `capacity` reaches the server in any interval no longer than the window.* Suppose more did, in [t, t + W],
/// and look at the request k of them that was decided last: t <= arrival(k) <= t + W. Any other one, i, was decided
/// before. If it was not answered when k was decided, it was in flight. If it was, then its response came after its
/// arrival, thus after t, thus less than W before k was decided, and it was held. So all of them were counted, and k
/// would not have started. Latencies do not enter: responses may come in any order.
package struct Bucket: Sendable {
    /// The declared numbers.
    package private(set) var limit: RateLimit
    /// The declared capacity.
    package private(set) var capacity: Units
    private var hold: Int64 { limit.holdNanoseconds }
    /// What was started and not answered yet.
    package private(set) var inFlight: Units = .zero
    /// How many permits draw on it that have not ended, whether they are in flight or not.
    private var permits = 0
    private var held = WindowLog()
    /// What refusals taught; nil while there is nothing to heed. Most buckets have none, so it lies apart.
    private var refusals: Indirect<Refusals>?
    /// All that was ever started, in millionths; wraps around.
    package private(set) var level: Int64 = 0
    private var reported = ReportedRemaining()
    /// The last start of a request that takes something, and the soonest next one.
    private var lastStart = Instant(nanoseconds: .min)
    private var nextStart = Instant(nanoseconds: .min)

    /// A bucket that is first declared at `now`.
    package init(_ limit: RateLimit, at now: Instant) {
        self.init(empty: limit)
        switch limit.coldStart {
        case .assumeEmpty: break
        case .assumeFull: settleHeld(capacity, at: now)
        case .probe: refusals = Indirect(Refusals(probingSince: now))
        }
    }

    /// A bucket of which it is known that nothing is used.
    package init(empty limit: RateLimit) {
        self.limit = limit
        capacity = Units(limit.capacity)
    }

    /// Takes other numbers. What is in flight and held stays, and is judged by the new numbers.
    /// - Precondition: `limit` is of the same kind, a window or a concurrency limit.
    package mutating func declare(_ limit: RateLimit) {
        precondition(
            limit.release == self.limit.release, "a bucket cannot change between a window and a concurrency limit")
        self.limit = limit
        capacity = Units(limit.capacity)
    }

    /// When a request may start.
    package enum Availability: Equatable, Sendable {
        case available
        case later(Delay)
        /// Never: it costs more than the capacity.
        case never
    }

    /// When `cost` may start, as far as it is known at `now`.
    package mutating func availability(for cost: Units, at now: Instant) -> Availability {
        guard cost <= capacity else { return .never }
        forgetEnded(at: now)
        let missing = self.missing(for: cost)
        let isShut = refusals?.value.gate.map { !$0.admitsProbe(at: now) } ?? false
        let next = cost > .zero ? earliestStart(of: cost) : now
        guard missing > .zero || isShut || next > now else { return .available }
        var delay = missing > .zero ? self.delay(toFree: missing, at: now) : Delay(earliest: now, wake: now)
        if missing > .zero, let growth = refusals?.value.share?.growth { delay.reconsider(at: growth) }
        delay.postpone(to: next)
        if let gate = refusals?.value.gate, isShut {
            delay.shut(until: gate.reopens, at: now)
        }
        return .later(delay)
    }

    /// What has to become free before a request of `cost` can start. One that takes nothing needs nothing.
    @inline(__always)  // A call would copy the bucket.
    private func missing(for cost: Units) -> Units {
        cost > .zero ? inFlight + held.total + cost - usable(for: cost) : .zero
    }

    /// What may be in use when a request of `cost` starts: the capacity, or less while refusals are remembered. A
    /// request that costs more than that may start all the same, alone. A gate lets but one request through, whatever
    /// the share.
    private func usable(for cost: Units) -> Units {
        guard let refusals, refusals.value.gate == nil, let share = refusals.value.share else { return capacity }
        return min(capacity, max(share.usable, cost))
    }

    /// A response that has yet to come frees its part no sooner than `hold` from now.
    private func delay(toFree missing: Units, at now: Instant) -> Delay {
        let alone = held.answered(covering: missing)
        if let alone, alone <= now || inFlight == .zero {
            return Delay(earliest: alone.later(by: hold), wake: alone.later(by: hold))
        }
        let lost = missing > inFlight ? held.answered(covering: missing - inFlight) : nil
        return Delay(
            earliest: max(now, lost ?? now).later(by: hold), wake: alone.map { $0.later(by: hold) },
            drift: now.later(by: hold))
    }

    /// When pacing, and what servers said is left, let a request start that takes something.
    private func earliestStart(of cost: Units) -> Instant {
        var start = Instant(nanoseconds: .min)
        if let spacing = limit.spacing {
            start = max(nextStart, lastStart.later(by: spacing.interval(before: cost)))
        }
        if !reported.isEmpty, let end = reported.end(below: level &+ cost.millionths) { start = max(start, end) }
        return start
    }

    /// When `cost` may start if requests of `ahead` in all start before it: a lower bound. In any interval of one hold
    /// no more than the capacity starts; so as often as the capacity is needed in full, a hold passes.
    package mutating func availability(for cost: Units, after ahead: Units, at now: Instant) -> Availability {
        guard cost <= capacity else { return .never }
        guard ahead > .zero else { return availability(for: cost, at: now) }
        forgetEnded(at: now)
        let (rounds, last) = (ahead + cost).rounds(of: capacity)
        let missing = inFlight + held.total + last - capacity
        var delay = missing > .zero ? self.delay(toFree: missing, at: now) : Delay(earliest: now, wake: now)
        delay.add(hold.multipliedSaturated(by: rounds), at: now)
        if cost > .zero {
            let end = reported.end(below: level &+ (ahead + cost).millionths)
            delay.postpone(to: max(earliestStart(of: cost), end ?? now))
            if let spacing = limit.spacing {
                let distance = spacing.interval(afterTotal: ahead)
                delay.postpone(to: max(now, nextStart).later(by: distance))
                delay.drift = max(delay.drift ?? now, now.later(by: distance))
            }
        }
        if let gate = refusals?.value.gate, !gate.admitsProbe(at: now) { delay.shut(until: gate.reopens, at: now) }
        return delay.wake == now ? .available : .later(delay)
    }

    /// What keeps `cost` from starting, apart from pacing: when the quota lets it start at the earliest, and how long
    /// the server's refusal lasts; nil where it does not keep it.
    package mutating func shortage(for cost: Units, at now: Instant) -> (quota: Instant?, gate: Instant?) {
        forgetEnded(at: now)
        let missing = self.missing(for: cost)
        var quota = reported.end(below: level &+ cost.millionths)
        if missing > .zero, cost <= capacity {
            // What waits for a response does not start now, however short the hold.
            var delay = self.delay(toFree: missing, at: now)
            if let growth = refusals?.value.share?.growth { delay.reconsider(at: growth) }
            let earliest = max(delay.earliest, now + .nanoseconds(1))
            quota = max(quota ?? earliest, earliest)
        }
        return (quota, refusals?.value.gate.flatMap { $0.retryAfter > now ? $0.retryAfter : nil })
    }

    // MARK: What happens to a request

    /// Counts a request that starts at `now`. If the bucket is shut and its time has come, this request is the probe.
    package mutating func take(_ cost: Units, for permit: PermitID, at now: Instant) {
        permits += 1
        inFlight += cost
        level &+= cost.millionths
        if cost > .zero, let spacing = limit.spacing {
            lastStart = now
            nextStart = max(nextStart, now.later(by: spacing.interval(after: cost)))
        }
        refusals?.value.begin(probe: permit)
    }

    /// The hold of a request begins at `instant`: its response, or the time by which a lost one must have arrived.
    package mutating func settle(_ cost: Units, at instant: Instant) {
        inFlight -= cost
        settleHeld(cost, at: instant)
    }

    private mutating func settleHeld(_ cost: Units, at instant: Instant) {
        held.insert(cost, answeredAt: instant, scale: WindowLog.Scale(capacity: capacity, hold: hold))
    }

    /// The request never left: its units are as if they had not been taken. (Pacing keeps its distance all the same.)
    package mutating func refund(_ cost: Units) {
        inFlight -= cost
    }

    /// The server refused `request`: nothing starts for the time that it told, or one hold.
    /// - Parameters:
    ///   - refusal: The times of the refusal.
    ///   - isSettled: Whether the request's own hold has begun.
    ///   - jitter: 0 to 1: so many tenths of the wait it takes longer.
    mutating func shut(
        by request: RefusedRequest, _ refusal: Refusal, isSettled: Bool, jitter: Double, at now: Instant
    ) {
        forgetEnded(at: now)
        let longest = refusal.probeWithin ?? max(limit.hold, Refusal.longestWait)
        let gate = Gate(shutAt: now, for: refusal.wait ?? limit.hold, atMost: longest, jitter: jitter)
        let admitted = held.total - (isSettled ? request.cost : .zero)
        let scale = WindowLog.Scale(capacity: capacity, hold: hold)
        if refusals == nil { refusals = Indirect(Refusals()) }
        refusals?.value.add(request, gate, admitted: admitted, scale: scale, at: now)
    }

    /// Forgets all that servers said: their refusals, and what was left.
    mutating func reopen() {
        refusals = nil
        reported = ReportedRemaining()
    }

    /// How likely it is that this bucket refused a request of `cost` that started at `start`, if the response does not
    /// say which did.
    mutating func blame(for cost: Units, from start: Instant, at now: Instant) -> Blame {
        forgetEnded(at: now)
        let others = inFlight + held.total - cost
        return Blame(
            isKnown: refusals.map { $0.value.cut >= start } ?? false,
            isSuspected: refusals?.value.isSuspected(at: now, hold: hold) ?? false,
            fullness: others.value / capacity.value, limit: limit)
    }

    /// A permit that was taken has ended: after what became of its cost.
    package mutating func leave() {
        permits -= 1
    }

    /// A request came to an end, which matters if it was the probe.
    package mutating func ended(_ permit: PermitID, succeeded: Bool, at now: Instant) {
        guard refusals != nil else { return }
        let hold = hold
        refusals?.value.ended(permit, succeeded: succeeded, at: now, hold: hold)
    }

    /// A response that came at `now` said that `remaining` is left, until `reset` from now (nil, or longer: one hold).
    /// - Parameter mark: The ``level`` just after its request had been taken; nil if it did not draw on this bucket.
    package mutating func observe(remaining: Units, since mark: Int64?, reset: Duration?, at now: Instant) {
        let length = min(max(0, reset?.nanoseconds ?? hold), hold)
        guard length > 0 else { return }
        let mark = mark ?? level &- inFlight.millionths
        reported.add(mark &+ remaining.millionths, until: now.later(by: length), hold: hold)
    }

    // MARK: What can be seen

    private mutating func forgetEnded(at now: Instant) {
        held.removeAnswered(through: now.earlier(by: hold))
        reported.removeEnded(at: now)
        guard refusals != nil else { return }
        let (capacity, hold) = (capacity, hold)
        if refusals?.value.update(capacity: capacity, hold: hold, at: now) == false { refusals = nil }
    }

    /// What is held at `now`.
    package mutating func held(at now: Instant) -> Units {
        forgetEnded(at: now)
        return held.total
    }

    /// Whether it differs in nothing from a bucket that was never used, and no permit names it.
    package mutating func isIdle(at now: Instant) -> Bool {
        isForgettable(at: now) && refusals == nil
    }

    /// Whether nothing would be lost with it that the server still counts, and no permit names it.
    mutating func isForgettable(at now: Instant) -> Bool {
        guard permits == 0 else { return false }
        forgetEnded(at: now)
        guard refusals?.value.isForgettable(at: now, hold: hold) ?? true else { return false }
        guard held.isEmpty, reported.isEmpty else { return false }
        return nextStart <= now && earliestStart(of: capacity) <= now
    }

    /// How many entries the log of what is held has.
    package var heldEntries: Int { held.count }

    /// When the gate lets the probe through; nil when there is no gate.
    package var gatedUntil: Instant? {
        refusals?.value.gate?.reopens
    }

    /// What may be in use at a time, for now.
    package var usable: Units { refusals?.value.share.map { min(capacity, $0.usable) } ?? capacity }
}
