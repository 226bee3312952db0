import PacelineLimiter

/// Calls that draw on several limits, in virtual time: who waits, what is in use and what arrives is written down here
/// by plain means, apart from the limiter. Times are nanoseconds.
struct StackedWorld {
    static let second: Int64 = 1_000_000_000

    /// A window, or a limit of so many at a time where `hold` is zero.
    struct Limit {
        let capacity: Int
        let hold: Int64

        static func window(_ capacity: Int, seconds: Double) -> Limit {
            Limit(capacity: capacity, hold: Int64(seconds * 1e9))
        }

        static func concurrency(_ capacity: Int) -> Limit { Limit(capacity: capacity, hold: 0) }
    }

    /// What a call needs: limits by their places, and what it takes of each.
    struct Need: Hashable {
        var limits: [Int]
        var costs: [Int]

        init(_ limits: [Int], costs: [Int]? = nil) {
            (self.limits, self.costs) = (limits, costs ?? limits.map { _ in 1 })
        }
    }

    /// The order of those who wait.
    struct Rank: Comparable {
        let key: Int64
        let priority: Int
        let ticket: Ticket

        static func < (left: Rank, right: Rank) -> Bool {
            (left.key, -left.priority, left.ticket) < (right.key, -right.priority, right.ticket)
        }
    }

    struct Waiting {
        let need: Need
        let rank: Rank
        let tag: String
        let since: Int64
    }

    struct Start {
        let time: Int64
        let tag: String
        let waited: Int64
    }

    private struct Flight {
        let permit: PermitID
        let need: Need
        let tag: String
        let isRefused: Bool
    }

    private enum Event {
        case enter(Need, tag: String, priority: Int, deadline: Int64?, waitLimits: Int64?)
        case cancel(Ticket), arrive(Need), response(Flight), end(Flight)
    }

    struct Gate {
        var end: Int64
        var probe: PermitID?
    }

    let limits: [Limit]
    var core: LimiterCore
    /// The time on the way to the server and back, each drawn anew.
    var latency: (inout SeededGenerator) -> Int64 = { _ in 25_000_000 }
    /// How long the body of a response takes.
    var body: (inout SeededGenerator) -> Int64 = { _ in 0 }
    /// By how much the timer fires late.
    var lateness: (inout SeededGenerator) -> Int64 = { _ in 0 }
    /// How likely a response is a refusal by one of the call's limits.
    var refusals = 0.0
    /// Whether each call that has ended is followed by another of its kind.
    var isClosedLoop = false
    /// Called whenever nothing more happens at a time.
    var check: ((borrowing StackedWorld) throws -> Void)?

    private(set) var now: Int64 = 0
    private(set) var waiting: [Ticket: Waiting] = [:]
    private(set) var used: [Int]
    private(set) var gates: [Gate?]
    private(set) var starts: [Start] = []
    /// How many calls failed or were cancelled.
    private(set) var failed = 0
    private var held: [[(end: Int64, cost: Int)]]
    private var arrivals: [[(time: Int64, cost: Int)]]
    private var inService: [Int]
    private let handles: [BucketHandle]
    private var generator: SeededGenerator
    private var events: [(time: Int64, event: Event)] = []
    private var timer: (due: Int64, fires: Int64)?

    init(_ limits: [Limit], seed: UInt64, maximumWaiters: Int = 10_000) {
        self.limits = limits
        generator = SeededGenerator(seed: seed)
        core = LimiterCore(maximumWaiters: maximumWaiters)
        used = limits.map { _ in 0 }
        gates = limits.map { _ in nil }
        held = limits.map { _ in [] }
        arrivals = limits.map { _ in [] }
        inService = limits.map { _ in 0 }
        var handles: [BucketHandle] = []
        for (place, limit) in limits.enumerated() {
            let numbers: RateLimit =
                limit.hold == 0
                ? .concurrency(limit.capacity)
                : RateLimit(quota: Double(limit.capacity), window: .nanoseconds(limit.hold), clockMargin: .none)
            handles.append(core.bucket(numbers, name: "limit \(place)", key: "", at: .zero))
        }
        self.handles = handles
    }

    // MARK: Playing

    /// Lets calls come at a time.
    mutating func enter(
        _ need: Need, _ tag: String = "", count: Int = 1, at time: Int64 = 0, priority: Int = 0, deadline: Int64? = nil,
        cancelledAfter waitLimits: Int64? = nil
    ) {
        for _ in 0..<count {
            schedule(
                .enter(need, tag: tag, priority: priority, deadline: deadline, waitLimits: waitLimits), at: time)
        }
    }

    /// What one of the calls needs that are to come.
    func someNeed(using generator: inout SeededGenerator) -> Need {
        let needs = events.compactMap { if case .enter(let need, _, _, _, _) = $0.event { need } else { nil } }
        return needs.randomElement(using: &generator) ?? Need([0])
    }

    /// Plays until a time, or until nothing is left to happen.
    mutating func run(until end: Int64 = .max) throws {
        while let next = [events.last?.time, timer?.fires].compactMap(\.self).min(), next <= end {
            now = max(now, next)
            forgetHeld()
            let moves = core.moves
            let before = starts.count + failed
            let possible = Set(waiting.values.map { Set($0.need.limits) }).reduce(0) { $0 + $1.count } + limits.count
            if let (due, fires) = timer, fires <= now {
                timer = nil
                core.timerFired(for: Instant(nanoseconds: due), at: Instant(nanoseconds: now))
            } else if let (_, event) = events.popLast() {
                try handle(event)
            }
            try applyEffects()
            let ended = starts.count + failed - before
            try require(
                core.moves - moves <= possible * (1 + ended), "moves: \(core.moves - moves) of \(possible) in a step")
            let isSettled = (timer?.due ?? .max) > now && (events.last?.time ?? .max) > now
            if isSettled { try check?(self) }
        }
        for (place, limit) in limits.enumerated() where limit.hold > 0 {
            let peak = peak(of: arrivals[place], within: limit.hold)
            try require(peak <= limit.capacity, "server: \(peak) of \(limit.capacity) reached limit \(place)")
        }
    }

    /// What must be true when everything has come to an end.
    mutating func checkNothingIsLeft() throws {
        try require(waiting.isEmpty, "drain: \(waiting.count) wait for ever")
        try require(core.isClear, "drain: something is kept of waiters that have gone")
        for snapshot in core.snapshot(at: Instant(nanoseconds: .max)) {
            try require(snapshot.inFlight == 0 && snapshot.held == 0, "drain: units of \(snapshot.name) are lost")
        }
    }

    private mutating func schedule(_ event: Event, at time: Int64) {
        var (low, high) = (0, events.count)
        while low < high {
            let middle = (low + high) / 2
            if events[middle].time > time { low = middle + 1 } else { high = middle }
        }
        events.insert((time, event), at: low)
    }

    private mutating func handle(_ event: Event) throws {
        let instant = Instant(nanoseconds: now)
        switch event {
        case .enter(let need, let tag, let priority, let deadline, let waitLimits):
            let draws = zip(need.limits, need.costs).map { Draw(handles[$0], cost: Double($1)) }
            let admission = core.enter(
                DrawList(draws), priority: Priority(rawValue: priority),
                deadline: deadline.map { Instant(nanoseconds: $0) }, at: instant)
            switch admission {
            case .granted(let permit): try start(permit, need, tag, rank: nil, since: now)
            case .failed(let error):
                try require(error.code == .deadline, "a call failed: \(error)")
                failed += 1
            case .waiting(let ticket, _):
                let rank = Rank(key: now - Int64(priority) * 600_000_000, priority: priority, ticket: ticket)
                waiting[ticket] = Waiting(need: need, rank: rank, tag: tag, since: now)
                if let waitLimits { schedule(.cancel(ticket), at: now + waitLimits) }
            }
        case .cancel(let ticket): core.cancel(ticket, at: instant)
        case .arrive(let need): try arrive(need)
        case .response(let flight): response(flight)
        case .end(let flight):
            release(flight.need) { $0.hold == 0 }
            core.finish(flight.permit, at: instant)
            for (limit, cost) in zip(flight.need.limits, flight.need.costs) where limits[limit].hold == 0 {
                inService[limit] -= cost
            }
            if isClosedLoop { enter(flight.need, flight.tag, at: now) }
        }
    }

    private mutating func arrive(_ need: Need) throws {
        for (limit, cost) in zip(need.limits, need.costs) {
            arrivals[limit].append((now, cost))
            guard limits[limit].hold == 0 else { continue }
            inService[limit] += cost
            try require(inService[limit] <= limits[limit].capacity, "server: too many at a time at limit \(limit)")
        }
    }

    private mutating func response(_ flight: Flight) {
        let instant = Instant(nanoseconds: now)
        release(flight.need) { $0.hold > 0 }
        for (limit, cost) in zip(flight.need.limits, flight.need.costs) where limits[limit].hold > 0 {
            used[limit] += cost
            held[limit].append((now + limits[limit].hold, cost))
        }
        for limit in flight.need.limits where gates[limit]?.probe == flight.permit {
            gates[limit]?.probe = nil
            if !flight.isRefused, let end = gates[limit]?.end, now >= end { gates[limit] = nil }
        }
        guard flight.isRefused, let refusing = flight.need.limits.randomElement(using: &generator) else {
            core.accept(flight.permit, at: instant)
            let end = now + body(&generator)
            return schedule(.end(flight), at: end)
        }
        release(flight.need) { $0.hold == 0 }
        for (limit, cost) in zip(flight.need.limits, flight.need.costs) where limits[limit].hold == 0 {
            inService[limit] -= cost
        }
        let wait = Int64.random(in: 1...3, using: &generator) * StackedWorld.second / 2
        gates[refusing] = Gate(end: max(now + wait, gates[refusing]?.end ?? 0), probe: gates[refusing]?.probe)
        core.refuse(
            flight.permit, by: [handles[refusing]], for: .nanoseconds(wait), counted: true, jitter: 0, at: instant)
    }

    private mutating func release(_ need: Need, where isReleased: (Limit) -> Bool) {
        for (limit, cost) in zip(need.limits, need.costs) where isReleased(limits[limit]) { used[limit] -= cost }
    }

    private mutating func forgetHeld() {
        for limit in limits.indices {
            while let first = held[limit].first, first.end <= now {
                used[limit] -= first.cost
                held[limit].removeFirst()
            }
        }
    }

    private mutating func applyEffects() throws {
        let effects = core.takeEffects()
        switch effects.timer {
        case .set(let instant): timer = (instant.nanoseconds, instant.nanoseconds + lateness(&generator))
        case .stop: timer = nil
        case nil: break
        }
        for (ticket, outcome) in effects.outcomes {
            guard let waiter = waiting.removeValue(forKey: ticket) else { throw Violation("a second outcome") }
            switch outcome {
            case .granted(let permit):
                try start(permit, waiter.need, waiter.tag, rank: waiter.rank, since: waiter.since)
            case .failed: failed += 1
            }
        }
    }

    private mutating func start(
        _ permit: PermitID, _ need: Need, _ tag: String, rank: Rank?, since: Int64
    ) throws {
        for other in waiting.values where Set(other.need.limits) == Set(need.limits) {
            try require(rank.map { $0 < other.rank } ?? false, "order: a call overtook another that needs the same")
        }
        for (limit, cost) in zip(need.limits, need.costs) {
            used[limit] += cost
            try require(used[limit] <= limits[limit].capacity, "capacity: limit \(limit) holds \(used[limit])")
            guard let gate = gates[limit] else { continue }
            try require(gate.end <= now && gate.probe == nil, "gate: a call started at limit \(limit)")
            gates[limit]?.probe = permit
        }
        starts.append(Start(time: now, tag: tag, waited: now - since))
        let flight = Flight(permit: permit, need: need, tag: tag, isRefused: generator.chance(refusals))
        let arrival = now + latency(&generator)
        schedule(.arrive(need), at: arrival)
        schedule(.response(flight), at: arrival + latency(&generator))
    }
}
