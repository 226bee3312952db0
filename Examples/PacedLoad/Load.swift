import PacelineRuntime
import Synchronization

/// The calls of a run, made by several tasks that each take the next number until none is left.
struct Load: Sendable {
    let calls: Int
    let tasks: Int
    /// Makes the call with the given number.
    let call: @Sendable (Int) async throws(CallError) -> Void

    /// What became of a run.
    struct Outcome: Sendable {
        var succeeded = 0
        var refused = 0
        var failures: [CallError] = []
        var time: Duration = .zero

        var finished: Int { succeeded + refused + failures.count }
    }

    /// Makes the calls; `progress` is shown meanwhile, if any is.
    func run(reporting progress: Progress? = nil) async -> Outcome {
        let state = Counters()
        let start = ContinuousClock.now
        let display = Task { await progress?.show(state) }
        await withTaskGroup { group in
            for _ in 0..<tasks {
                group.addTask {
                    while let number = state.next(of: calls) {
                        do throws(CallError) {
                            try await call(number)
                            state.update { $0.succeeded += 1 }
                        } catch {
                            state.update { error.code == .refused ? $0.refused += 1 : $0.failures.append(error) }
                        }
                    }
                }
            }
        }
        state.update { $0.time = ContinuousClock.now - start }
        display.cancel()
        await display.value
        return state.outcome
    }
}

/// The numbers that the tasks of a run share.
final class Counters: Sendable {
    private let state = Mutex((next: 0, outcome: Load.Outcome()))

    var outcome: Load.Outcome { state.withLock { $0.outcome } }

    /// The next call's number, nil when all are taken.
    func next(of calls: Int) -> Int? {
        state.withLock { state in
            guard state.next < calls else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    func update(_ change: (inout Load.Outcome) -> Void) { state.withLock { change(&$0.outcome) } }
}
