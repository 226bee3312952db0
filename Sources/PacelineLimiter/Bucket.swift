/// The ledger of one limit. Pure arithmetic: it has no clock and waits for nothing.
///
/// **The rule.** A request of cost *c* may start iff `held + inFlight + c <= capacity`. It is in flight from that decision
/// until its answer, and held from the answer until `hold` later.
///
/// *At most `capacity` reaches the server in any interval no longer than the window.* Suppose more did, in [t, t + W],
/// and look at the request k of them that was decided last: t <= arrival(k) <= t + W. Any other one, i, was decided
/// before. If it was not answered when k was decided, it was in flight. If it was, then its answer came after its arrival,
/// thus after t, thus less than W before k was decided, and it was held. So all of them were counted, and k would not
/// have started. Latencies do not enter: answers may come in any order.
package struct Bucket: Sendable {
    /// The declared numbers.
    package private(set) var limit: RateLimit
    /// The declared capacity.
    package private(set) var capacity: Units
    private var hold: Duration
    /// What was started and not answered yet.
    package private(set) var inFlight: Units = .zero
    private var held = HeldLog()
    private var gate: Gate?

    /// A bucket that is first declared at `now`.
    package init(_ limit: RateLimit, at now: Instant) {
        self.limit = limit
        capacity = Units(limit.capacity)
        hold = .nanoseconds(limit.hold.nanoseconds)
        if limit.coldStart == .assumeFull {
            held.insert(capacity, answeredAt: now)
        }
    }

    /// Takes other numbers. What is in flight and held stays, and is judged by the new numbers.
    /// - Precondition: `limit` is of the same kind, a window or a concurrency limit.
    package mutating func declare(_ limit: RateLimit) {
        precondition(
            limit.release == self.limit.release, "a bucket cannot change between a window and a concurrency limit")
        self.limit = limit
        capacity = Units(limit.capacity)
        hold = .nanoseconds(limit.hold.nanoseconds)
    }

    /// When a request may start.
    package enum Room: Equatable, Sendable {
        case available
        case later(Delay)
        /// Never: it costs more than the capacity.
        case never
    }

    /// When `cost` may start, as far as it is known at `now`.
    package mutating func room(for cost: Units, at now: Instant) -> Room {
        guard cost <= capacity else { return .never }
        held.removeAnswered(through: now - hold)
        let missing = inFlight + held.total + cost - capacity
        let isShut = gate.map { !$0.admitsProbe(at: now) } ?? false
        guard missing > .zero || isShut else { return .available }
        var delay =
            missing > .zero
            ? self.delay(toFree: missing, at: now) : Delay(earliest: now, wake: now, drifts: false)
        if let gate, isShut {
            delay.shut(until: gate.reopens, at: now)
        }
        return .later(delay)
    }

    /// An answer that has yet to come frees its part no sooner than `hold` from now.
    private func delay(toFree missing: Units, at now: Instant) -> Delay {
        let alone = held.answered(covering: missing)
        if let alone, alone <= now || inFlight == .zero {
            return Delay(earliest: alone + hold, wake: alone + hold, drifts: false)
        }
        let lost = missing > inFlight ? held.answered(covering: missing - inFlight) : nil
        let answered = max(now, lost ?? now)
        return Delay(earliest: answered + hold, wake: alone.map { $0 + hold }, drifts: answered == now)
    }

    /// When a request of `cost` may be expected to start if requests of `ahead` in all start before it and everything
    /// in flight is answered now. An estimate: it is not used for decisions.
    package mutating func expectedStart(of cost: Units, after ahead: Units, at now: Instant) -> Instant {
        let (rounds, last) = (ahead + cost).rounds(of: capacity)
        let start =
            switch room(for: last, at: now) {
            case .later(let delay): delay.earliest
            case .available, .never: now
            }
        return start + .nanoseconds(hold.nanoseconds.multipliedSaturated(by: rounds))
    }

    // MARK: What happens to a request

    /// Counts a request that starts. If the bucket is shut and its time has come, this request is the probe.
    package mutating func take(_ cost: Units, for permit: PermitID) {
        inFlight += cost
        gate?.begin(probe: permit)
    }

    /// The hold of a request begins at `instant`: its answer, or the time by which a lost one must have arrived.
    package mutating func settle(_ cost: Units, at instant: Instant) {
        inFlight -= cost
        held.insert(cost, answeredAt: instant)
    }

    /// The request never left: as if it had not been taken.
    package mutating func refund(_ cost: Units) {
        inFlight -= cost
    }

    /// The server refused: nothing starts for `wait` (nil: one hold) and `jitter` (0 to 1) tenths of it more.
    package mutating func shut(at now: Instant, for wait: Duration?, jitter: Double) {
        let new = Gate(shutAt: now, for: wait ?? hold, jitter: jitter)
        if gate == nil {
            gate = new
        } else {
            gate?.extend(by: new)
        }
    }

    /// A request came to an end, which matters if it was the probe.
    package mutating func ended(_ permit: PermitID, succeeded: Bool, at now: Instant) {
        if gate?.ended(permit, succeeded: succeeded, at: now) == true {
            gate = nil
        }
    }

    // MARK: What can be seen

    /// What is held at `now`.
    package mutating func held(at now: Instant) -> Units {
        held.removeAnswered(through: now - hold)
        return held.total
    }

    /// When the gate lets the probe through; nil when there is no gate.
    package var gatedUntil: Instant? {
        gate?.reopens
    }
}
