import Foundation
import PacelineLimiter
import PacelineRuntime

/// Shows how far a run is: one line that is drawn anew on a terminal, a line every two seconds elsewhere.
struct Progress: Sendable {
    let limits: ClientLimits
    let total: Int

    /// Shows the state until the task is cancelled, and once more then.
    func show(_ counters: Counters) async {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(2)
        repeat {
            draw(counters.outcome, isTerminal: isTerminal)
            try? await Task.sleep(for: pause)
        } while !Task.isCancelled
        draw(counters.outcome, isTerminal: isTerminal)
        if isTerminal { print() }
    }

    private func draw(_ outcome: Load.Outcome, isTerminal: Bool) {
        let snapshots = limits.snapshot()
        let waiting = snapshots.map(\.waiting).max() ?? 0
        let inWindow = snapshots.map { "\(Int($0.held + $0.inFlight))/\(Int($0.capacity))" }.joined(separator: " ")
        let words =
            "done \(padded(outcome.finished))/\(total)  waiting \(padded(waiting))  in window \(inWindow)  "
            + "refused \(outcome.refused)"
        guard isTerminal else {
            print(words)
            fflush(nil)
            return
        }
        let width = 30
        let filled = width * outcome.finished / total
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        print("\r\(bar)  \(words)\u{1B}[K", terminator: "")
        fflush(nil)
    }

    private func padded(_ number: Int) -> String {
        String(repeating: " ", count: max(0, String(total).count - String(number).count)) + String(number)
    }
}
