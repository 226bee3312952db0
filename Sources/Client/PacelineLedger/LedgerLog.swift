/// What was answered and is still held of a bucket: units by the time of their response.
///
/// Times are rounded up to a grid of 1 024 steps a hold, so that a log has some thousand entries at most, however large
/// the quota: an entry is held too long by a thousandth of its hold, and never too short.
package struct LedgerLog: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        /// The time of the response, in microseconds.
        package var stamp: Int64
        package var units: Int64

        package init(stamp: Int64, units: Int64) { (self.stamp, self.units) = (stamp, units) }
    }

    /// By time.
    package private(set) var entries: [Entry] = []
    /// The sum of the entries.
    private(set) var total: Int64 = 0

    var isEmpty: Bool { entries.isEmpty }

    /// A log of these entries, which stand in the order of their times.
    package init(_ entries: [Entry] = []) {
        self.entries = entries
        total = entries.reduce(0) { $0 &+ $1.units }
    }

    /// Adds units that were answered at `stamp`; each entry is of a time of its own.
    mutating func add(_ units: Int64, at stamp: Int64, hold: Int64) {
        let slot = LedgerLog.slot(of: stamp, hold: hold)
        var place = entries.count
        while place > 0, entries[place - 1].stamp > slot { place -= 1 }
        if place > 0, entries[place - 1].stamp == slot {
            entries[place - 1].units += units
        } else {
            entries.insert(Entry(stamp: slot, units: units), at: place)
        }
        total += units
    }

    /// The grid's time that comes next after `stamp`, or is it.
    static func slot(of stamp: Int64, hold: Int64) -> Int64 {
        let width = max(1, hold / 1024)
        let (quotient, rest) = stamp.quotientAndRemainder(dividingBy: width)
        return (rest > 0 ? quotient + 1 : quotient) * width
    }

    /// Removes what was answered at `stamp` or before, and returns it.
    @discardableResult mutating func remove(through stamp: Int64) -> [Entry] {
        let gone = Array(entries.prefix { $0.stamp <= stamp })
        entries.removeFirst(gone.count)
        total -= gone.reduce(0) { $0 + $1.units }
        return gone
    }

    /// Removes all, and returns it.
    mutating func removeAll() -> [Entry] { remove(through: .max) }

    /// What was answered at `stamp` or before. O(n).
    func units(through stamp: Int64) -> Int64 {
        entries.prefix { $0.stamp <= stamp }.reduce(0) { $0 + $1.units }
    }

    /// The time of the response up to which `units` or more were answered; nil when less is held. O(n).
    func stamp(covering units: Int64) -> Int64? {
        var sum: Int64 = 0
        for entry in entries {
            sum += entry.units
            if sum >= units { return entry.stamp }
        }
        return nil
    }
}
