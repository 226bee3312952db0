import PacelineModel

/// How declared numbers become the rules of one server: its options, the place of its clock, its seed.
struct Enforcement: Sendable {
    private let options: MockServer.Options
    /// The server's start in nanoseconds since 1970.
    private let epoch: Nanoseconds
    private var generator: SplitMix64

    /// Near the end of what 64 bits hold, some 285 years: a scale of windows cannot make the sums of times overflow.
    private static let longestWindow = 9e18

    init(_ options: MockServer.Options, epoch: Nanoseconds = 0) {
        self.options = options
        self.epoch = epoch
        // Not the seed of the delays: where windows begin should not depend on how many delays were drawn.
        generator = SplitMix64(seed: ~options.seed)
    }

    /// The rule of a policy.
    ///
    /// - Parameter own: an operation's own numbers, which stand before those of the plan.
    mutating func rule(for policy: Policy, own: Policy.Numbers? = nil) -> LimitRule {
        let planned = options.plan.flatMap { name in policy.plans.first { $0.name == name }?.numbers }
        let numbers = options.concurrency.map { .concurrency($0) } ?? own ?? planned ?? policy.numbers
        var rule = LimitRule(
            name: policy.name, kind: .undisclosed, capacity: .infinity, window: 0, unit: policy.unit, granularity: 0,
            countsRefusals: policy.refusal.isCounted)
        switch numbers {
        case .undisclosed: break
        case .concurrency(let limit):
            rule.kind = .concurrency
            rule.capacity = Double(limit)
            rule.countsRefusals = false
        case .quota(let window):
            rule.capacity = window.quota
            rule.window = scaled(window.milliseconds)
            rule.granularity = options.granularity?.wholeNanoseconds ?? window.granularityMilliseconds * 1_000_000
            apply(algorithm(for: window), to: &rule)
        }
        return rule
    }

    private mutating func apply(_ algorithm: Policy.Algorithm, to rule: inout LimitRule) {
        switch algorithm {
        // The strictest, so that a client which keeps to it keeps to whatever the server does.
        case .unknown, .sliding: rule.kind = .sliding
        case .fixed(.first): rule.kind = .fixed(phase: nil)
        case .fixed(.clock), .fixed(.calendar): rule.kind = .fixed(phase: -epoch % rule.window)
        case .fixed(nil): rule.kind = .fixed(phase: randomPhase(in: rule.window))
        case .tokenBucket(let burst):
            rule.kind = .tokenBucket(quota: rule.capacity)
            rule.capacity = burst
        case .counter: rule.kind = .counter(phase: randomPhase(in: rule.window))
        }
    }

    /// The declared algorithm, or the one that the options set in its place.
    private func algorithm(for window: Policy.Window) -> Policy.Algorithm {
        let declaredBurst: Double? = if case .tokenBucket(let burst) = window.algorithm { burst } else { nil }
        switch options.algorithm {
        case nil: return declaredBurst.map { .tokenBucket(burst: options.burst ?? $0) } ?? window.algorithm
        case .sliding: return .sliding
        case .fixed:
            guard case .fixed = window.algorithm else { return .fixed(nil) }
            return window.algorithm
        case .tokenBucket: return .tokenBucket(burst: options.burst ?? declaredBurst ?? window.quota)
        case .counter: return .counter
        }
    }

    private mutating func randomPhase(in window: Nanoseconds) -> Nanoseconds {
        Nanoseconds.random(in: 0..<window, using: &generator)
    }

    private func scaled(_ milliseconds: Int64) -> Nanoseconds {
        let nanoseconds = min(Double(milliseconds) * 1e6 * options.windowScale, Self.longestWindow)
        return max(1, Nanoseconds(nanoseconds.rounded()))
    }
}
