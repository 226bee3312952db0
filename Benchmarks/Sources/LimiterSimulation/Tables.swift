import PacelineLimiter

/// The rows and columns of the tables.
enum Tables {
    struct Row: Sendable {
        var name: String
        var client: @Sendable (UInt64) -> any Client
    }

    struct Column: Sendable {
        var name: String
        var latency = Latency.uniform
        var server: @Sendable (UInt64) -> any Server
    }

    private static let declared = RateLimit(quota: Double(quota), window: .seconds(window))

    static let rows = [
        Row(name: "token bucket (60, 1/s)") { _ in TokenBucketClient() },
        Row(name: "window by send time") { _ in SendTimeWindow(margin: 0) },
        Row(name: "window by send time, + 0.5 s") { _ in SendTimeWindow(margin: 0.5) },
        Row(name: "Paceline, algorithm unknown") { PacelineClient(declared, seed: $0) },
        Row(name: "Paceline, even pacing") { seed in
            var limit = declared
            limit.pacing = .even
            return PacelineClient(limit, seed: seed)
        },
        Row(name: "Paceline, declared counter") {
            PacelineClient(
                .counter(quota: Double(quota), window: .seconds(window), latencySpread: .milliseconds(380)), seed: $0)
        },
    ]

    static let columns = [
        Column(name: "fixed, aligned") { FixedWindow(phase: phase($0)) },
        Column(name: "fixed, anchored") { _ in FixedWindow(phase: nil) },
        Column(name: "sliding log") { _ in SlidingLog(countsRefused: false) },
        Column(name: "log, refusals count") { _ in SlidingLog(countsRefused: true) },
        Column(name: "counter") { _ in SlidingCounter() },
        Column(name: "bucket 60") { _ in TokenBucket(burst: 60) },
        Column(name: "heavy: aligned", latency: .heavyTailed) { FixedWindow(phase: phase($0)) },
        Column(name: "heavy: log", latency: .heavyTailed) { _ in SlidingLog(countsRefused: false) },
        Column(name: "heavy: bucket", latency: .heavyTailed) { _ in TokenBucket(burst: 60) },
    ]

    private static func phase(_ seed: UInt64) -> Double {
        var random = SeededRandom(seed: seed ^ 0xA5A5)
        return .random(in: 0..<window, using: &random)
    }

    /// The end of as many calls by a client that knows the server and has no latency: it sends each one when the server
    /// takes it.
    static func ideal(calls: Int, _ server: any Server) -> Double {
        var server = server
        var now = 0.0
        for _ in 0..<calls {
            while let wait = server.arrive(at: now) { now += max(wait, 1e-6) }
        }
        return now
    }

    /// All calls at once.
    static func burst(calls: Int, seeds: [UInt64]) {
        print("### \(calls) calls at once: refusals / share of the ideal, mean of \(seeds.count) seeds\n")
        line(["client"] + columns.map(\.name) + ["most in 60 s (log)", "p50 / p99 wait s (log)"])
        rule(columns.count + 3)
        for row in rows {
            var cells = [row.name]
            var log: [Simulation.Outcome] = []
            for column in columns {
                var outcomes: [Simulation.Outcome] = []
                var share = 0.0
                for seed in seeds {
                    var run = Simulation(
                        row.client(seed), column.server(seed), latency: column.latency,
                        wishes: Array(repeating: 0, count: calls), seed: seed)
                    let outcome = run.run()
                    // A log that counts refusals, asked by the ideal, is one that is never refused.
                    share += ideal(calls: calls, idealServer(column.server(seed))) / outcome.end / Double(seeds.count)
                    outcomes.append(outcome)
                }
                cells.append(cell(outcomes, share: share, calls: calls))
                if column.name == "sliding log" { log = outcomes }
            }
            cells.append("\(log.map(\.most).max() ?? 0)")
            cells.append(waits(log))
            line(cells)
        }
        print("")
    }

    private static func idealServer(_ server: any Server) -> any Server {
        server is SlidingLog ? SlidingLog(countsRefused: false) : server
    }

    /// Token buckets with the declared burst, against the bucket's rate. Server and client have one clock here, so no
    /// clock margin is added: it would be the larger part of what a small bucket's short hold loses.
    static func buckets(calls: Int, seeds: [UInt64]) {
        print(
            "### \(calls) calls at once on a token bucket whose burst is declared: refusals / share of the ideal / of the rate\n"
        )
        line(["burst", "uniform", "heavy tail"])
        rule(3)
        for burst in [1.0, 5, 10, 60] {
            let limit = RateLimit.tokenBucket(
                rate: Double(quota), per: .seconds(window), burst: burst, clockMargin: .none)
            var cells = ["\(Int(burst))"]
            for latency in [Latency.uniform, .heavyTailed] {
                let outcomes = seeds.map { seed in
                    var run = Simulation(
                        PacelineClient(limit, seed: seed), TokenBucket(burst: burst), latency: latency,
                        wishes: Array(repeating: 0, count: calls), seed: seed)
                    return run.run()
                }
                let ideal = ideal(calls: calls, TokenBucket(burst: burst))
                let times = outcomes.map(\.end)
                let share = times.reduce(0) { $0 + ideal / $1 } / Double(times.count)
                let rate = times.reduce(0) { $0 + Double(calls) * window / Double(quota) / $1 } / Double(times.count)
                cells.append(cell(outcomes, share: share, calls: calls) + " / \(Int(100 * rate)) %")
            }
            line(cells)
        }
        print("")
    }

    /// Calls that come at random times.
    static func poisson(seconds: Double, seeds: [UInt64]) {
        print("### Calls at random times for \(Int(seconds)) s on a sliding log, uniform latency\n")
        line(["client", "2x: refusals", "2x: p50 / p99 wait s", "0.8x: refusals", "0.8x: p50 / p99 wait s"])
        rule(5)
        for row in rows {
            var cells = [row.name]
            for load in [2.0, 0.8] {
                let outcomes = seeds.map { seed in
                    var run = Simulation(
                        row.client(seed), SlidingLog(countsRefused: false), latency: .uniform,
                        wishes: wishes(rate: load * Double(quota) / window, for: seconds, seed: seed), seed: seed)
                    return run.run()
                }
                cells += [refusals(outcomes), waits(outcomes)]
            }
            line(cells)
        }
        print("")
    }

    private static func wishes(rate: Double, for seconds: Double, seed: UInt64) -> [Double] {
        var random = SeededRandom(seed: seed ^ 0x5EED)
        var times: [Double] = []
        var now = random.interval(rate: rate)
        while now < seconds {
            times.append(now)
            now += random.interval(rate: rate)
        }
        return times
    }

    /// With a stranger who takes half of the quota.
    static func stranger(calls: Int, seeds: [UInt64]) {
        print(
            "### \(calls) calls at once while a stranger takes 0.5/s of the quota: refusals / share of a quota of one's own\n"
        )
        let columns = columns.filter { ["fixed, aligned", "sliding log", "bucket 60"].contains($0.name) }
        line(["client"] + columns.map(\.name))
        rule(columns.count + 1)
        for row in rows {
            var cells = [row.name]
            for column in columns {
                var share = 0.0
                let outcomes = seeds.map { seed in
                    var run = Simulation(
                        row.client(seed), column.server(seed), latency: column.latency,
                        wishes: Array(repeating: 0, count: calls), strangersRate: 0.5, seed: seed)
                    let outcome = run.run()
                    share += ideal(calls: calls, column.server(seed)) / outcome.end / Double(seeds.count)
                    return outcome
                }
                cells.append(cell(outcomes, share: share, calls: calls))
            }
            line(cells)
        }
        print("")
    }

    // MARK: Text

    private static func line(_ cells: [String]) { print("| " + cells.joined(separator: " | ") + " |") }

    private static func rule(_ columns: Int) { print("|" + String(repeating: "---|", count: columns)) }

    private static func cell(_ outcomes: [Simulation.Outcome], share: Double, calls: Int) -> String {
        let isDone = outcomes.allSatisfy { $0.waits.count == calls }
        return refusals(outcomes) + " / " + (isDone ? "\(Int((100 * share).rounded(.down))) %" : "never")
    }

    private static func refusals(_ outcomes: [Simulation.Outcome]) -> String {
        let mean = Double(outcomes.reduce(0) { $0 + $1.refusals }) / Double(max(1, outcomes.count))
        return mean == mean.rounded() ? "\(Int(mean))" : rounded(mean, 1)
    }

    private static func waits(_ outcomes: [Simulation.Outcome]) -> String {
        let waits = outcomes.flatMap(\.waits).sorted()
        guard !waits.isEmpty else { return "-" }
        let at = { (part: Double) in waits[min(waits.count - 1, Int(part * Double(waits.count)))] }
        return "\(rounded(at(0.5), 2)) / \(rounded(at(0.99), 1))"
    }

    private static func rounded(_ value: Double, _ digits: Int) -> String {
        let factor = [1.0, 10, 100][digits]
        return "\((value * factor).rounded() / factor)"
    }
}
