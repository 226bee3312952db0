import PacelineDiagnostics
import PacelineLedger

/// A bucket as people read it.
enum BucketText {
    static func lines(_ bucket: LedgerReport.Bucket, _ names: ShortNames) -> [String] {
        var lines = ["  \(bucket.key.printable): \(limit(of: bucket))", "    \(use(of: bucket))"]
        if let gate = bucket.gate { lines.append("    \(words(gate, names))") }
        for ceiling in bucket.ceilings {
            lines.append(
                "    the server said: \(Words.number(ceiling.left)) left, for \(Words.time(ceiling.lasts)) more")
        }
        for end in bucket.ends { lines.append("    the server's window is over in \(Words.time(max(0, end)))") }
        return lines
    }

    private static func limit(of bucket: LedgerReport.Bucket) -> String {
        let capacity = Words.number(bucket.capacity)
        let limit =
            bucket.hold == 0
            ? "\(capacity) at a time"
            : bucket.isRefilled
                ? "\(capacity), refilled in \(Words.length(bucket.hold))"
                : "\(capacity) in \(Words.length(bucket.hold))"
        let notes = [
            bucket.isTold ? "told by a response" : nil,
            bucket.isDisputed ? "sessions declare different numbers, the strictest holds" : nil,
        ].compactMap(\.self)
        return notes.isEmpty ? limit : "\(limit) (\(notes.joined(separator: "; ")))"
    }

    private static func use(of bucket: LedgerReport.Bucket) -> String {
        let held = bucket.hold > 0 || bucket.held > 0 ? ", \(Words.number(bucket.held)) held" : ""
        let use = "\(Words.number(bucket.inFlight)) in flight\(held), \(Words.number(bucket.free)) free"
        switch bucket.next {
        case 0?: return use
        case let next?: return "\(use); the next in \(Words.time(next))"
        case nil where bucket.gate != nil: return "\(use); the next when the probe went through"
        case nil: return "\(use); the next when a response \(bucket.hold > 0 ? "comes" : "has ended")"
        }
    }

    private static func words(_ gate: LedgerReport.Gate, _ names: ShortNames) -> String {
        if gate.opens > 0 { return "shut by a refusal for \(Words.time(gate.opens)) more, then one probe goes" }
        return gate.probe.map { "shut by a refusal; a probe of \(names($0)) is under way" }
            ?? "shut by a refusal; the next request is the probe"
    }
}
