import PacelineModel

/// A policy's numbers as a mock server enforces them.
struct LimitRule: Hashable, Sendable {
    /// What is counted, and how.
    enum Kind: Hashable, Sendable {
        case sliding
        /// Windows that begin at `phase`; nil when the first request begins one.
        case fixed(phase: Nanoseconds?)
        /// A bucket that gets `quota` tokens in a window.
        case tokenBucket(quota: Double)
        /// Two weighted windows that begin at `phase`.
        case counter(phase: Nanoseconds)
        case concurrency
        /// Nothing.
        case undisclosed
    }

    var name: String
    var kind: Kind
    /// Units that may stand at a time.
    var capacity: Double
    /// The window's length, scaled; zero where there is none.
    var window: Nanoseconds
    var unit: String
    /// The grain of the clock by which arrivals are stamped; zero for the clock's own.
    var granularity: Nanoseconds
    /// Whether a refused request is put on record, too.
    var countsRefusals: Bool

    /// The count of a bucket that nothing has used yet; nil when nothing is counted.
    func makeCount() -> (any Count)? {
        switch kind {
        case .sliding: SlidingLog(window: window)
        case .fixed(let phase): FixedWindow(window: window, phase: phase)
        case .tokenBucket(let quota): TokenBucket(burst: capacity, quota: quota, window: window)
        case .counter(let phase): WeightedCounter(window: window, phase: phase)
        case .concurrency: InFlightCount()
        case .undisclosed: nil
        }
    }

    /// Whether the units fit. Sums of fractional costs are floating: a billionth of slack keeps ten times 0.1 at 1.
    func holds(_ units: Double) -> Bool { units <= slackened }

    /// The units that may stand beside a request of the given cost; nil when it is beyond the capacity by itself.
    func room(beside cost: Double) -> Double? { holds(cost) ? max(0, slackened - cost) : nil }

    private var slackened: Double { capacity * (1 + 1e-9) }

    /// The rule in words: `60 requests per 10 s`.
    var text: String {
        let amount = "\(quantityText(capacity)) \(unit)"
        let span = secondsText(.nanoseconds(window))
        return switch kind {
        case .sliding: "\(amount) per \(span)"
        case .fixed: "\(amount) per \(span), fixed windows"
        case .tokenBucket(let quota): "\(quantityText(quota)) \(unit) per \(span), bursts of \(quantityText(capacity))"
        case .counter: "\(amount) per \(span), weighted windows"
        case .concurrency: "\(amount) at a time"
        case .undisclosed: "not counted"
        }
    }

    /// How far the rule was used, in words: `60 of 60 requests in any 10 s`.
    func text(ofUse most: Double) -> String {
        let rounded = (most * 100).rounded() / 100
        let amount = "\(quantityText(rounded)) of \(quantityText(capacity)) \(unit)"
        let span = secondsText(.nanoseconds(window))
        return switch kind {
        case .sliding: "\(amount) in any \(span)"
        case .fixed: "\(amount) in a window of \(span)"
        case .tokenBucket: "\(amount) missing from the bucket"
        case .counter: "\(amount) in weighted windows of \(span)"
        case .concurrency: "\(amount) at a time"
        case .undisclosed: "not counted"
        }
    }
}
