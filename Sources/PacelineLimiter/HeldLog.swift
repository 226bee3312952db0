/// What was answered and is still held: amounts by the time of their answer, oldest first.
struct HeldLog: Sendable {
    private struct Entry {
        var answered: Instant
        var cost: Units
    }

    private var entries: [Entry] = []
    /// Entries before this place are gone; they are removed together, so that each costs constant time on average.
    private var first = 0

    /// The sum of what is held.
    private(set) var total: Units = .zero

    /// Adds `cost`, answered at `instant`. Answers come nearly in order: the place is searched from the end.
    mutating func insert(_ cost: Units, answeredAt instant: Instant) {
        guard cost > .zero else { return }
        total += cost
        var place = entries.count
        while place > first, entries[place - 1].answered > instant {
            place -= 1
        }
        if place > first, entries[place - 1].answered == instant {
            entries[place - 1].cost += cost
        } else {
            entries.insert(Entry(answered: instant, cost: cost), at: place)
        }
    }

    /// Forgets what was answered at `instant` or before.
    mutating func removeAnswered(through instant: Instant) {
        while first < entries.count, entries[first].answered <= instant {
            total -= entries[first].cost
            first += 1
        }
        if first == entries.count || first > 32 && first > entries.count / 2 {
            entries.removeSubrange(..<first)
            first = 0
        }
    }

    /// The time of the answer up to which `amount` or more was answered; nil when less is held in all.
    func answered(covering amount: Units) -> Instant? {
        guard amount <= total else { return nil }
        var sum = Units.zero
        for entry in entries[first...] {
            sum += entry.cost
            if sum >= amount { return entry.answered }
        }
        return nil
    }
}
