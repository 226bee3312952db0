/// What a step of the ``LimiterCore`` leaves to be done outside.
package struct Effects: Sendable {
    /// Waiters whose wait has ended, and how.
    package var outcomes: [(Ticket, Outcome)] = []
    /// What to do with the timer; nil: leave it.
    package var timer: TimerOrder?
    /// What happened, if anybody listens.
    package var events: [LimiterEvent] = []

    var isEmpty: Bool { outcomes.isEmpty && timer == nil && events.isEmpty }
}

/// The end of a wait.
package enum Outcome: Sendable {
    case granted(PermitID)
    case failed(RateLimitError)
}

/// An order to the one timer of a limiter.
package enum TimerOrder: Equatable, Sendable {
    /// Let it fire at this time, whatever it was set to.
    case set(Instant)
    case stop
}

/// How a request was received.
package enum Admission: Sendable {
    case granted(PermitID)
    /// It waits: its outcome will be among the effects, under this ticket.
    case waiting(Ticket, WaitInfo)
    case failed(RateLimitError)
}
