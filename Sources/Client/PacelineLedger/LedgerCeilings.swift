import PacelineLimiter

/// What servers said is left of a bucket: levels that it must not exceed for a time. As in the limiter, the word of the
/// request that was granted last goes before all others, and an older one that tells less lowers it, until its own end.
package struct LedgerCeilings: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package var level: Int64
        /// Since when it rises, where the bucket is refilled.
        package var since: Int64
        package var end: Int64

        package init(level: Int64, since: Int64, end: Int64) {
            (self.level, self.since, self.end) = (level, since, end)
        }
    }

    /// The newest first, then the older ones that tell less, each less than all before it.
    package private(set) var entries: [Entry] = []
    /// The mark of the newest.
    package private(set) var newest: Int64?

    package init(newest: Int64? = nil, _ entries: [Entry] = []) { (self.newest, self.entries) = (newest, entries) }

    /// More are not kept: of two, the lower level holds until the later end.
    static let maximum = 16

    mutating func add(_ ceiling: LedgerRequest.Ceiling, at now: Int64) {
        let answered = now - ceiling.age
        let end = answered + ceiling.length
        removeEnded(at: now)
        guard end > now else { return }
        if let newest, LedgerLevel.isBefore(ceiling.mark, newest) {
            let entry = Entry(level: LedgerLevel.sum(newest, ceiling.remaining), since: answered, end: end)
            guard !entries.isEmpty, entries.allSatisfy({ LedgerLevel.isBefore(entry.level, $0.level) }) else { return }
            entries.append(entry)
            if entries.count > LedgerCeilings.maximum {
                let last = entries.removeLast()
                entries[entries.count - 1] = Entry(
                    level: last.level, since: last.since, end: max(last.end, entries[entries.count - 1].end))
            }
        } else {
            newest = LedgerLevel.sum(ceiling.mark, 0)
            entries = [Entry(level: LedgerLevel.sum(ceiling.mark, ceiling.remaining), since: answered, end: end)]
        }
    }

    mutating func removeEnded(at now: Int64) { entries.removeAll { $0.end <= now } }

    /// When the level may rise to `level`.
    /// - Parameter refilling: The microseconds in which so many units are refilled; nil where levels do not rise.
    func start(for level: Int64, at now: Int64, refilling: ((Int64) -> Int64)?) -> Int64 {
        entries.lazy.filter { LedgerLevel.isBefore($0.level, level) }.map { entry in
            let risen = refilling.map { entry.since + $0(LedgerLevel.distance(from: entry.level, to: level)) }
            return min(entry.end, risen ?? entry.end)
        }.reduce(now, max)
    }
}
