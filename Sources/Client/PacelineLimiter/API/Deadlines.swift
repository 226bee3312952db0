import Synchronization

/// What is told that its time is over.
package protocol Expiring: AnyObject, Sendable {
    /// The time is over. Called once at the most, on any thread.
    func expire()
}

/// When the exchanges and other waits of a limiter's callers are over.
///
/// One task sleeps until the earliest. It is left alone when something ends before its time, so that a call that is
/// answered in time starts no timer.
package final class Deadlines: Sendable {
    /// Names a wait until it is removed or over.
    package struct Ticket: Sendable {
        fileprivate let ticket: DeadlineHeap<any Expiring>.Ticket
    }

    private struct State {
        var heap = DeadlineHeap<any Expiring>()
        var timer = TimerSlot()
        /// When the sleeping task wakes; nil when there is none.
        var wake: Instant?

        /// What to do with the timer, so that it wakes for the earliest. Where it must be `exact`, it wakes for nothing
        /// else.
        mutating func adjust(exact: Bool) -> TimerSlot.Replacement? {
            let first = heap.first
            let isLate = first.map { first in wake.map { first < $0 } ?? true } ?? false
            guard isLate || exact && first != wake else { return nil }
            wake = first
            return timer.replace(by: first.map(TimerOrder.set) ?? .stop)
        }
    }

    private let time: TimeSource
    private let state = Mutex(State())

    init(_ time: TimeSource) { self.time = time.forDeadlines }

    /// Tells `waiter` when the time has come, unless it is removed before.
    package func insert(_ waiter: any Expiring, at instant: Instant) -> Ticket {
        Ticket(ticket: change { $0.insert(waiter, at: instant) })
    }

    /// Tells `waiter` when so much time is over, unless it is removed before.
    package func insert(_ waiter: any Expiring, after duration: Duration) -> Ticket {
        insert(waiter, at: time.now() + duration)
    }

    /// Takes a wait out; nothing happens when it is over already.
    package func remove(_ ticket: Ticket) {
        // What is taken out is let go of outside the lock.
        _ = change { $0.remove(ticket.ticket) }
    }

    /// Ends a wait at another time; nothing happens when it is over already.
    package func move(_ ticket: Ticket, to instant: Instant) {
        change { $0.move(ticket.ticket, to: instant) }
    }

    /// Ends a wait after `grace` where it would end later, at `deadline`: whoever waits was cancelled.
    package func hasten(_ ticket: Ticket, from deadline: Instant, grace: Duration) {
        move(ticket, to: min(deadline, time.now() + grace))
    }

    private func change<Result: Sendable>(_ body: (inout DeadlineHeap<any Expiring>) -> Result) -> Result {
        let (result, timer) = state.withLock { state in
            let result = body(&state.heap)
            return (result, state.adjust(exact: !time.isContinuous))
        }
        if let timer { start(timer) }
        return result
    }

    private func start(_ timer: TimerSlot.Replacement) {
        timer.start(time) { [weak self] in
            self?.fire(for: $0)
        } keep: { task in
            state.withLock { $0.timer.keep(task, generation: timer.generation) }
        }
    }

    private func fire(for instant: Instant) {
        // A clock that is read a moment too early does not make the sleeper wrong.
        let now = max(time.now(), instant)
        let (due, timer) = state.withLock { state -> ([any Expiring], TimerSlot.Replacement?) in
            guard state.wake == instant else { return ([], nil) }
            state.wake = nil
            var due: [any Expiring] = []
            while let waiter = state.heap.popDue(at: now) { due.append(waiter) }
            return (due, state.adjust(exact: false))
        }
        for waiter in due { waiter.expire() }
        if let timer { start(timer) }
    }
}
