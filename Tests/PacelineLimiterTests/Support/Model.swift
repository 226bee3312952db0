import PacelineLimiter

/// What must be true of every bucket, kept by the simplest means: all that ever happened is written down and added up
/// anew for each question.
struct Model {
    private struct Gate {
        var end: Int64
        var probe: Int?
    }

    private struct Waiting {
        let priority: Int
        let isBack: Int
        let ticket: Ticket
    }

    private let plan: Plan
    private var inFlight: [Int: Void] = [:]
    private var held: [(call: Int, answered: Int64)] = []
    private var gates: [Int: Gate] = [:]
    private var waiting: [Int: Waiting] = [:]

    init(_ plan: Plan) {
        self.plan = plan
    }

    mutating func waits(_ call: Int, position: QueuePosition, ticket: Ticket) {
        waiting[call] = Waiting(
            priority: -plan.calls[call].priority.rawValue, isBack: position == .back ? 1 : 0, ticket: ticket)
    }

    mutating func stopsWaiting(_ call: Int) {
        lastWait = waiting.removeValue(forKey: call)
    }

    private var lastWait: Waiting?

    mutating func started(_ call: Int, at now: Int64) throws {
        inFlight[call] = ()
        for (limit, _) in plan.calls[call].demands {
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
            let isAllowed =
                lastWait.map {
                    ($0.priority, $0.isBack, Int($0.ticket)) < (wait.priority, wait.isBack, Int(wait.ticket))
                } ?? false
            try require(isAllowed, "order: call \(call) overtook call \(other)")
        }
    }

    mutating func answered(_ call: Int, at time: Int64) {
        inFlight[call] = nil
        held.append((call, time))
    }

    mutating func refunded(_ call: Int) {
        inFlight[call] = nil
    }

    mutating func ended(_ call: Int, succeeded: Bool, at now: Int64) {
        for limit in plan.limits.indices where gates[limit]?.probe == call {
            gates[limit]?.probe = nil
            // The jitter is the limiter's own affair: that it opens later than told is no violation.
            if succeeded, let end = gates[limit]?.end, now >= end { gates[limit] = nil }
        }
    }

    mutating func shut(_ limit: Int, until end: Int64) {
        gates[limit] = Gate(end: max(end, gates[limit]?.end ?? end), probe: gates[limit]?.probe)
    }

    /// Compares the limiter's books with these. `settled`: nothing more will happen at this time.
    func compare(with snapshots: [BucketSnapshot], at now: Int64, settled: Bool) throws {
        for (limit, snapshot) in snapshots.enumerated() {
            let started = cost(in: limit, of: Array(inFlight.keys))
            let answered = cost(
                in: limit, of: held.filter { $0.answered + plan.limits[limit].hold > now }.map(\.call))
            try require(snapshot.inFlight == started, "conservation: \(snapshot.inFlight) in flight, not \(started)")
            try require(snapshot.held == answered, "conservation: \(snapshot.held) held, not \(answered)")
            try require(started + answered <= snapshot.capacity, "conservation: more than the capacity is used")
        }
        if settled, snapshots.count == 1, gates.isEmpty, snapshots[0].gatedUntil == nil, let first = firstWaiting {
            let cost = plan.calls[first].demands[0].cost
            try require(
                Double(cost) / Double(Plan.grain) > snapshots[0].free, "work conservation: call \(first) could start")
        }
    }

    private var firstWaiting: Int? {
        waiting.min {
            let (left, right) = ($0.value, $1.value)
            return (left.priority, left.isBack, Int(left.ticket)) < (right.priority, right.isBack, Int(right.ticket))
        }?.key
    }

    private func cost(in limit: Int, of calls: [Int]) -> Double {
        let sum = calls.reduce(0) { sum, call in
            sum + (plan.calls[call].demands.first { $0.limit == limit }?.cost ?? 0)
        }
        return Double(sum) / Double(Plan.grain)
    }
}
