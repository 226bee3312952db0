/// How a run compares with the ideal and with the limiter's rule.
struct CellResult {
    let cell: Cell
    let outcome: Load.Outcome
    let log: ServerLog
    let tasks: Int
    let latencySpread: Double
    let bodyDelay: Double

    /// How many points of the ideal a run may lie below what the rule allows.
    private static let tolerance = 2.0

    var isNearTheRule: Bool { share >= ruleShare - Self.tolerance }

    /// The part of the ideal that was reached, in hundredths.
    var share: Double { 100 * ideal / outcome.time.asSeconds }

    /// The part of the ideal that the rule reaches with the same latencies, in hundredths.
    var ruleShare: Double {
        100 * ideal / cell.rule(latencySpread: latencySpread).time(delays, tasks: tasks)
    }

    private var ideal: Double {
        IdealSchedule.time(delays, tasks: tasks, room: cell.room(reset: phase))
    }

    /// A boundary of the server's windows, in seconds since the first request was sent.
    private var phase: Double {
        let start = log.entries.map(\.received).min() ?? 0
        return (log.entries.first?.policies.first?.reset ?? start) - start
    }

    private var delays: [Delay] {
        log.delays.map { Delay(before: $0.before, after: $0.after + bodyDelay) }
    }

    /// The cells of a table: calls, refusals, share and the rule's share, the last two only without refusals.
    var row: String {
        let shares = outcome.refused == 0 ? [points(share), points(ruleShare)] : ["–", points(ruleShare)]
        return ([String(outcome.finished), String(outcome.refused)] + shares).joined(separator: " ")
    }

    private func points(_ value: Double) -> String { "\((value * 10).rounded() / 10)%" }
}

extension Duration {
    /// The length in seconds.
    var asSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
