import PacelinePolicy

/// A policy's numbers as a mock server enforces them.
struct LimitRule: Sendable {
    var name: String
    /// What is enforced, with the window as it is scaled.
    var numbers: RateLimitNumbers
    /// The count of a bucket that nothing has used yet; nil when nothing is counted.
    var count: (any Count)?
    /// Units that may stand at a time.
    var capacity: Double
    /// The window's length, scaled; zero where there is none.
    var window: Nanoseconds
    var unit: String
    /// The grain of the clock by which arrivals are stamped; zero for the clock's own.
    var granularity: Nanoseconds
    /// Whether a refused request is put on record, too.
    var countsRefusals: Bool

    /// Whether the units fit. Sums of fractional costs are floating: a billionth of slack keeps ten times 0.1 at 1.
    func holds(_ units: Double) -> Bool { units <= slackened }

    /// The units that may stand beside a request of the given cost; nil when it is beyond the capacity by itself.
    func room(beside cost: Double) -> Double? { holds(cost) ? max(0, slackened - cost) : nil }

    private var slackened: Double { capacity * (1 + 1e-9) }

    /// The rule in words: `60 requests per 10 s`.
    var text: String {
        count == nil ? "not counted" : numbers.text(unit: unit) + (numbers.algorithm?.windows.map { ", \($0)" } ?? "")
    }

    /// How far the rule was used, in words: `60 of 60 requests in any 10 s`; nil when nothing is counted.
    func text(ofUse most: Double) -> String? {
        let rounded = (most * 100).rounded() / 100
        return count.map { "\(quantityText(rounded)) of \(quantityText(capacity)) \(unit) \($0.scope)" }
    }
}
