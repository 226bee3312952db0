// What responses say is left of a bucket.

extension Bucket {
    /// A response that came at `now` said that `remaining` is left, until `reset` from now (nil, or longer: one hold).
    /// - Parameter mark: The ``level`` just after its request had been taken; nil if it did not draw on this bucket.
    package mutating func observe(remaining: Units, since mark: Int64?, reset: Duration?, at now: Instant) {
        let hasEnd = reset != nil || limit.isRefilled
        keep(within: remaining, since: mark, for: reset?.nanoseconds ?? hold, atMost: hold, hasEnd: hasEnd, at: now)
    }

    /// No more than `remaining` starts after the request of `mark` for so many nanoseconds. Where that is not known,
    /// what is in flight may not have been counted.
    /// - Parameters:
    ///   - isNewest: Whether the word of the newest request goes before all others.
    ///   - hasEnd: Whether it is over then, or rises, so that an older word that tells less may be heeded, too.
    mutating func keep(
        within remaining: Units, since mark: Int64?, isNewest: Bool = true, for length: Int64, atMost longest: Int64,
        hasEnd: Bool, at now: Instant
    ) {
        guard length > 0, longest > 0 else { return }
        let level = (mark ?? level &- inFlight.millionths) &+ remaining.millionths
        let end = now.later(by: min(length, longest))
        if isNewest, let mark {
            reported.set(level, from: now, until: end, since: mark, hasEnd: hasEnd, hold: longest)
        } else {
            reported.add(level, from: now, until: end, hold: longest)
        }
    }

    /// When what is left lets the level rise to `level`; nil if it may now.
    func reportedEnd(below level: Int64) -> Instant? {
        reported.end(below: level, refill: limit.isRefilled ? Refill(units: capacity, time: hold) : nil)
    }
}
