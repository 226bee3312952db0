import ContactCenterAI
import PacelineRuntime
import Synchronization

/// The calls of a run: a mix of all groups, made by several tasks that each take the next number until none is left.
struct Load: Sendable {
    let client: ContactCenterAI
    let calls: Int
    let tasks: Int

    /// What became of a run.
    struct Outcome: Sendable {
        var succeeded = 0
        var refused = 0
        var failures: [CallError] = []
        var time: Duration = .zero

        var finished: Int { succeeded + refused + failures.count }
    }

    /// Makes the calls; `progress` is shown meanwhile.
    func run(reporting progress: Progress) async -> Outcome {
        let state = Counters()
        let start = ContinuousClock.now
        let display = Task { await progress.show(state) }
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

    /// The call with this number: every group in turn.
    private func call(_ number: Int) async throws(CallError) {
        switch number % 6 {
        case 0:
            _ = try await client.skills.createSkill(.init(name: "Billing", skillGroupID: "sg-1"), skillGroupID: "sg-1")
        case 1: _ = try await client.queues.listQueues()
        case 2: _ = try await client.analytics.listConversations(limit: 10, status: [.active, .open])
        case 3: _ = try await client.skills.getSkill(skillGroupID: "sg-1", skillID: "sk-1")
        case 4:
            _ = try await client.analytics.getQueueSize(.init(channels: ["rtm"], languages: ["en"]), queueID: "qu-1")
        default: try await client.queues.deleteQueue(queueID: "qu-1")
        }
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
