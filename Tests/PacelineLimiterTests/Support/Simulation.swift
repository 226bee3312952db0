import PacelineLimiter

/// Plays a plan against the limiter's core in virtual time, event by event, and checks after each event what must hold.
struct Simulation {
    enum Event {
        case enter(Int), cancel(Int), arrive(Int), served(Int), response(Int), end(Int), lose(Int), unsent(Int)

        var call: Int {
            switch self {
            case .enter(let call), .cancel(let call), .arrive(let call), .served(let call), .response(let call),
                .end(let call), .lose(let call), .unsent(let call):
                call
            }
        }
    }

    private enum Stage: Equatable {
        case new, waiting(Ticket), inFlight(PermitID), answered(PermitID), over
    }

    /// Whether the limiter's books are compared with the model after each event.
    var comparesBooks = true
    private var plan: Plan
    private var core: LimiterCore
    /// What the limiter's clock shows at the beginning.
    private let origin: Int64
    private var buckets: [BucketHandle] = []
    private var now: Int64 = 0
    /// What will happen, the next thing last. An event of an earlier attempt of its call means nothing.
    private var events: [(time: Int64, attempt: Int, event: Event)] = []
    private var timer: Int64?
    private var armed = Instant.zero
    private var stages: [Stage]
    private var tickets: [Ticket: Int] = [:]
    private var isRefused: Set<Int> = []
    private var repetitions: [Int: Int] = [:]
    private var generator: SeededGenerator
    private var model: Model
    private(set) var arrivals: [[(time: Int64, cost: Int)]]
    /// The calls that started, and when.
    private(set) var starts: [(call: Int, time: Int64)] = []
    private(set) var refused = 0
    /// Calls that servers serve at present.
    private var inService: Set<Int> = []

    var started: Int { starts.count }

    init(_ plan: Plan, origin: Int64 = 0, using generator: inout SeededGenerator) {
        self.plan = plan
        self.origin = origin
        core = LimiterCore(ageing: .nanoseconds(plan.ageing))
        self.generator = SeededGenerator(seed: generator.next())
        model = Model(plan)
        stages = plan.calls.map { _ in .new }
        arrivals = plan.limits.map { _ in [] }
        for (index, limit) in plan.limits.enumerated() {
            buckets.append(core.bucket(limit.numbers, name: "limit \(index)", key: "", at: instant))
        }
        for (index, call) in plan.calls.enumerated() { schedule(.enter(index), at: call.start) }
    }

    /// Plays until nothing is left to happen.
    mutating func run() throws {
        while let next = [events.last?.time, timer].compactMap(\.self).min() {
            now = next
            if timer == now {
                timer = nil
                core.timerFired(for: armed, at: instant)
            } else if let (_, attempt, event) = events.popLast(), attempt == repetitions[event.call, default: 0] {
                try handle(event)
            }
            try applyEffects()
            if comparesBooks {
                try model.compare(
                    with: core.snapshot(at: instant), at: now, settled: timer != now && events.last?.time != now)
            }
        }
        for (index, stage) in stages.enumerated() where stage != .over {
            throw Violation("liveness: call \(index) is \(stage) when nothing is left to happen")
        }
        for (index, limit) in plan.limits.enumerated() where !limit.isConcurrency {
            let peak =
                limit.isRefilled
                ? peak(of: arrivals[index], refilling: limit) : peak(of: arrivals[index], within: limit.hold)
            try require(peak <= limit.quota, "window: \(peak) of \(limit.quota) reached limit \(index)")
        }
    }

    private var instant: Instant { Instant(nanoseconds: now + origin) }

    private mutating func schedule(_ event: Event, at time: Int64) {
        let place = events.firstIndex { $0.time <= time } ?? events.count
        events.insert((time, repetitions[event.call, default: 0], event), at: place)
    }

    private mutating func handle(_ event: Event) throws {
        switch event {
        case .enter(let index): try enter(index)
        case .cancel(let index):
            if case .waiting(let ticket) = stages[index] { core.cancel(ticket, at: instant) }
        case .arrive(let index): try arrive(index)
        case .served(let index):
            guard inService.remove(index) != nil else { return }
            for (limit, cost) in plan.calls[index].draws { plan.limits[limit].server.served(cost) }
        case .response(let index):
            guard case .inFlight(let permit) = stages[index] else { return }
            if isRefused.contains(index) { return refuse(index, permit) }
            if generator.chance(plan.observations) { observe(index, permit) }
            core.response(permit, at: instant)
            model.answered(index, at: now)
            stages[index] = .answered(permit)
        case .end(let index):
            guard case .answered(let permit) = stages[index] else { return }
            generator.chance(0.1)
                ? core.drop(permit, grace: .zero, at: instant) : core.finish(permit, at: instant)
            model.ended(index, held: now, succeeded: true, at: now)
            stages[index] = .over
        case .lose(let index):
            guard case .inFlight(let permit) = stages[index] else { return }
            let grace = Duration.nanoseconds(Plan.longestWay)
            generator.chance(0.5)
                ? core.lose(permit, grace: grace, at: instant) : core.drop(permit, grace: grace, at: instant)
            model.ended(index, held: now + Plan.longestWay, succeeded: false, at: now)
            schedule(.served(index), at: now + Plan.longestWay)
            stages[index] = .over
        case .unsent(let index):
            guard case .inFlight(let permit) = stages[index] else { return }
            core.refund(permit, at: instant)
            model.refunded(index, at: now)
            stages[index] = .over
        }
    }

    /// The response says of some limit, not always one of the call's, that something is left.
    private mutating func observe(_ index: Int, _ permit: PermitID) {
        let own = plan.calls[index].draws.map(\.limit)
        let limit = generator.chance(0.9) ? own[0] : Int.random(in: buckets.indices, using: &generator)
        let remaining = Int.random(in: 0...plan.limits[limit].quota, using: &generator)
        let reset = generator.chance(0.5) ? nil : Int64.random(in: 0...1500, using: &generator) * Plan.millisecond
        core.observe(
            permit, remaining: Double(remaining) / Double(Plan.grain), of: buckets[limit],
            reset: reset.map { .nanoseconds($0) }, at: instant)
        model.observed(remaining, by: index, in: limit, for: reset, at: now)
    }

    private mutating func enter(_ index: Int) throws {
        let call = plan.calls[index]
        let position: QueuePosition = repetitions[index] == nil ? .back : .front
        let draws = call.draws.map { Draw(buckets[$0.limit], cost: Double($0.cost) / Double(Plan.grain)) }
        let admission = core.enter(
            DrawList(draws), priority: call.priority, position: position,
            deadline: call.deadline.map { Instant(nanoseconds: $0 + origin) }, at: instant)
        switch admission {
        case .granted(let permit):
            try start(index, permit)
        case .failed(let error):
            try require(error.code == .deadline && call.deadline != nil, "call \(index) failed: \(error)")
            stages[index] = .over
        case .waiting(let ticket, _):
            stages[index] = .waiting(ticket)
            tickets[ticket] = index
            model.waits(index, position: position, ticket: ticket, at: now)
            if case .cancelledWaiting(let after) = call.fate { schedule(.cancel(index), at: now + after) }
        }
    }

    private mutating func start(_ index: Int, _ permit: PermitID) throws {
        let call = plan.calls[index]
        try require(call.deadline.map { now <= $0 } ?? true, "deadline: call \(index) started after it")
        try model.started(index, at: now)
        starts.append((index, now))
        stages[index] = .inFlight(permit)
        if case .neverSent = call.fate { return schedule(.unsent(index), at: now + call.way) }
        schedule(.arrive(index), at: now + call.way)
        schedule(.served(index), at: now + call.way + call.body)
        schedule(.response(index), at: now + call.way + call.back)
        schedule(.end(index), at: now + call.way + call.back + call.body)
        if case .lost(let after) = call.fate { schedule(.lose(index), at: now + after) }
    }

    private mutating func arrive(_ index: Int) throws {
        if plan.refusals > 0, generator.chance(plan.refusals) { isRefused.insert(index) }
        for (limit, cost) in plan.calls[index].draws {
            arrivals[limit].append((now, cost))
            try require(
                plan.limits[limit].server.admits(cost, at: now), "refusal: call \(index) by limit \(limit) at \(now)")
        }
        inService.insert(index)
        if isRefused.contains(index) || stages[index] == .over { try handle(.served(index)) }
    }

    /// The server's refusal has come: it names all buckets of the call, any one, or leaves open which of the call's it
    /// was, and it tells a time or none.
    private mutating func refuse(_ index: Int, _ permit: PermitID) {
        refused += 1
        isRefused.remove(index)
        let demanded = plan.calls[index].draws.map(\.limit)
        let isOpen = generator.chance(0.3)
        let isAll = isOpen || generator.chance(0.4)
        let named = isAll ? demanded : [Int.random(in: buckets.indices, using: &generator)]
        let wait = generator.chance(0.5) ? nil : Int64.random(in: 0...1500, using: &generator) * Plan.millisecond
        let refusals = named.map { Refusal(buckets[$0], wait: wait.map { .nanoseconds($0) }) }
        let shut = core.refuse(
            permit, refusals, isOpen: isOpen, jitter: Double.random(in: 0..<1, using: &generator), at: instant)
        model.ended(index, held: now, succeeded: false, at: now)
        for limit in shut.map({ [named[$0]] }) ?? named {
            model.shut(limit, until: now + (wait ?? plan.limits[limit].hold))
        }
        stages[index] = .over
        repetitions[index, default: 0] += 1
        if repetitions[index, default: 0] <= 2 { schedule(.enter(index), at: now) }
    }

    private mutating func applyEffects() throws {
        let effects = core.takeEffects()
        switch effects.timer {
        case .set(let instant): (timer, armed) = (max(now, instant.nanoseconds - origin), instant)
        case .stop: timer = nil
        case nil: break
        }
        for (ticket, outcome) in effects.outcomes {
            guard let index = tickets.removeValue(forKey: ticket) else {
                throw Violation("ticket \(ticket) had its outcome twice")
            }
            model.stopsWaiting(index)
            switch outcome {
            case .granted(let permit): try start(index, permit)
            case .failed(let error):
                try require(error.code == .cancelled || error.code == .deadline, "call \(index) failed: \(error)")
                stages[index] = .over
            }
        }
        try require(timer == nil || !tickets.isEmpty, "timer: it is set although nobody waits")
    }
}
