package import PacelineLimiter

/// A random history of requests of a few sessions, of any kind that there is: for stores of ledgers that are to give the
/// same replies.
package struct History {
    private struct Session {
        var name: String
        var sequence: Int64 = 0
        var epoch: Int64?
        var inFlight = ["a": Int64(0), "b": 0, "c": 0]
        var levels: [String: Int64] = [:]
        /// What was answered last.
        var last: LedgerRequest?
    }

    private var generator: SeededGenerator
    private var now: Int64
    private var sessions: [Session]
    private var names = 0
    private let rules: [String: LedgerRequest.Rule]
    private var gone: Set<String> = []

    package init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        now = 1 << 49 + Int64.random(in: 0...1_000_000_000, using: &generator)
        rules = [
            "a": .init(
                capacity: [3, 10, 60].randomElement(using: &generator).map { $0 * 1_000_000 } ?? 1,
                hold: [0, 500_000, 2_020_000].randomElement(using: &generator) ?? 0),
            "b": .init(capacity: 5_000_000, hold: 1_000_000),
            "c": .init(
                capacity: [1_000_000, 7_500_000].randomElement(using: &generator) ?? 1, hold: 1_500_000,
                isRefilled: true),
        ]
        sessions = (0..<4).map { Session(name: "s\($0)") }
        self.generator = generator
    }

    /// The next request, its time, and the sessions that are over by then.
    package mutating func next() -> (LedgerRequest, Int64, dead: Set<String>) {
        let steps: [Int64] = [0, 1, 137, 5_000, 40_000, 200_000, .random(in: 0...1_500_000, using: &generator)]
        now += steps.randomElement(using: &generator) ?? 0
        let index = Int.random(in: sessions.indices, using: &generator)
        if generator.chance(0.02) { gone.insert(sessions[index].name) }
        let session = sessions[index]
        var sequence = session.sequence + 1
        if generator.chance(0.03) {
            // Its reply was lost, or it has lost count.
            if let last = session.last, generator.chance(0.7) { return (last, now, gone) }
            sequence += 1
        }
        let keys = ["a", "b", "c"].filter { _ in generator.chance(0.6) }
        let undeclared = generator.chance(0.2) ? [Self.undeclared(&generator)] : []
        var request = LedgerRequest(
            session: session.name, sequence: sequence, epoch: generator.chance(0.9) ? session.epoch : nil,
            hasLost: generator.chance(0.01), former: generator.chance(0.02) ? "s0" : "", lease: 1_000_000,
            quiet: 700_000, horizon: [0, 50_000, 500_000].randomElement(using: &generator) ?? 0, quantum: 4)
        request.buckets = keys.map { bucket($0, session) } + undeclared
        for _ in 0..<(keys.isEmpty ? 0 : [0, 1, 1, 2].randomElement(using: &generator) ?? 0) {
            request.wants.append(want(keys.count))
        }
        return (request, now, gone)
    }

    /// A bucket whose numbers nobody declared: a response said what is left.
    private static func undeclared(_ generator: inout SeededGenerator) -> LedgerRequest.Bucket {
        var bucket = LedgerRequest.Bucket(key: "d", rule: .undeclared, grace: 100_000)
        let most: Int64 = [0, 1_000_000, 40_000_000, (1 << 51) - 1].randomElement(using: &generator) ?? 0
        bucket.ceilings = [
            .init(
                mark: 0, remaining: .random(in: 0...most, using: &generator),
                age: .random(in: 0...50_000, using: &generator), length: .random(in: 0...900_000, using: &generator))
        ]
        return bucket
    }

    private mutating func bucket(_ key: String, _ session: Session) -> LedgerRequest.Bucket {
        var rule = rules[key] ?? .init(capacity: 1, hold: 0)
        if generator.chance(0.05) { rule.capacity += 1_000_000 }
        if generator.chance(0.02) { rule.toldAge = .random(in: 0...1_000_000, using: &generator) }
        var bucket = LedgerRequest.Bucket(key: key, rule: rule, grace: 100_000)
        if generator.chance(0.5) { bucket.seen = session.levels[key] }
        let had = session.inFlight[key] ?? 0
        if generator.chance(0.05) { bucket.adopted = .random(in: 0...2_000_000, using: &generator) }
        if generator.chance(0.6), had > 0 {
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let age = [0, 10, 20_000, 400_000, -100_000].randomElement(using: &generator) ?? 0
                bucket.settled.append(.init(units: .random(in: 0...had, using: &generator), age: Int64(age)))
            }
        }
        if generator.chance(0.1) { bucket.returned = .random(in: 0...had, using: &generator) }
        if generator.chance(0.03) {
            bucket.gate = .init(
                told: .random(in: 0...800_000, using: &generator), reopens: .random(in: 0...900_000, using: &generator))
        }
        bucket.probe = [nil, nil, .accepted, .ended].randomElement(using: &generator) ?? nil
        if generator.chance(0.1), let level = session.levels[key] {
            bucket.ceilings.append(
                .init(
                    mark: level, remaining: .random(in: 0...5_000_000, using: &generator),
                    age: .random(in: 0...50_000, using: &generator), length: .random(in: 0...900_000, using: &generator)
                ))
        }
        if generator.chance(0.02) {
            // So much that levels wrap around, and over long ago.
            let much = Int64.random(in: (1 << 51) - 9_000_000...(1 << 51), using: &generator)
            bucket.adopted += much
            bucket.settled.insert(.init(units: much, age: 10_000_000), at: 0)
        }
        if generator.chance(0.05) {
            bucket.ends.append(
                .init(
                    through: .random(in: -200_000...100_000, using: &generator),
                    due: .random(in: 0...600_000, using: &generator)))
        }
        return bucket
    }

    private mutating func want(_ count: Int) -> LedgerRequest.Want {
        let places = (0..<count).filter { _ in generator.chance(0.6) }
        return LedgerRequest.Want(
            count: .random(in: 1...8, using: &generator), age: .random(in: 0...3_000_000, using: &generator),
            laterAge: .random(in: 0...1_000_000, using: &generator),
            parts: (places.isEmpty ? [0] : places).map { place in
                let cost = [1_000_000, 1_000_000, 2_000_000, 0, 500_000].randomElement(using: &generator) ?? 0
                let distance = generator.chance(0.1) ? Int64.random(in: 0...100_000, using: &generator) : 0
                return .init(bucket: place, cost: Int64(cost), distanceAfter: distance)
            })
    }

    /// What a request was answered.
    package mutating func note(_ reply: LedgerReply, to request: LedgerRequest) {
        guard let index = sessions.firstIndex(where: { $0.name == request.session }) else { return }
        guard case .made(let answer) = reply else {
            names += 1
            sessions[index] = Session(name: "t\(names)")
            return
        }
        guard request.sequence == sessions[index].sequence + 1 else { return }
        (sessions[index].sequence, sessions[index].epoch) = (request.sequence, answer.epoch)
        sessions[index].last = request
        for (report, state) in zip(request.buckets, answer.buckets) {
            let told = report.settled.reduce(report.returned) { $0 + $1.units }
            let left = (sessions[index].inFlight[report.key] ?? 0) + report.adopted - told
            sessions[index].inFlight[report.key] = max(0, left)
            sessions[index].levels[report.key] = state.level
        }
        for (want, grant) in zip(request.wants, answer.grants) {
            for part in want.parts {
                let key = request.buckets[part.bucket].key
                sessions[index].inFlight[key, default: 0] += part.cost * Int64(grant.starts.count)
            }
        }
    }
}
