import PacelineDiagnostics
import PacelineLedger

/// A session as people read it.
enum SessionText {
    static func lines(_ session: LedgerReport.Session, _ names: ShortNames) -> [String] {
        let inFlight = session.inFlight.isEmpty ? "nothing" : Words.units(session.inFlight)
        let uses =
            session.life == .over
            ? session.inFlight.isEmpty ? "" : "; counts as answered a grace later: \(inFlight)"
            : "; in flight: \(inFlight)"
        let lines = ["  \(names(session.name))  \(life(of: session))\(uses)"]
        guard let waiting = session.waiting, session.life != .over else { return lines }
        return lines + [String(repeating: " ", count: names(session.name).count + 4) + words(waiting)]
    }

    private static func life(of session: LedgerReport.Session) -> String {
        switch session.life {
        case .leased: "lease left: \(Words.time(session.lease ?? 0))"
        case .alive: "alive, by its lock"
        case .over: session.lease.map { "over for \(Words.time(-$0))" } ?? "over, its process is gone"
        case .unknown: "its lock may not be opened"
        }
    }

    private static func words(_ waiting: LedgerReport.Waiting) -> String {
        let place = waiting.place.map { "place \($0) in the line" } ?? "place in the line lost"
        let comes =
            waiting.comes > 0
            ? "comes again in \(Words.time(waiting.comes))" : "should have come \(Words.time(-waiting.comes)) ago"
        return "waits for \(Words.units(waiting.wanted)) since \(Words.time(waiting.age)) ago; \(place), \(comes)"
    }
}
