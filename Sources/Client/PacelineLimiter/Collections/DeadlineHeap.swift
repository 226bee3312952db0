/// Values that fall due, the earliest first; each can be taken out before, or fall due at another time.
///
/// A binary heap of places: O(log n) for each change, O(1) for the earliest.
struct DeadlineHeap<Value: Sendable>: Sendable {
    /// Names a value that was put in; it names nothing once that is out again.
    struct Ticket: Sendable {
        fileprivate let slot: Int
        fileprivate let use: UInt
    }

    private struct Entry: Sendable {
        var instant: Instant
        let slot: Int
    }

    private struct Slot: Sendable {
        /// Where its entry is.
        var place = 0
        /// How often the slot was used: tells a ticket from an earlier one of the same slot.
        var use: UInt = 0
        var value: Value?
    }

    private var entries: [Entry] = []
    private var slots: [Slot] = []
    private var unused: [Int] = []

    /// When the earliest falls due; nil when there is none.
    var first: Instant? { entries.first?.instant }

    mutating func insert(_ value: Value, at instant: Instant) -> Ticket {
        let slot = unused.popLast() ?? slots.count
        if slot == slots.count { slots.append(Slot()) }
        slots[slot].value = value
        slots[slot].place = entries.count
        entries.append(Entry(instant: instant, slot: slot))
        rise(from: entries.count - 1)
        return Ticket(slot: slot, use: slots[slot].use)
    }

    /// Takes a value out; nil when it is out already.
    mutating func remove(_ ticket: Ticket) -> Value? {
        guard slots[ticket.slot].use == ticket.use else { return nil }
        return remove(slot: ticket.slot)
    }

    /// Has a value fall due at another time, unless it is out already.
    mutating func move(_ ticket: Ticket, to instant: Instant) {
        guard slots[ticket.slot].use == ticket.use else { return }
        let place = slots[ticket.slot].place
        entries[place].instant = instant
        settle(place)
    }

    /// Takes the earliest value out, if it is due.
    mutating func popDue(at now: Instant) -> Value? {
        guard let first = entries.first, first.instant <= now else { return nil }
        return remove(slot: first.slot)
    }

    private mutating func remove(slot: Int) -> Value? {
        let value = slots[slot].value.take()
        let place = slots[slot].place
        slots[slot].use &+= 1
        unused.append(slot)
        let last = entries.removeLast()
        if place < entries.count {
            entries[place] = last
            slots[last.slot].place = place
            settle(place)
        }
        return value
    }

    /// Moves an entry to where it belongs.
    private mutating func settle(_ place: Int) {
        let slot = entries[place].slot
        rise(from: place)
        sink(from: slots[slot].place)
    }

    private mutating func rise(from start: Int) {
        var place = start
        while place > 0, entries[place].instant < entries[(place - 1) / 2].instant {
            exchange(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func sink(from start: Int) {
        var place = start
        while true {
            var least = place
            var child = 2 * place + 1
            while child <= 2 * place + 2, child < entries.count {
                if entries[child].instant < entries[least].instant { least = child }
                child += 1
            }
            guard least != place else { return }
            exchange(place, least)
            place = least
        }
    }

    private mutating func exchange(_ one: Int, _ other: Int) {
        entries.swapAt(one, other)
        slots[entries[one].slot].place = one
        slots[entries[other].slot].place = other
    }
}
