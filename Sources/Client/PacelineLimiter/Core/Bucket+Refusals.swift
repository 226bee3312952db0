// What a server's refusals do to a bucket.

extension Bucket {
    /// The server refused `request`: nothing starts for the time that it told, or one hold.
    /// - Parameters:
    ///   - refusal: The times of the refusal.
    ///   - isSettled: Whether the request's own hold has begun.
    ///   - jitter: 0 to 1: so many tenths of the wait it takes longer.
    mutating func shut(
        by request: RefusedRequest, _ refusal: Refusal, isSettled: Bool, jitter: Double, at now: Instant
    ) {
        forgetEnded(at: now)
        guard observation == nil || isAdvertised else {
            return shutObserved(by: request, refusal, isSettled: isSettled, random: jitter, at: now)
        }
        let longest = refusal.probeWithin ?? max(limit.hold, Refusal.longestWait)
        let gate = Gate(shutAt: now, for: refusal.wait ?? limit.hold, atMost: longest, jitter: jitter)
        let admitted = held.total - (isSettled ? request.cost : .zero)
        let scale = WindowLog.Scale(capacity: capacity, hold: hold)
        if refusals == nil { refusals = Indirect(Refusals()) }
        refusals?.value.add(request, gate, admitted: admitted, scale: scale, at: now)
    }

    /// Forgets all that servers said: their refusals, and what was left.
    mutating func reopen(at now: Instant) {
        refusals = nil
        reported = ReportedRemaining()
        forgetLearned()
        forgetTold(at: now)
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

    /// A request came to an end, which matters if it was the probe.
    @inline(__always)  // Almost no bucket has refusals.
    package mutating func ended(_ permit: PermitID, succeeded: Bool, at now: Instant) {
        guard refusals != nil else { return }
        let hold = hold
        let hasOpened = refusals?.value.ended(permit, succeeded: succeeded, at: now, hold: hold) ?? false
        if hasOpened, observation != nil { noteOpened(at: now) }
    }
}
