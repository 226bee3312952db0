import Foundation
import PacelinePolicy

/// How declared numbers become the rules of one server: its options, the place of its clock, its seed.
struct Enforcement: Sendable {
    private let options: Mock.Options
    /// The server's start in nanoseconds since 1970.
    private let epoch: Nanoseconds
    private var generator: SplitMix64

    /// Near the end of what 64 bits hold, some 285 years: a scale of windows cannot make the sums of times overflow.
    private static let longestWindow = 9e18

    init(_ options: Mock.Options, epoch: Nanoseconds = 0) {
        self.options = options
        self.epoch = epoch
        // Not the seed of the delays: where windows begin should not depend on how many delays were drawn.
        generator = SplitMix64(seed: ~options.seed)
    }

    /// The rule of a policy.
    ///
    /// - Parameter own: an operation's own numbers, which stand before those of the plan.
    mutating func rule(for policy: RateLimitPolicy, own: RateLimitNumbers? = nil) -> LimitRule {
        let planned = options.plan.flatMap { policy.plans[$0] }
        let given = options.numbers[policy.name]
        let declared = options.concurrency.map { .concurrency($0) } ?? own ?? given ?? planned ?? policy.numbers
        let numbers = enforced(declared)
        return LimitRule(
            name: policy.name, numbers: numbers, unit: policy.unit, count: count(numbers, zone: policy.timeZone),
            countsRefusals: policy.refusal.isCounted)
    }

    private mutating func count(_ numbers: RateLimitNumbers, zone: String?) -> (any Count)? {
        switch numbers {
        case .undisclosed: nil
        case .concurrency: InFlightCount()
        case .quota(let quota, let window, let algorithm, _):
            count(algorithm, quota: quota, window: window.wholeNanoseconds, zone: zone)
        }
    }

    /// The numbers as this server enforces them: its scale of windows, its algorithm, its clock's grain.
    private func enforced(_ numbers: RateLimitNumbers) -> RateLimitNumbers {
        guard case .quota(let quota, let window, let declared, let granularity) = numbers else { return numbers }
        return .quota(
            quota, per: scaled(window), algorithm: algorithm(for: declared, quota: quota),
            granularity: options.granularity ?? granularity)
    }

    private mutating func count(
        _ algorithm: RateLimitAlgorithm, quota: Double, window: Nanoseconds, zone: String?
    ) -> any Count {
        switch algorithm {
        // The strictest, so that a client which keeps to it keeps to whatever the server does.
        case .unknown, .sliding: SlidingLog(window: window)
        case .fixed(.first): FixedWindow(window: window, phase: nil)
        case .fixed(.calendar): CalendarWindow(window: window, zone: timeZone(zone), epoch: epoch)
        case .fixed(.clock): FixedWindow(window: window, phase: -epoch % window)
        case .fixed(nil): FixedWindow(window: window, phase: randomPhase(in: window))
        case .tokenBucket(let burst): TokenBucket(burst: burst, quota: quota, window: window)
        case .counter: WeightedCounter(window: window, phase: randomPhase(in: window))
        }
    }

    /// The declared algorithm, or the one that the options set in its place.
    private func algorithm(for declared: RateLimitAlgorithm, quota: Double) -> RateLimitAlgorithm {
        switch options.algorithm {
        case nil: return declared.burst.map { .tokenBucket(burst: options.burst ?? $0) } ?? declared
        case .sliding: return .sliding
        case .fixed:
            guard case .fixed = declared else { return .fixed }
            return declared
        case .tokenBucket: return .tokenBucket(burst: options.burst ?? declared.burst ?? quota)
        case .counter: return .counter
        }
    }

    /// The zone of a calendar; UTC where the document's word for one is given none.
    private func timeZone(_ name: String?) -> TimeZone {
        name.flatMap { TimeZone(identifier: options.timeZones[$0] ?? $0) } ?? .gmt
    }

    private mutating func randomPhase(in window: Nanoseconds) -> Nanoseconds {
        Nanoseconds.random(in: 0..<window, using: &generator)
    }

    private func scaled(_ window: Duration) -> Duration {
        let nanoseconds = min(window.seconds * 1e9 * options.windowScale, Self.longestWindow)
        return .nanoseconds(max(1, Nanoseconds(nanoseconds.rounded())))
    }
}
