/// What a ``RateLimiter`` keeps under its lock.
struct LimiterState: Sendable {
    var core: LimiterCore
    var waits = Continuations()
    var timer = TimerSlot()
    var listeners = Listeners()
    /// How long a request may be on its way that has no response.
    var grace: Duration = .seconds(10)
    /// The same where its connection is known to be closed.
    var graceAfterClose: Duration = .seconds(2)

    init(core: LimiterCore) {
        self.core = core
    }

    /// What follows from the last step and is to be done after the lock has been left.
    struct DeferredEffects: Sendable {
        let ready: [(Continuations.Continuation, Outcome)]
        let timer: TimerSlot.Replacement?
    }

    /// Takes the core's effects. Whoever listens is told here, under the lock, so that events keep their order.
    mutating func takeDeferredEffects() -> DeferredEffects {
        let effects = core.takeEffects()
        if let events = effects.events { listeners.tell(events) }
        return DeferredEffects(ready: waits.match(effects.outcomes), timer: effects.timer.map { timer.replace(by: $0) })
    }
}

/// Brings tasks that wait together with the outcomes of their waits, in whichever order the two come.
struct Continuations: Sendable {
    typealias Continuation = CheckedContinuation<Outcome, Never>

    private var continuations: [Ticket: Continuation] = [:]
    /// Outcomes that came before their tasks were suspended.
    private var outcomes: [Ticket: Outcome] = [:]

    /// A task has been suspended; returns its outcome if it is there already.
    mutating func wait(for ticket: Ticket, _ continuation: Continuation) -> Outcome? {
        if let outcome = outcomes.removeValue(forKey: ticket) { return outcome }
        continuations[ticket] = continuation
        return nil
    }

    /// Outcomes have come; returns the tasks that can go on with them.
    mutating func match(_ new: [(Ticket, Outcome)]) -> [(Continuation, Outcome)] {
        new.compactMap { ticket, outcome in
            if let continuation = continuations.removeValue(forKey: ticket) { return (continuation, outcome) }
            outcomes[ticket] = outcome
            return nil
        }
    }
}
