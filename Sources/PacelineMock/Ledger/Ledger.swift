import PacelineModel

/// The server's count: a plain sliding log for each policy and partition, in which refused requests stand too.
///
/// It is naive on purpose. A client's limiter is judged by it, so it shares neither code nor ideas with one: it keeps
/// the arrivals of the last window and adds them up. The interval is closed at both ends, which is the strictest
/// reading of "60 in any 60 seconds".
struct QuotaLedger: Sendable {
    /// What one request asks of one policy.
    struct Demand: Hashable, Sendable {
        var policy: String
        /// The values of the policy's partitions for this request.
        var key: [String]
        /// Units of quota.
        var cost: Double

        init(policy: String, key: [String] = [], cost: Double = 1) {
            self.policy = policy
            self.key = key
            self.cost = cost
        }
    }

    /// Where a policy stands once a request is on record.
    struct Standing: Hashable, Sendable {
        var policy: String
        /// The partition: numbered from 1 in the order of first use, since its values may be secrets.
        var bucket: Int
        var cost: Double
        /// Units in the window that ends with this request, its own included.
        var inWindow: Double
        var isAdmitted: Bool
        /// When the same demand would be admitted if nothing else came; nil when never, or when admitted.
        var wait: Nanoseconds?
    }

    private struct Arrival {
        var time: Nanoseconds
        var cost: Double
    }

    private struct BucketKey: Hashable {
        var policy: String
        var values: [String]
    }

    private struct Bucket {
        var number: Int
        var arrivals: [Arrival] = []
    }

    /// The policies in their order, with scaled windows.
    let rules: [QuotaRule]
    /// The most units that stood in any window of a policy so far, by its name.
    private(set) var most: [String: Double] = [:]
    private var buckets: [BucketKey: Bucket] = [:]

    /// - Parameter windowScale: the factor by which every window is stretched (shrunk below 1).
    init(policies: [Policy], windowScale: Double = 1) {
        rules = policies.map { QuotaRule($0, windowScale: windowScale) }
    }

    /// Puts a request on record under all its policies, whether or not it is admitted; it is admitted if each of them
    /// has room for it. A demand of no cost is an exemption and is passed over, as is one on an unknown policy.
    ///
    /// - Parameter now: the time of arrival; calls are made in the order of time.
    mutating func record(_ demands: [Demand], at now: Nanoseconds) -> [Standing] {
        demands.compactMap { demand in
            guard demand.cost > 0, let rule = rules.first(where: { $0.name == demand.policy }) else { return nil }
            return record(demand, under: rule, at: now)
        }
    }

    private mutating func record(_ demand: Demand, under rule: QuotaRule, at now: Nanoseconds) -> Standing {
        let key = BucketKey(policy: rule.name, values: demand.key)
        var bucket = buckets[key] ?? Bucket(number: buckets.keys.count { $0.policy == rule.name } + 1)
        bucket.arrivals.removeAll { $0.time < now - rule.window }
        bucket.arrivals.append(Arrival(time: now, cost: demand.cost))
        buckets[key] = bucket

        let sum = bucket.arrivals.reduce(0) { $0 + $1.cost }
        most[rule.name] = max(most[rule.name] ?? 0, sum)
        let isAdmitted = rule.holds(sum)
        return Standing(
            policy: rule.name, bucket: bucket.number, cost: demand.cost, inWindow: sum, isAdmitted: isAdmitted,
            wait: isAdmitted ? nil : Self.wait(for: demand.cost, behind: bucket.arrivals, under: rule, at: now))
    }

    /// The time until enough of the arrivals have left the window to make room for one more of the given cost.
    private static func wait(
        for cost: Double, behind arrivals: [Arrival], under rule: QuotaRule, at now: Nanoseconds
    ) -> Nanoseconds? {
        var sum = arrivals.reduce(0) { $0 + $1.cost }
        for arrival in arrivals {
            sum -= arrival.cost
            if rule.holds(sum + cost) { return arrival.time + rule.window + 1 - now }
        }
        return nil
    }
}

/// A policy's numbers as the ledger applies them.
struct QuotaRule: Hashable, Sendable {
    var name: String
    /// Units in one window.
    var quota: Double
    var window: Nanoseconds
    var unit: String

    /// Near the end of what 64 bits hold, some 285 years: a scale of windows cannot make the sums of times overflow.
    private static let longestWindow = 9e18

    init(_ policy: Policy, windowScale: Double) {
        name = policy.name
        guard case .quota(let numbers) = policy.numbers else { preconditionFailure("a policy without a window") }
        quota = numbers.quota
        window = Nanoseconds(min(Double(numbers.milliseconds) * 1e6 * windowScale, Self.longestWindow).rounded())
        unit = policy.unit
    }

    /// Whether the units fit. Sums of fractional costs are floating: a billionth of slack keeps ten times 0.1 at 1.
    func holds(_ units: Double) -> Bool { units <= quota * (1 + 1e-9) }

    /// `60 requests per 10 s`.
    var text: String { "\(quantityText(quota)) \(unit) per \(secondsText(.nanoseconds(window)))" }
}
