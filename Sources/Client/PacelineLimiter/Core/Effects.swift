/// What a step of the ``LimiterCore`` leaves to be done outside.
package struct Effects: Sendable {
    /// Waiters whose wait has ended, and how.
    package var outcomes: [(Ticket, Outcome)] = []
    /// What to do with the timer; nil: leave it.
    package var timer: TimerOrder?
    /// What happened; nil while nobody listens, so that nothing is made of it.
    package var events: [LimiterEvent]?

    init(isRecording: Bool = false) { events = isRecording ? [] : nil }

    var isEmpty: Bool { outcomes.isEmpty && timer == nil && events?.isEmpty ?? true }
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
