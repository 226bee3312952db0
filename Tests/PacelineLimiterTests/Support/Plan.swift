import PacelineLimiter

/// What is to happen in one simulated history, drawn from a seed. Times are nanoseconds, costs twentieths of a unit.
struct Plan {
    static let grain = 20
    static let millisecond: Int64 = 1_000_000
    /// The longest time on the way to the server.
    static let longestWay = 400 * millisecond

    enum Fate {
        case answered
        /// Cancelled this long after it began to wait, if it still waits then.
        case cancelledWaiting(after: Int64)
        /// Given up this long after it was sent; it arrives all the same.
        case lost(after: Int64)
        case neverSent
    }

    struct Call {
        let start: Int64
        let draws: [(limit: Int, cost: Int)]
        let priority: Priority
        let deadline: Int64?
        let fate: Fate
        let (way, back, body): (Int64, Int64, Int64)
    }

    /// What a history may contain.
    struct Features {
        var limits = 1...3
        var weights = true
        var fates = true
        var deadlines = true
        /// How likely the server refuses a call although the declared limits accept it (a foreign client).
        var refusals = 0.0
        /// How likely a response says how much is left.
        var observations = 0.0
    }

    var limits: [Limit]
    var calls: [Call]
    let refusals: Double
    let observations: Double
    /// Nanoseconds of head start for each point of priority.
    let ageing: Int64

    init(_ features: Features, using generator: inout SeededGenerator) {
        refusals = features.refusals
        observations = features.observations
        ageing =
            [0, Plan.millisecond, 4 * Plan.millisecond, 600 * Plan.millisecond].randomElement(using: &generator) ?? 0
        let span = Int64.random(in: 1...3000, using: &generator) * Plan.millisecond
        limits = (0..<Int.random(in: features.limits, using: &generator)).map { _ in
            Plan.limit(using: &generator)
        }
        let quotas = limits.map(\.quota)
        calls = (0..<Int.random(in: 3...40, using: &generator)).map { _ in
            Plan.call(features, quotas: quotas, span: span, using: &generator)
        }
    }

    private static func call(
        _ features: Features, quotas: [Int], span: Int64, using generator: inout SeededGenerator
    ) -> Call {
        let chosen = quotas.indices.shuffled(using: &generator).prefix(
            Int.random(in: 1...quotas.count, using: &generator))
        let draws = chosen.map { limit in
            let isWeighted = features.weights && generator.chance(0.4)
            return (limit: limit, cost: isWeighted ? Int.random(in: 0...quotas[limit], using: &generator) : grain)
        }
        let start = generator.chance(0.5) ? 0 : Int64.random(in: 0...span, using: &generator)
        let priorities: [Priority] = [.low, .normal, .normal, .high]
        let hasDeadline = features.deadlines && generator.chance(0.2)
        return Call(
            start: start, draws: draws, priority: priorities.randomElement(using: &generator) ?? .normal,
            deadline: hasDeadline ? start + Int64.random(in: 0...2000, using: &generator) * millisecond : nil,
            fate: fate(features, using: &generator),
            way: latency(using: &generator), back: latency(using: &generator),
            body: generator.chance(0.5) ? 0 : latency(using: &generator))
    }

    private static func fate(_ features: Features, using generator: inout SeededGenerator) -> Fate {
        guard features.fates else { return .answered }
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: return .cancelledWaiting(after: Int64.random(in: 0...1500, using: &generator) * millisecond)
        case 1: return .lost(after: latency(using: &generator))
        case 2: return .neverSent
        default: return .answered
        }
    }

    /// Mostly short, sometimes long, so that calls overtake each other.
    private static func latency(using generator: inout SeededGenerator) -> Int64 {
        Int64.random(in: 1...(generator.chance(0.2) ? longestWay : longestWay / 20), using: &generator)
    }
}
