import PacelineLimiter
import Testing

/// A core with a time of its own, for tests that take one step after the other.
struct CoreFixture {
    var core = LimiterCore()
    var now = Instant.zero
    /// The outcomes so far, by ticket.
    private(set) var granted: [Ticket: PermitID] = [:]
    private(set) var failed: [Ticket: RateLimitError] = [:]
    /// The tickets in the order in which they were granted.
    private(set) var order: [Ticket] = []
    private(set) var timer: Instant?

    init(maximumWaiters: Int = 10_000, ageing: Duration = .milliseconds(600)) {
        core = LimiterCore(maximumWaiters: maximumWaiters, ageing: ageing)
    }

    /// A window of so many units in ten seconds, without a clock margin.
    mutating func window(_ quota: Double, _ name: String = "window", hold: Duration = .seconds(10)) -> BucketHandle {
        bucket(RateLimit(quota: quota, window: hold, clockMargin: .none), name)
    }

    mutating func bucket(_ limit: RateLimit, _ name: String = "bucket") -> BucketHandle {
        let handle = core.bucket(limit, name: name, key: "", at: now)
        collect()
        return handle
    }

    /// Takes a permit that is to be had at once.
    mutating func permit(_ draws: Draw..., sourceLocation: SourceLocation = #_sourceLocation) throws -> PermitID {
        let decision = core.attempt(DrawList(draws), at: now)
        collect()
        guard case .granted(let permit) = decision else {
            throw Violation("no permit: \(decision)")
        }
        return permit
    }

    /// Enters a queue.
    mutating func wait(
        _ draws: Draw..., priority: Priority = .normal, position: QueuePosition = .back, deadline: Instant? = nil
    ) throws -> Ticket {
        let admission = core.enter(
            DrawList(draws), priority: priority, position: position, deadline: deadline, at: now)
        collect()
        guard case .waiting(let ticket, _) = admission else {
            throw Violation("does not wait: \(admission)")
        }
        return ticket
    }

    /// The error of a request that gets neither a permit nor a place in a queue.
    mutating func failure(
        _ draws: Draw..., priority: Priority = .normal, deadline: Instant? = nil
    ) -> RateLimitError? {
        let admission = core.enter(DrawList(draws), priority: priority, deadline: deadline, at: now)
        collect()
        return admission.error
    }

    /// Does something at the present time.
    mutating func step(_ body: (inout LimiterCore, Instant) -> Void) {
        body(&core, now)
        collect()
    }

    mutating func finish(_ permit: PermitID) {
        step { core, now in core.finish(permit, at: now) }
    }

    /// Moves the time, letting the timer fire whenever it is due.
    mutating func advance(by duration: Duration) {
        let end = now + duration
        while let due = timer, due <= end {
            now = max(now, due)
            timer = nil
            step { core, now in core.timerFired(for: due, at: now) }
        }
        now = end
    }

    mutating func snapshot(_ bucket: BucketHandle) -> BucketSnapshot {
        core.snapshot(at: now)[bucket.index]
    }

    private mutating func collect() {
        let effects = core.takeEffects()
        for (ticket, outcome) in effects.outcomes {
            switch outcome {
            case .granted(let permit):
                granted[ticket] = permit
                order.append(ticket)
            case .failed(let error):
                failed[ticket] = error
            }
        }
        switch effects.timer {
        case .set(let instant): timer = instant
        case .stop: timer = nil
        case nil: break
        }
    }
}

extension Instant {
    /// So many seconds after the origin.
    static func seconds(_ seconds: Double) -> Instant {
        .zero + .seconds(seconds)
    }
}
