import PacelinePolicy

/// A policy's numbers as a mock server enforces them.
struct LimitRule: Sendable {
    let name: String
    /// What is enforced, with the window as it is scaled.
    let numbers: RateLimitNumbers
    let unit: String
    /// The count of a bucket that nothing has used yet; nil when nothing is counted.
    let count: (any Count)?
    /// Units that may stand at a time.
    let capacity: Double
    /// The window's length, scaled; zero where there is none.
    let window: Nanoseconds
    /// The grain of the clock by which arrivals are stamped; zero for the clock's own.
    let granularity: Nanoseconds
    /// Whether a refused request is put on record, too. One that never ran has no place to give back.
    let countsRefusals: Bool

    /// - Parameter count: Counts as the numbers say; nil when nothing is counted.
    init(name: String, numbers: RateLimitNumbers, unit: String, count: (any Count)?, countsRefusals: Bool) {
        self.name = name
        self.numbers = numbers
        self.unit = unit
        self.count = count
        self.countsRefusals = countsRefusals && numbers.concurrency == nil
        capacity = numbers.capacity ?? .infinity
        window = numbers.window?.wholeNanoseconds ?? 0
        granularity = if case .quota(_, _, _, let granularity) = numbers { granularity.wholeNanoseconds } else { 0 }
    }

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
