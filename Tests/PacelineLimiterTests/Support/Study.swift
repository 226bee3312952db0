import PacelineLimiter

/// Many equal requests at once, or one after the other, through the limiter to one server, in virtual time.
struct Study {
    /// How long requests and answers are on their way.
    enum Latency: CaseIterable {
        /// 20 to 400 ms.
        case uniform
        /// Mostly 20 to 200 ms; one in twenty 0.2 s or much more, at most 20 s.
        case heavyTailed

        func draw(using generator: inout SeededGenerator) -> Int64 {
            let isLong = self == .heavyTailed && generator.chance(0.05)
            guard isLong else {
                return Int64.random(in: 20...(self == .uniform ? 400 : 200), using: &generator) * Plan.millisecond
            }
            return Int64(min(20, 0.2 * paretoFactor(using: &generator)) * 1e9)
        }

        /// (1 - u)^(-1/1.2), by the binomial series' limit: repeated square roots give any power.
        private func paretoFactor(using generator: inout SeededGenerator) -> Double {
            let base = 1 / (1 - Double.random(in: 0..<1, using: &generator))
            var (power, root, exponent) = (1.0, base, 1 / 1.2)
            for _ in 0..<30 {
                (root, exponent) = (root.squareRoot(), exponent * 2)
                if exponent >= 1 { (power, exponent) = (power * root, exponent - 1) }
            }
            return power
        }
    }

    private enum Event {
        case enter, arrive(PermitID, sent: Int64), response(PermitID, isAdmitted: Bool)
    }

    private var core = LimiterCore()
    private let bucket: BucketHandle
    private var server: any Server
    private let latency: Latency
    private var generator: SeededGenerator
    private var time = VirtualTime<Event>()
    private var now: Int64 { time.now }
    private var waiting: [Ticket: Int64] = [:]

    /// How many requests the server refused.
    private(set) var refused = 0
    /// When they arrived.
    private(set) var arrivals: [Int64] = []
    /// How long each waited for its permit.
    private(set) var waits: [Int64] = []

    init(_ limit: RateLimit, _ server: any Server, _ latency: Latency, seed: UInt64) {
        (self.server, self.latency, generator) = (server, latency, SeededGenerator(seed: seed))
        bucket = core.bucket(limit, name: "limit", key: "", at: .zero)
    }

    /// Plays to the end. The requests come at these times.
    mutating func run(requestsAt times: [Int64]) {
        for instant in times { time.schedule(.enter, at: instant) }
        while let next = time.next(&core) {
            if case .event(let event) = next { handle(event) }
            applyEffects()
        }
    }

    private mutating func handle(_ event: Event) {
        let instant = time.instant
        switch event {
        case .enter:
            switch core.enter(.one(Draw(bucket)), at: instant) {
            case .granted(let permit): start(permit, after: 0)
            case .waiting(let ticket, _): waiting[ticket] = now
            case .failed: break
            }
        case .arrive(let permit, _):
            arrivals.append(now)
            let isAdmitted = server.admits(Plan.grain, at: now)
            if !isAdmitted { refused += 1 }
            time.schedule(.response(permit, isAdmitted: isAdmitted), at: now + latency.draw(using: &generator))
        case .response(let permit, true):
            core.finish(permit, at: instant)
        case .response(let permit, false):
            core.refuse(permit, by: nil, for: nil, counted: true, jitter: 0, at: instant)
        }
    }

    private mutating func start(_ permit: PermitID, after wait: Int64) {
        waits.append(wait)
        time.schedule(.arrive(permit, sent: now), at: now + latency.draw(using: &generator))
    }

    private mutating func applyEffects() {
        for (ticket, outcome) in time.takeOutcomes(&core) {
            let since = waiting.removeValue(forKey: ticket) ?? now
            if case .granted(let permit) = outcome { start(permit, after: now - since) }
        }
    }
}
