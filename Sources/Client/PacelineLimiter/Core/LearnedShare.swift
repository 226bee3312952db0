/// What is left of a quota on which somebody else draws, too, as refusals teach it.
///
/// At the first refusal of an episode it is what the server had let through within the last hold; with each hold
/// without a refusal it grows by 15 % and one unit, until it is the whole capacity again. The constants are simulated:
/// slower growth wastes quota when the other client is gone, faster growth is refused more often.
struct LearnedShare: Sendable {
    /// What may be in use at a time, in place of the capacity.
    private(set) var usable: Units
    /// When it grows next; nil while the bucket is shut.
    private(set) var growth: Instant?

    /// The share of a client of which `admitted` was let through within one hold.
    init(admitted: Units) {
        usable = max(Units(1), admitted)
    }

    /// A refusal was received: the holds without one begin when the gate opens.
    mutating func pause() {
        growth = nil
    }

    /// The gate has opened at `now`.
    mutating func resume(at now: Instant, hold: Int64) {
        growth = now.later(by: hold)
    }

    /// Grows by the holds that have passed; false when there is no more to learn.
    mutating func grow(to capacity: Units, hold: Int64, at now: Instant) -> Bool {
        while let due = growth, due <= now, usable < capacity {
            usable = Units(millionths: (usable.millionths / 20).multipliedSaturated(by: 23)) + Units(1)
            growth = due.later(by: hold)
        }
        return usable < capacity
    }
}
