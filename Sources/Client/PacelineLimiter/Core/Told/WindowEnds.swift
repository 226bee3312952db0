/// When the fixed windows of a server end, as responses tell.
///
/// A unit that was answered before a window ended arrived before it, and counts in it or in an earlier one: when the
/// window is over, it is free. Responses tell the end with some uncertainty. So an end is two instants: one by which it
/// is surely over, and one that was surely before it. Of what was answered between them nothing is known, and it stays
/// held.
struct WindowEnds: Sendable {
    private struct End {
        /// Surely before the end.
        var through: Instant
        /// Surely after it.
        var due: Instant
        /// Nanoseconds.
        var length: Int64 { due.nanoseconds.subtractingSaturated(through.nanoseconds) }
    }

    /// The present window's end, and the next one's where responses tell it before the present one's is surely over.
    private var ends: [End] = []

    var isEmpty: Bool { ends.isEmpty }
    /// When the next window is surely over.
    var first: Instant? { ends.first?.due }

    /// A response told an end. Of one that is known the narrowest that was told holds.
    mutating func add(_ through: Instant, _ due: Instant, window: Int64) {
        guard through < due else { return }
        let near = window / 2
        let known = ends.firstIndex { $0.due.later(by: near) > due && due.later(by: near) > $0.due }
        if let known {
            let both = (through: max(ends[known].through, through), due: min(ends[known].due, due))
            let whole = (through: min(ends[known].through, through), due: max(ends[known].due, due))
            if whole.through.later(by: near) < whole.due {
                // They are known so roughly that they may be of two windows: of either it is true what was told.
                if through.later(by: ends[known].length) > due { ends[known] = End(through: through, due: due) }
            } else if both.through < both.due {
                // Two that contradict each other are no better known for it.
                ends[known] = End(through: both.through, due: both.due)
            }
        } else if ends.count < 2, ends.last.map({ $0.due < due }) ?? true {
            ends.append(End(through: through, due: due))
        }
    }

    /// Up to when answers are free, of a window that is surely over; nil when none is.
    mutating func takeEnded(at now: Instant) -> Instant? {
        guard let first = ends.first, first.due <= now else { return nil }
        ends.removeFirst()
        return first.through
    }
}
