/// What servers said was left of a quota, as far as it still holds.
///
/// A bucket counts all that it ever let start, its *level*. A response that says "r are left" puts a ceiling on the
/// level: the level just after its own request had started, plus r. Until the ceiling ends nothing may start that
/// would exceed it. The ceiling of the request that started last goes before all others: its response knows of all
/// that was used before, by whomever, while one that was overtaken on its way takes those behind it for somebody
/// else's. An older one never raises it, in whichever order they come. But where it tells less, the server may have
/// counted it later than the newest: then no more than that is left after the newest, until its own end.
///
/// Levels wrap around; only their differences, which are small, are used.
struct ReportedRemaining: Sendable {
    private struct Entry {
        var level: Int64
        /// Since when it rises, where a server refills the bucket.
        var since: Instant
        var end: Instant
    }

    /// By end. Levels rise, too: an entry that ends later and is lower makes others superfluous.
    private var entries: [Entry] = []
    /// The level at the newest request that ``set(_:from:until:since:)`` was told of.
    private var newest: Int64?

    /// With as many, the ends of further ones are rounded up to a grid, on which few differ.
    private static let maximumExact = 64

    var isEmpty: Bool { entries.isEmpty }

    /// Adds a ceiling, told at `now`, that holds until `end`, one hold from then at the latest.
    mutating func add(_ level: Int64, from now: Instant, until end: Instant, hold: Int64) {
        var end = end
        if entries.count >= ReportedRemaining.maximumExact {
            let step = max(1, hold / Int64(ReportedRemaining.maximumExact))
            end = Instant(nanoseconds: end.nanoseconds.addingSaturated(step - 1) / step * step)
        }
        if let place = entries.firstIndex(where: { $0.end >= end && $0.level &- level <= 0 }) {
            entries[place].since = max(entries[place].since, now)
            return
        }
        entries.removeAll { $0.end <= end && $0.level &- level >= 0 }
        let place = entries.firstIndex { $0.end > end } ?? entries.count
        entries.insert(Entry(level: level, since: now, end: end), at: place)
    }

    /// Lets a ceiling take the place of all others, unless one of a request that started later is among them.
    /// - Parameters:
    ///   - mark: The level just after its request had started.
    ///   - hasEnd: Whether its end was told, or it rises. Another window's word does not lower what is left for long.
    mutating func set(
        _ level: Int64, from now: Instant, until end: Instant, since mark: Int64, hasEnd: Bool, hold: Int64
    ) {
        if let newest, mark &- newest < 0 {
            removeEnded(at: now)
            let remaining = level &- mark
            guard hasEnd, !entries.isEmpty, entries.allSatisfy({ $0.level &- newest > remaining }) else { return }
            return add(newest &+ remaining, from: now, until: end, hold: hold)
        }
        newest = mark
        entries = [Entry(level: level, since: now, end: end)]
    }

    /// Adds the ceilings of another bucket, whose level was so much lower.
    mutating func add(_ other: ReportedRemaining, raisedBy difference: Int64, hold: Int64) {
        for entry in other.entries {
            add(entry.level &+ difference, from: entry.since, until: entry.end, hold: hold)
        }
    }

    /// Forgets what has ended.
    mutating func removeEnded(at now: Instant) {
        guard let first = entries.first, first.end <= now else { return }
        entries.removeAll { $0.end <= now }
    }

    /// When the level may rise to `level`; nil if it may now.
    /// - Parameter refill: How ceilings rise; nil where they stay until they end.
    func end(below level: Int64, refill: Refill? = nil) -> Instant? {
        guard let refill else { return entries.last { $0.level &- level < 0 }?.end }
        // Of those that rise, the last one that ends need not be the last one that is high enough.
        return entries.lazy.filter { $0.level &- level < 0 }
            .map { min($0.end, $0.since.later(by: refill.time(of: level &- $0.level))) }.max()
    }
}
