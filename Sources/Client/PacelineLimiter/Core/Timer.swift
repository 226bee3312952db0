/// The task of the one timer, and what replaces it.
struct TimerSlot: Sendable {
    private var task: Task<Void, Never>?
    /// Tells the present timer from those before it, whose tasks may be stored too late.
    private var generation = 0

    /// What is to be done after the lock has been left.
    struct Replacement: Sendable {
        let old: Task<Void, Never>?
        let instant: Instant?
        let generation: Int
    }

    mutating func replace(by order: TimerOrder) -> Replacement {
        generation += 1
        defer { task = nil }
        switch order {
        case .set(let instant): return Replacement(old: task, instant: instant, generation: generation)
        case .stop: return Replacement(old: task, instant: nil, generation: generation)
        }
    }

    /// Keeps the task of the timer that was set as `generation`; false if another order came in between.
    mutating func keep(_ new: Task<Void, Never>, generation: Int) -> Bool {
        guard generation == self.generation else { return false }
        task = new
        return true
    }
}

extension TimerSlot.Replacement {
    /// Stops the timer's task and starts another, if there is to be one, which calls `fire` at its time. `keep` stores
    /// it; where it returns false, another order came in between.
    func start(
        _ time: TimeSource, _ fire: @escaping @Sendable (Instant) -> Void, keep: (Task<Void, Never>) -> Bool
    ) {
        old?.cancel()
        guard let instant else { return }
        let task = Task.detached(executorPreference: time.executor) {
            do { try await time.sleep(until: instant) } catch { return }
            fire(instant)
        }
        if !keep(task) { task.cancel() }
    }
}
