import PacelineLimiter

/// What is to happen in virtual time: the events of a world, and the timer of the limiter's core that it drives.
struct VirtualTime<Event> {
    /// What happens next.
    enum Next {
        case event(Event)
        /// The core's timer has fired.
        case timer
    }

    /// The next event last.
    private var events: [(time: Int64, event: Event)] = []
    private var timer: Instant?
    private(set) var now: Int64 = 0

    var instant: Instant { Instant(nanoseconds: now) }

    /// Events of one time happen in the order in which they were scheduled.
    mutating func schedule(_ event: Event, at time: Int64) {
        var (low, high) = (0, events.count)
        while low < high {
            let middle = (low + high) / 2
            if events[middle].time > time { low = middle + 1 } else { high = middle }
        }
        events.insert((time, event), at: low)
    }

    /// Goes on to whatever comes next, the timer before events of the same time; nil when nothing is left to happen.
    mutating func next(_ core: inout LimiterCore) -> Next? {
        guard let next = [events.last?.time, timer?.nanoseconds].compactMap(\.self).min() else { return nil }
        now = max(now, next)
        if let due = timer, due.nanoseconds == next {
            timer = nil
            core.timerFired(for: due, at: instant)
            return .timer
        }
        return events.popLast().map { .event($0.event) }
    }

    /// Keeps the core's orders for its timer, and returns whose waits have ended.
    mutating func takeOutcomes(_ core: inout LimiterCore) -> [(Ticket, Outcome)] {
        let effects = core.takeEffects()
        switch effects.timer {
        case .set(let instant): timer = instant
        case .stop: timer = nil
        case nil: break
        }
        return effects.outcomes
    }
}
