// What becomes free bit by bit, since a server refills its bucket of tokens evenly.
//
// **The rule.** A request of cost c may start iff `queued + inFlight + c <= capacity`, where what was answered stands
// in a queue that is worked off at the rate of the refill.
//
// *The server's bucket is never empty for a request.* Suppose that more arrived in some interval [t, u] than the bucket
// held at t and got until u. Look at the request k of them that was decided last. Any other one, i, was decided before,
// and arrived at t or later. If it was not answered when k was decided, it was in flight. Otherwise it joined the queue
// with its response, thus after t; and until k was decided, at u or before, no more was worked off than the server got
// by then. So queue and flights held all that the server had to spare for them, and k would not have started.

extension Bucket {
    /// How a full bucket is refilled. Where refusals taught that others take a part, less of it is this client's.
    private var refill: Refill { Refill(units: max(.least, usable), time: hold) }

    /// What is answered at `instant` is refilled behind all that was answered before: one hold after the instant that
    /// this returns.
    func refilled(_ cost: Units, from instant: Instant) -> Instant {
        let queue = max(held.last ?? instant.earlier(by: hold), instant.earlier(by: hold))
        return queue.later(by: refill.time(of: cost.millionths))
    }

    /// When so much is refilled. What is in flight comes after what was answered.
    func delay(toRefill missing: Units, at now: Instant) -> Delay {
        if let last = held.answered(covering: missing) {
            let end = last.later(by: hold)
            return Delay(earliest: end, wake: end)
        }
        var (rest, queue) = (missing - held.total, max(now, held.last?.later(by: hold) ?? now))
        for (instant, amount) in late?.value.entries ?? [] {
            queue = max(queue, instant).later(by: refill.time(of: amount.millionths))
            rest -= amount
            if rest <= .zero { return Delay(earliest: queue, wake: queue) }
        }
        let time = refill.time(of: rest.millionths)
        return Delay(earliest: queue.later(by: time), wake: nil, drift: now.later(by: time))
    }

    /// No response will come to a request, which can still arrive until `instant`: what it takes is refilled from then
    /// on, behind what was answered by then.
    mutating func lose(_ cost: Units, until instant: Instant) {
        guard limit.isRefilled else { return keep(cost, from: instant) }
        guard cost > .zero else { return }
        inFlight -= cost
        let scale = WindowLog.Scale(capacity: capacity, hold: hold)
        if late == nil { late = Indirect(WindowLog()) }
        late?.value.insert(cost, answeredAt: instant, scale: scale)
    }

    var lateTotal: Units { late?.value.total ?? .zero }

    /// What must have arrived by now is refilled.
    mutating func queueLate(at now: Instant) {
        guard let first = late?.value.first, first <= now else { return }
        let due = late?.value.entries.prefix { $0.instant <= now } ?? []
        late?.value.removeAnswered(through: now)
        for (instant, amount) in due { settleHeld(amount, at: instant) }
        if late?.value.isEmpty ?? true { late = nil }
    }

    /// Works by other numbers from now on. What is to be refilled is so at the new rate.
    mutating func keep(to limit: RateLimit, at now: Instant) {
        let isOfOtherRate = limit != self.limit && (limit.isRefilled || self.limit.isRefilled)
        self.limit = limit
        capacity = Units(limit.capacity)
        guard isOfOtherRate else { return }
        if !limit.isRefilled, let log = late?.value {
            late = nil
            add(log, at: now)
        }
        guard !held.isEmpty else { return }
        let old = held
        held = WindowLog()
        add(old, at: now)
    }

    /// Adds all that another log holds.
    mutating func add(_ log: WindowLog, at now: Instant) {
        guard limit.isRefilled else { return held.add(log, scale: WindowLog.Scale(capacity: capacity, hold: hold)) }
        for (_, amount) in log.entries { settleHeld(amount, at: now) }
    }
}

/// So much is refilled evenly in so long a time.
struct Refill: Sendable {
    let units: Units
    /// Nanoseconds.
    let time: Int64

    /// The time in which so many millionths are, in nanoseconds, rounded up.
    func time(of millionths: Int64) -> Int64 {
        let product = UInt64(max(0, millionths)).multipliedFullWidth(by: UInt64(time))
        let divisor = UInt64(units.millionths)
        guard product.high < divisor else { return .max }
        let (quotient, remainder) = divisor.dividingFullWidth(product)
        return Int64(clamping: quotient).addingSaturated(remainder > 0 ? 1 : 0)
    }
}
