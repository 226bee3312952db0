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
///
/// What a token bucket holds becomes free bit by bit: see `Bucket+Refill.swift`.
package struct Bucket: Sendable {
    /// The declared numbers.
    package internal(set) var limit: RateLimit
    /// The declared capacity.
    package internal(set) var capacity: Units
    var hold: Int64 { limit.holdNanoseconds }
    /// What was started and not answered yet.
    package internal(set) var inFlight: Units = .zero
    /// How many permits draw on it that have not ended, whether they are in flight or not.
    var permits = 0
    var held = WindowLog()
    /// What a bucket that is refilled may get only later, since its request was lost; nil where there is nothing.
    var late: Indirect<WindowLog>?
    /// What refusals taught; nil while there is nothing to heed. Most buckets have none, so it lies apart.
    var refusals: Indirect<Refusals>?
    /// What was learned where nobody declared numbers; nil where they are declared.
    var observation: Indirect<Observation>?
    /// What responses told of declared numbers; nil while there is nothing to heed.
    var told: Indirect<Told>?
    /// All that was ever started, in millionths; wraps around.
    package internal(set) var level: Int64 = 0
    var reported = ReportedRemaining()
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

    /// A bucket of which it is known that nothing is used; its numbers are found out where nobody declared them.
    init(empty limit: RateLimit, at now: Instant) {
        self.init(empty: limit)
        guard let observing = limit.observing else { return }
        observation = Indirect(Observation(unknown: limit, flights: observing.flights, at: now))
    }

    /// Takes other numbers. What is in flight and held stays, and is judged by the new numbers.
    /// - Precondition: `limit` is of the same kind, a window or a concurrency limit.
    package mutating func declare(_ limit: RateLimit, at now: Instant) {
        precondition(
            limit.release == self.limit.release, "a bucket cannot change between a window and a concurrency limit")
        keep(to: limit, at: now)
        told?.value.numbers?.declare(limit)
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
        let isShut = self.isShut(for: cost, at: now)
        let next = cost > .zero ? earliestStart(of: cost) : now
        let isCrowded = observation != nil && note(missing: missing, for: cost)
        guard missing > .zero || isShut || next > now || isCrowded else { return .available }
        var delay = missing > .zero ? delayNow(toFree: missing, at: now) : Delay(earliest: now, wake: now)
        delay.postpone(to: next)
        if let gate = refusals?.value.gate, isShut {
            delay.shut(until: gate.reopens, at: now)
        }
        if isCrowded { delay = delay.combined(with: .untilEvent(at: now)) }
        return .later(delay)
    }

    /// Whether a refusal keeps a request from starting. One that takes nothing tells nothing of numbers that are not
    /// declared: it waits for the gate's time, and is no probe.
    @inline(__always)
    private func isShut(for cost: Units, at now: Instant) -> Bool {
        guard let gate = refusals?.value.gate else { return false }
        return cost == .zero && observation != nil ? gate.reopens > now : !gate.admitsProbe(at: now)
    }

    /// What has to become free before a request of `cost` can start. One that takes nothing needs nothing.
    @inline(__always)  // A call would copy the bucket.
    private func missing(for cost: Units) -> Units {
        cost > .zero ? inFlight + heldTotal + cost - usable(for: cost) : .zero
    }

    /// What may be in use when a request of `cost` starts: the capacity, or less while refusals are remembered. A
    /// request that costs more than that may start all the same, alone. A gate lets but one request through, whatever
    /// the share.
    private func usable(for cost: Units) -> Units {
        guard let refusals, refusals.value.gate == nil, let share = refusals.value.share else { return capacity }
        return min(capacity, max(share.usable, cost))
    }

    /// The same, where there may be more room before: by what is learned, or by what responses told.
    private func delayNow(toFree missing: Units, at now: Instant) -> Delay {
        var delay = self.delay(toFree: missing, at: now)
        if let growth = refusals?.value.share?.growth { delay.reconsider(at: growth) }
        if told != nil { reconsider(&delay) }
        return delay
    }

    /// A response that has yet to come frees its part no sooner than `hold` from now.
    private func delay(toFree missing: Units, at now: Instant) -> Delay {
        if limit.isRefilled { return delay(toRefill: missing, at: now) }
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
        if !reported.isEmpty, let end = reportedEnd(below: level &+ cost.millionths) { start = max(start, end) }
        return start
    }

    /// When `cost` may start if requests of `ahead` in all start before it: a lower bound. In any interval of one hold
    /// no more than the capacity starts, unless it is refilled; so as often as the capacity is needed in full, a hold
    /// passes.
    package mutating func availability(for cost: Units, after ahead: Units, at now: Instant) -> Availability {
        guard cost <= capacity else { return .never }
        guard ahead > .zero else { return availability(for: cost, at: now) }
        forgetEnded(at: now)
        let (rounds, last) = limit.isRefilled ? (0, ahead + cost) : (ahead + cost).rounds(of: capacity)
        let missing = inFlight + heldTotal + last - capacity
        var delay = missing > .zero ? self.delay(toFree: missing, at: now) : Delay(earliest: now, wake: now)
        delay.add(hold.multipliedSaturated(by: rounds), at: now)
        // When its window ends, all is free at once.
        if let end = told?.value.ends.first {
            delay.reconsider(at: end.later(by: hold.multipliedSaturated(by: max(0, rounds - 1))))
        }
        if cost > .zero {
            let end = reportedEnd(below: level &+ (ahead + cost).millionths)
            delay.postpone(to: max(earliestStart(of: cost), end ?? now))
            if let spacing = limit.spacing {
                let distance = spacing.interval(afterTotal: ahead)
                delay.postpone(to: max(now, nextStart).later(by: distance))
                delay.drift = max(delay.drift ?? now, now.later(by: distance))
            }
        }
        if let gate = refusals?.value.gate, isShut(for: cost, at: now) { delay.shut(until: gate.reopens, at: now) }
        return delay.wake == now ? .available : .later(delay)
    }

    /// What keeps `cost` from starting, apart from pacing: when the quota lets it start at the earliest, and how long
    /// the server's refusal lasts; nil where it does not keep it.
    package mutating func shortage(for cost: Units, at now: Instant) -> (quota: Instant?, gate: Instant?) {
        forgetEnded(at: now)
        let missing = self.missing(for: cost)
        // What is left was told before the responses of what is in flight, which may tell better.
        var quota = reportedEnd(below: level &+ (cost - inFlight).millionths)
        if missing > .zero, cost <= capacity {
            // What waits for a response does not start now, however short the hold.
            let earliest = max(delayNow(toFree: missing, at: now).earliest, now + .nanoseconds(1))
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
        if observation == nil { refusals?.value.begin(probe: permit) } else { noteTaken(cost, for: permit, at: now) }
    }

    /// The response has come: the hold of a request begins.
    package mutating func settle(_ cost: Units, at now: Instant) {
        keep(cost, from: now)
        if observation != nil { noteAccepted(cost, at: now) }
    }

    /// The hold of a request begins at `instant` that did not go through: the time of its refusal, or that by which a
    /// lost one must have arrived.
    mutating func keep(_ cost: Units, from instant: Instant) {
        inFlight -= cost
        settleHeld(cost, at: instant)
    }

    /// All that is held.
    @inline(__always) private var heldTotal: Units { late == nil ? held.total : held.total + lateTotal }

    mutating func settleHeld(_ cost: Units, at instant: Instant) {
        if late != nil { queueLate(at: instant) }
        let answered = limit.isRefilled ? refilled(cost, from: instant) : instant
        held.insert(cost, answeredAt: answered, scale: WindowLog.Scale(capacity: capacity, hold: hold))
    }

    /// The request never left: its units are as if they had not been taken. (Pacing keeps its distance all the same.)
    package mutating func refund(_ cost: Units) {
        inFlight -= cost
    }

    /// A permit that was taken has ended: after what became of its cost.
    package mutating func leave() {
        permits -= 1
    }

    // MARK: What can be seen

    mutating func forgetEnded(at now: Instant) {
        if observation != nil { updateObservation(at: now) }
        if told != nil { updateTold(at: now) }
        if late != nil { queueLate(at: now) }
        held.removeAnswered(through: now.earlier(by: hold))
        reported.removeEnded(at: now)
        guard refusals != nil else { return }
        let (capacity, hold) = (capacity, hold)
        if refusals?.value.update(capacity: capacity, hold: hold, at: now) == false { refusals = nil }
    }

    /// What is held at `now`.
    package mutating func held(at now: Instant) -> Units {
        forgetEnded(at: now)
        return heldTotal
    }

    /// Whether it differs in nothing from a bucket that was never used, and no permit names it.
    package mutating func isIdle(at now: Instant) -> Bool {
        isForgettable(at: now) && refusals == nil && told == nil && observation?.value.isForgettable ?? true
    }

    /// Whether nothing would be lost with it that the server still counts, and no permit names it.
    mutating func isForgettable(at now: Instant) -> Bool {
        guard permits == 0 else { return false }
        forgetEnded(at: now)
        guard refusals?.value.isForgettable(at: now, hold: hold) ?? true else { return false }
        return held.isEmpty && late == nil && reported.isEmpty && nextStart <= now && earliestStart(of: capacity) <= now
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
