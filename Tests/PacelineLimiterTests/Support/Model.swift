import PacelineLimiter

/// What must be true of every bucket, kept by the simplest means: all that ever happened is written down and added up
/// anew for each question. All numbers are plain: nanoseconds and twentieths of a unit.
struct Model {
    private struct Gate {
        var end: Int64
        var probe: Int?
    }

    private struct Waiting {
        let key: Int64
        let priority: Int
        let isBack: Int
        let ticket: Int

        func comesBefore(_ other: Waiting) -> Bool {
            (key, -priority, isBack, ticket) < (other.key, -other.priority, other.isBack, other.ticket)
        }
    }

    /// What is known of one limit.
    private struct Books {
        var inFlight: [Int: Int] = [:]
        var held: [(cost: Int, end: Int64)] = []
        /// What is refilled from a time on, behind all that is before it.
        var late: [(cost: Int, from: Int64)] = []
        var started = 0
        var startedAfter: [Int: Int] = [:]
        var reported: [(started: Int, since: Int64, end: Int64)] = []
        /// Whether the server ever refused: then it is refilled for others, too, and more slowly for this client.
        var wasRefused = false
        /// What had started at the newest request whose response told what is left.
        var newest = Int.min
        var (lastStart, nextStart): (Int64, Int64) = (.min / 2, .min / 2)
    }

    private let plan: Plan
    private var books: [Books]
    private var gates: [Int: Gate] = [:]
    private var waiting: [Int: Waiting] = [:]
    private var lastWait: Waiting?

    init(_ plan: Plan) {
        self.plan = plan
        books = plan.limits.map { _ in Books() }
    }

    mutating func waits(_ call: Int, position: QueuePosition, ticket: Ticket, at now: Int64) {
        let priority = plan.calls[call].priority.rawValue
        var key = now - Int64(priority) * plan.ageing
        if position == .front {
            let oldest = waiting.values.filter { $0.priority == priority && $0.isBack == 1 }.map(\.key).min()
            key = min(key, oldest ?? key)
        }
        waiting[call] = Waiting(
            key: key, priority: priority, isBack: position == .back ? 1 : 0, ticket: Int(ticket))
    }

    mutating func stopsWaiting(_ call: Int) {
        lastWait = waiting.removeValue(forKey: call)
    }

    // MARK: The life of a call

    mutating func started(_ call: Int, at now: Int64) throws {
        for (limit, cost) in plan.calls[call].draws {
            try require(now >= start(of: cost, in: limit), "pacing: call \(call) started too early")
            try require(isBelowCeilings(cost, in: limit, at: now), "header: call \(call) exceeds what is left")
            books[limit].inFlight[call] = cost
            books[limit].started += cost
            books[limit].startedAfter[call] = books[limit].started
            if cost > 0 {
                books[limit].lastStart = now
                books[limit].nextStart = now + plan.limits[limit].gap(after: cost)
            }
            guard let gate = gates[limit] else { continue }
            try require(now >= gate.end, "gate: call \(call) started \(gate.end - now) ns too early")
            try require(gate.probe == nil, "gate: call \(call) started beside the probe")
            gates[limit]?.probe = call
        }
        if plan.limits.count == 1 { try checkOrder(call) }
        lastWait = nil
    }

    /// With one limit there is one queue: nobody may start who ranks behind somebody who waits.
    private func checkOrder(_ call: Int) throws {
        for (other, wait) in waiting {
            try require(lastWait?.comesBefore(wait) ?? false, "order: call \(call) overtook call \(other)")
        }
    }

    /// The head of the response has come, and windows begin their hold.
    mutating func answered(_ call: Int, at now: Int64) {
        for (limit, _) in plan.calls[call].draws where !plan.limits[limit].isConcurrency {
            settle(call, in: limit, at: now)
        }
    }

    /// Nothing more will come of it; what is still in flight is held from `time` on.
    mutating func ended(_ call: Int, held time: Int64, succeeded: Bool, at now: Int64) {
        for (limit, _) in plan.calls[call].draws { settle(call, in: limit, at: time) }
        endProbe(call, succeeded: succeeded, at: now)
    }

    mutating func refunded(_ call: Int, at now: Int64) {
        for (limit, _) in plan.calls[call].draws { books[limit].inFlight[call] = nil }
        endProbe(call, succeeded: false, at: now)
    }

    private mutating func settle(_ call: Int, in limit: Int, at time: Int64) {
        guard let cost = books[limit].inFlight.removeValue(forKey: call) else { return }
        guard cost > 0 else { return }
        let rule = plan.limits[limit]
        if rule.isRefilled {
            books[limit].late.append((cost, time))
        } else {
            books[limit].held.append((cost, time + rule.hold))
        }
    }

    private mutating func endProbe(_ call: Int, succeeded: Bool, at now: Int64) {
        for limit in plan.limits.indices where gates[limit]?.probe == call {
            gates[limit]?.probe = nil
            // The jitter is the limiter's own affair: that it opens later than told is no violation.
            if succeeded, let end = gates[limit]?.end, now >= end { gates[limit] = nil }
        }
    }

    mutating func shut(_ limit: Int, until end: Int64) {
        books[limit].wasRefused = true
        gates[limit] = Gate(end: max(end, gates[limit]?.end ?? end), probe: gates[limit]?.probe)
    }

    /// The response to a call said how much is left, and for how long that is so.
    mutating func observed(_ remaining: Int, by call: Int, in limit: Int, for reset: Int64?, at now: Int64) {
        let length = min(reset ?? .max, plan.limits[limit].hold)
        guard length > 0 else { return }
        guard let started = books[limit].startedAfter[call] else {
            let before = books[limit].started - books[limit].inFlight.values.reduce(0, +)
            return books[limit].reported.append((before + remaining, now, now + length))
        }
        let newest = books[limit].newest
        guard started >= newest else {
            // The server may have counted it after the newest.
            let told = books[limit].reported.filter { $0.end > now }
            guard !told.isEmpty, told.allSatisfy({ $0.started > newest + remaining }),
                reset != nil || plan.limits[limit].isRefilled
            else { return }
            return books[limit].reported.append((newest + remaining, now, now + length))
        }
        books[limit].newest = started
        books[limit].reported = [(started + remaining, now, now + length)]
    }

    // MARK: What must hold

    private func start(of cost: Int, in limit: Int) -> Int64 {
        guard cost > 0 else { return .min }
        return max(books[limit].nextStart, books[limit].lastStart + plan.limits[limit].gap(before: cost))
    }

    private func isBelowCeilings(_ cost: Int, in limit: Int, at now: Int64) -> Bool {
        let rule = plan.limits[limit]
        return cost == 0
            || books[limit].reported.allSatisfy { told in
                let missing = books[limit].started + cost - told.started
                return told.end <= now || missing <= 0
                    || rule.isRefilled && told.since + rule.refill(of: missing) <= now
            }
    }

    /// Compares the limiter's books with these. `settled`: nothing more will happen at this time.
    mutating func compare(with snapshots: [BucketSnapshot], at now: Int64, settled: Bool) throws {
        for (limit, snapshot) in snapshots.enumerated() {
            queueLate(limit, at: now)
            let started = units(books[limit].inFlight.values.reduce(0, +))
            let late = books[limit].late.reduce(0) { $0 + $1.cost }
            let answered = units(late + books[limit].held.reduce(0) { $0 + ($1.end > now ? $1.cost : 0) })
            try require(snapshot.inFlight == started, "conservation: \(snapshot.inFlight) in flight, not \(started)")
            let isExact = !plan.limits[limit].isRefilled || !books[limit].wasRefused
            try require(
                isExact ? snapshot.held == answered : snapshot.held >= answered,
                "conservation: \(snapshot.held) held, not \(answered)")
            try require(started + answered <= snapshot.capacity, "conservation: more than the capacity is used")
        }
        guard settled, snapshots.count == 1, gates.isEmpty, snapshots[0].gatedUntil == nil,
            let first = waiting.min(by: { $0.value.comesBefore($1.value) })?.key
        else { return }
        let cost = plan.calls[first].draws[0].cost
        let couldStart =
            units(cost) <= snapshots[0].free && now >= start(of: cost, in: 0) && isBelowCeilings(cost, in: 0, at: now)
        try require(!couldStart, "work conservation: call \(first) could start")
    }

    private mutating func queueLate(_ limit: Int, at now: Int64) {
        let rule = plan.limits[limit]
        let due = books[limit].late.filter { $0.from <= now }.sorted { $0.from < $1.from }
        books[limit].late.removeAll { $0.from <= now }
        for (cost, time) in due {
            let queue = max(time, books[limit].held.last?.end ?? time)
            books[limit].held.append((cost, queue + rule.refill(of: cost)))
        }
    }

    private func units(_ cost: Int) -> Double { Double(cost) / Double(Plan.grain) }
}
