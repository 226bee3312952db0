import PacelineLimiter

/// Plays a plan against the limiter's core in virtual time, event by event, and checks after each event what must hold.
struct Simulation {
    enum Event {
        case enter(Int), cancel(Int), arrive(Int), answer(Int), end(Int), lose(Int), unsent(Int)
    }

    private enum Stage: Equatable {
        case new, waiting(Ticket), inFlight(PermitID), answered(PermitID), over
    }

    /// Whether the limiter's books are compared with the model after each event.
    var comparesBooks = true
    private var plan: Plan
    private var core = LimiterCore(store: MemoryStore())
    private var buckets: [BucketHandle] = []
    private var now: Int64 = 0
    private var events: [(time: Int64, order: Int, event: Event)] = []
    private var eventCount = 0
    private var timer: Int64?
    private var stages: [Stage]
    private var tickets: [Ticket: Int] = [:]
    private var isRefused: Set<Int> = []
    private var repetitions: [Int: Int] = [:]
    private var generator: SeededGenerator
    private var model: Model
    private(set) var arrivals: [[(time: Int64, cost: Int)]]
    private(set) var started = 0
    private(set) var refused = 0

    init(_ plan: Plan, using generator: inout SeededGenerator) {
        self.plan = plan
        self.generator = SeededGenerator(seed: generator.next())
        model = Model(plan)
        stages = plan.calls.map { _ in .new }
        arrivals = plan.limits.map { _ in [] }
        for (index, limit) in plan.limits.enumerated() {
            buckets.append(core.bucket(limit.numbers, name: "limit \(index)", key: "", at: .zero))
        }
        for (index, call) in plan.calls.enumerated() { schedule(.enter(index), at: call.start) }
    }

    /// Plays until nothing is left to happen.
    mutating func run() throws {
        while let next = [events.last?.time, timer].compactMap(\.self).min() {
            now = next
            if timer == now {
                timer = nil
                core.timerFired(for: Instant(nanoseconds: now), at: Instant(nanoseconds: now))
            } else if let (_, _, event) = events.popLast() {
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
        for (index, limit) in plan.limits.enumerated() {
            let peak = peak(of: arrivals[index], within: limit.hold)
            try require(peak <= limit.quota, "window: \(peak) of \(limit.quota) reached limit \(index)")
        }
    }

    private var instant: Instant { Instant(nanoseconds: now) }

    private mutating func schedule(_ event: Event, at time: Int64) {
        eventCount += 1
        let place = events.firstIndex { $0.time <= time } ?? events.count
        events.insert((time, eventCount, event), at: place)
    }

    private mutating func handle(_ event: Event) throws {
        switch event {
        case .enter(let index): try enter(index)
        case .cancel(let index):
            if case .waiting(let ticket) = stages[index] { core.cancel(ticket, at: instant) }
        case .arrive(let index): try arrive(index)
        case .answer(let index):
            guard case .inFlight(let permit) = stages[index] else { return }
            if isRefused.contains(index) { return refuse(index, permit) }
            core.answer(permit, at: instant)
            model.answered(index, at: now)
            stages[index] = .answered(permit)
        case .end(let index):
            guard case .answered(let permit) = stages[index] else { return }
            generator.chance(0.1)
                ? core.drop(permit, grace: .zero, at: instant) : core.finish(permit, at: instant)
            model.ended(index, succeeded: true, at: now)
            stages[index] = .over
        case .lose(let index):
            guard case .inFlight(let permit) = stages[index] else { return }
            let grace = Duration.nanoseconds(Plan.longestWay)
            generator.chance(0.5)
                ? core.lose(permit, grace: grace, at: instant) : core.drop(permit, grace: grace, at: instant)
            model.answered(index, at: now + Plan.longestWay)
            model.ended(index, succeeded: false, at: now)
            stages[index] = .over
        case .unsent(let index):
            guard case .inFlight(let permit) = stages[index] else { return }
            core.refund(permit, at: instant)
            model.refunded(index)
            model.ended(index, succeeded: false, at: now)
            stages[index] = .over
        }
    }

    private mutating func enter(_ index: Int) throws {
        let call = plan.calls[index]
        let position: QueuePosition = repetitions[index] == nil ? .back : .front
        let demands = call.demands.map { Demand(buckets[$0.limit], cost: Double($0.cost) / Double(Plan.grain)) }
        let admission = core.enter(
            DemandList(demands), priority: call.priority, position: position,
            deadline: call.deadline.map(Instant.init(nanoseconds:)), at: instant)
        switch admission {
        case .granted(let permit):
            try start(index, permit)
        case .failed(let error):
            try require(error.code == .deadline && call.deadline != nil, "call \(index) failed: \(error)")
            stages[index] = .over
        case .waiting(let ticket, _):
            stages[index] = .waiting(ticket)
            tickets[ticket] = index
            model.waits(index, position: position, ticket: ticket)
            if case .cancelledWaiting(let after) = call.fate { schedule(.cancel(index), at: now + after) }
        }
    }

    private mutating func start(_ index: Int, _ permit: PermitID) throws {
        let call = plan.calls[index]
        try require(call.deadline.map { now <= $0 } ?? true, "deadline: call \(index) started after it")
        try model.started(index, at: now)
        started += 1
        stages[index] = .inFlight(permit)
        if case .neverSent = call.fate { return schedule(.unsent(index), at: now + call.way) }
        schedule(.arrive(index), at: now + call.way)
        schedule(.answer(index), at: now + call.way + call.back)
        schedule(.end(index), at: now + call.way + call.back + call.body)
        if case .lost(let after) = call.fate { schedule(.lose(index), at: now + after) }
    }

    private mutating func arrive(_ index: Int) throws {
        if plan.refusals > 0, generator.chance(plan.refusals) { isRefused.insert(index) }
        for (limit, cost) in plan.calls[index].demands {
            arrivals[limit].append((now, cost))
            try require(
                plan.limits[limit].server.admits(cost, at: now), "refusal: call \(index) by limit \(limit) at \(now)")
        }
    }

    /// The server's refusal has come: it names all buckets of the call or one, and a time or none.
    private mutating func refuse(_ index: Int, _ permit: PermitID) {
        refused += 1
        isRefused.remove(index)
        let demanded = plan.calls[index].demands.map(\.limit)
        let named = generator.chance(0.5) ? nil : [Int.random(in: buckets.indices, using: &generator)]
        let wait = generator.chance(0.5) ? nil : Int64.random(in: 0...1500, using: &generator) * Plan.millisecond
        core.refuse(
            permit, by: named?.map { buckets[$0] }, for: wait.map { .nanoseconds($0) }, counted: true,
            jitter: Double.random(in: 0..<1, using: &generator), at: instant)
        model.answered(index, at: now)
        model.ended(index, succeeded: false, at: now)
        for limit in named ?? demanded { model.shut(limit, until: now + (wait ?? plan.limits[limit].hold)) }
        stages[index] = .over
        repetitions[index, default: 0] += 1
        if repetitions[index, default: 0] <= 2 { schedule(.enter(index), at: now) }
    }

    private mutating func applyEffects() throws {
        let effects = core.takeEffects()
        switch effects.timer {
        case .set(let instant): timer = max(now, instant.nanoseconds)
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
