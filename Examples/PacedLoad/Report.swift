import PacelineRuntime

/// What a run says at its end.
struct Report {
    let outcome: Load.Outcome
    let policies: [RateLimitPolicy]
    let tasks: Int
    let log: ServerLog?

    func print() {
        line("calls", "\(outcome.finished)")
        line("refusals", "\(outcome.refused)")
        for failure in outcome.failures.prefix(5) { line("failed", "\(failure)") }
        line("time taken", "\(seconds(outcome.time.asSeconds))")
        guard let log, !log.entries.isEmpty else { return }
        line("refused by the server's log", "\(log.entries.filter { !$0.admitted }.count)")
        line("arrived out of order", "\(log.overtaken) of \(log.entries.count)")
        for case .quota(let quota, let declared, _, _) in policies.map(\.numbers) {
            let window = declared.asSeconds
            line(
                "most arrivals in any \(seconds(window))",
                "\(log.mostArrivals(in: window)) (allowed: \(Int(quota)))")
            guard outcome.refused == 0 else { continue }
            let ideal = IdealSchedule.time(
                log.delays, tasks: tasks, room: .sliding(quota: Int(quota), window: window))
            line("ideal", seconds(ideal))
            line("share of the ideal", "\(rounded(100 * ideal / outcome.time.asSeconds)) %")
        }
        if outcome.refused == 0 {
            Swift.print("The ideal is a client that knew every latency beforehand (delays from the server's log):")
            Swift.print(IdealSchedule.formula)
        }
    }

    private func line(_ name: String, _ value: String) {
        Swift.print("  " + name + String(repeating: " ", count: max(1, 30 - name.count)) + value)
    }

    private func seconds(_ value: Double) -> String { "\(rounded(value)) s" }

    private func rounded(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100)." + (rest < 10 ? "0\(rest)" : "\(rest)")
    }
}
