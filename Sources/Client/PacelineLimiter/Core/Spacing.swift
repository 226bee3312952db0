/// How far apart the requests of a bucket start.
struct Spacing: Sendable {
    /// So many nanoseconds for ``units``.
    private let length: Int64
    private let units: Units
    /// The time after which a server has forgotten a request entirely, where that is known to suffice.
    private let forgetting: Int64?

    /// `hold` for each `capacity`.
    init(hold: Int64, capacity: Units) {
        (length, units, forgetting) = (hold, capacity, nil)
    }

    /// For a server that counts two windows and weighs the older one.
    ///
    /// At one unit in (hold + spread) / (capacity − 1), at most 1 + L · (capacity − 1) / (hold + spread) units arrive
    /// in any interval that is L − spread long. Let the present window have been running for the part f of a window.
    /// Then (1 − f) · previous + present = (1 − f) · (previous + present) + f · present <= 1 + (capacity − 1) / (hold +
    /// spread) · ((1 − f) · (1 + f) · hold + f · f · hold + spread) = capacity. That counts with requests of one unit
    /// or less. Others start and stay alone for two windows: then the server's two windows hold nothing else.
    init(counterOf capacity: Units, hold: Int64, spread: Int64) {
        length = hold.addingSaturated(spread)
        units = max(.zero, capacity - Units(1))
        forgetting = hold.addingSaturated(length)
    }

    /// Nanoseconds from the start of a request of `cost` to that of the next; the fraction rounded up.
    func interval(after cost: Units) -> Int64 {
        guard cost > .zero else { return 0 }
        if let forgetting, isAlone(cost) { return forgetting }
        let exact = (Int128(length) * Int128(cost.millionths) - 1) / Int128(units.millionths) + 1
        return min(Int64(clamping: exact), forgetting ?? .max)
    }

    /// Nanoseconds that lie at least between the start of the first of requests that cost `total` in all and that of
    /// the one after the last.
    func interval(afterTotal total: Units) -> Int64 {
        guard total > .zero, units > .zero else { return 0 }
        let exact = (Int128(length) * Int128(total.millionths) - 1) / Int128(units.millionths) + 1
        return min(Int64(clamping: exact), forgetting ?? .max)
    }

    /// Nanoseconds from the start of any request to that of one of `cost`, beyond ``interval(after:)``.
    func interval(before cost: Units) -> Int64 {
        forgetting.map { isAlone(cost) ? $0 : 0 } ?? 0
    }

    private func isAlone(_ cost: Units) -> Bool {
        units == .zero || forgetting != nil && cost > Units(1)
    }
}
