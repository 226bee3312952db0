#if Redis
import PacelineLedger
import PacelineLimiter

/// Reads what `read.lua` returns. Anything else ends in a ``Damage``, and in nothing worse.
enum LedgerWords {
    struct Damage: Error {}

    static func reading(_ reply: RESPValue, name: String) throws(Damage) -> LedgerReading {
        var parts = try Reader(reply)
        let time = try parts.number()
        var state = LedgerState()
        var ledger = try parts.list()
        (state.last, state.offset) = (try ledger.number(), try ledger.number())
        (state.quietUntil, state.epoch) = (try ledger.number(), try ledger.optional())
        let tag = "pl1:{\(name)}:b:"
        var sessions = try parts.list()
        while !sessions.isAtEnd {
            var words = try sessions.list()
            state.sessions[try words.text()] = try session(&words, tag)
        }
        var reading = LedgerReading(name: name, state: state, time: time)
        var buckets = try parts.list()
        while !buckets.isAtEnd {
            var words = try buckets.list()
            let key = stripped(try words.text(), tag)
            do throws(Damage) {
                reading.state.buckets[key] = try bucket(&words)
            } catch {
                reading.damaged.append(key)
            }
        }
        return reading
    }

    private static func stripped(_ key: String, _ tag: String) -> String {
        key.hasPrefix(tag) ? String(key.dropFirst(tag.count)) : key
    }

    private static func session(_ words: inout Reader, _ tag: String) throws(Damage) -> LedgerSession {
        var session = LedgerSession(sequence: try words.number(), deadline: try words.number())
        session.inFlight = try table(&words, tag)
        var probes = try words.list()
        while !probes.isAtEnd { session.probes.insert(stripped(try probes.text(), tag)) }
        let (rank, told, wanted) = (try words.optional(), try words.optional(), try table(&words, tag))
        if let rank, let told { session.waiting = .init(rank: rank, told: told, wanted: wanted) }
        return session
    }

    private static func table(_ words: inout Reader, _ tag: String) throws(Damage) -> [String: Int64] {
        var (table, pairs) = ([String: Int64](), try words.list())
        while !pairs.isAtEnd { table[stripped(try pairs.text(), tag)] = try pairs.number() }
        return table
    }

    private static func bucket(_ words: inout Reader) throws(Damage) -> LedgerBucket {
        let (capacity, hold, isRefilled) = (try words.number(), try words.number(), try words.number() == 1)
        guard capacity >= 0, hold >= 0 else { throw Damage() }
        var bucket = LedgerBucket(
            LedgerRequest.Rule(capacity: capacity, hold: hold, isRefilled: isRefilled), grace: try words.number())
        (bucket.inFlight, bucket.tail, bucket.level) = (try words.number(), try words.number(), try words.number())
        (bucket.told, bucket.reopens) = (try words.number(), try words.number())
        (bucket.lastStart, bucket.nextStart) = (try words.number(), try words.number())
        (bucket.toldAt, bucket.epoch) = (try words.optional(), try words.optional() ?? 0)
        let newest = try words.optional()
        (bucket.isDisputed, bucket.probe) = (try words.number() == 1, try words.text())
        var ceilings = try words.list()
        var entries: [LedgerCeilings.Entry] = []
        while !ceilings.isAtEnd {
            entries.append(
                .init(level: try ceilings.number(), since: try ceilings.number(), end: try ceilings.number()))
        }
        bucket.ceilings = LedgerCeilings(newest: newest, entries)
        var ends = try words.list()
        while !ends.isAtEnd { bucket.ends.append(.init(through: try ends.number(), due: try ends.number())) }
        var log = try words.list()
        var answered: [LedgerLog.Entry] = []
        while !log.isAtEnd { answered.append(.init(stamp: try log.number(), units: try log.number())) }
        bucket.log = LedgerLog(answered)
        return bucket
    }

    /// Takes one element of a list after the other.
    private struct Reader {
        private var rest: ArraySlice<RESPValue>

        init(_ value: RESPValue?) throws(Damage) {
            guard let elements = value?.elements else { throw Damage() }
            rest = elements[...]
        }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func list() throws(Damage) -> Reader { try Reader(rest.popFirst()) }

        mutating func text() throws(Damage) -> String {
            guard let text = rest.popFirst()?.text else { throw Damage() }
            return text
        }

        mutating func number() throws(Damage) -> Int64 {
            guard let number = try optional() else { throw Damage() }
            return number
        }

        /// Nil for the empty text.
        mutating func optional() throws(Damage) -> Int64? {
            let text = try text()
            guard !text.isEmpty, text != "false" else { return nil }
            // Sums of as many as a ledger has cannot overflow then.
            guard let number = Int64(text), number.magnitude <= 1 << 52 else { throw Damage() }
            return number
        }
    }
}
#endif
