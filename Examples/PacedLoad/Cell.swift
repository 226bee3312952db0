import ArgumentParser
import PacelineRuntime

/// A kind of limit, with the numbers of cells.yaml.
enum Cell: String, CaseIterable, ExpressibleByArgument {
    case sliding, fixed
    case tokenBucket = "token-bucket"
    case counter, concurrency

    static let quota = 60
    static let window = 2.0
    static let burst = 20
    static let concurrent = 8

    func call(_ client: ServerCells) async throws(CallError) {
        switch self {
        case .sliding: _ = try await client.sliding()
        case .fixed: _ = try await client.fixed()
        case .tokenBucket: _ = try await client.tokenBucket()
        case .counter: _ = try await client.counter()
        case .concurrency: _ = try await client.concurrency()
        }
    }

    /// What the server admits. `reset` is an instant at which it began, or will begin, a window.
    func room(reset: Double) -> ServerRoom {
        switch self {
        case .sliding: .sliding(quota: Self.quota, window: Self.window)
        case .fixed: .fixed(quota: Self.quota, window: Self.window, phase: reset)
        case .tokenBucket:
            .tokenBucket(
                rate: Double(Self.quota) / Self.window, burst: Double(Self.burst), level: Double(Self.burst))
        case .counter: .counter(quota: Double(Self.quota), window: Self.window, phase: reset)
        case .concurrency: .concurrency(free: Array(repeating: 0, count: Self.concurrent))
        }
    }

    /// The rule that the limiter keeps to for such a server. One hundredth is added to what it holds for the clocks.
    func rule(latencySpread: Double) -> RuleSchedule {
        let clockMargin = 1.01
        let hold = Self.window * clockMargin
        return switch self {
        case .sliding, .fixed: RuleSchedule(capacity: Self.quota, hold: hold)
        case .tokenBucket:
            RuleSchedule(
                capacity: Self.burst, hold: Double(Self.burst) / Double(Self.quota) * hold, isRefilled: true)
        case .counter:
            RuleSchedule(
                capacity: Self.quota, hold: hold, spacing: (hold + latencySpread) / Double(Self.quota - 1))
        case .concurrency: RuleSchedule(capacity: Self.concurrent, hold: 0)
        }
    }
}
