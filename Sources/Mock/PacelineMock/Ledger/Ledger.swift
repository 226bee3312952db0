/// The server's count: a bucket for each rule and partition, all of them asked in one step.
struct Ledger: Sendable {
    /// What one request asks of one rule.
    struct Demand: Hashable, Sendable {
        /// The rule's place in ``Ledger/rules``.
        var rule: Int
        /// The values of the policy's partitions for this request.
        var key: [String]
        /// Units; none is an exemption.
        var cost: Double
        /// The server's identity for the bucket; nil where it tells none.
        var identity: String?

        init(rule: Int, key: [String] = [], cost: Double = 1, identity: String? = nil) {
            self.rule = rule
            self.key = key
            self.cost = cost
            self.identity = identity
        }
    }

    /// Where a policy stands once a request is decided.
    struct Standing: Hashable, Sendable {
        var policy: String
        /// The partition: numbered from 1 in the order of first use, since its values may be secrets.
        var bucket: Int
        var cost: Double
        /// Units that stand with this request, whether or not it is admitted.
        var inWindow: Double
        var isAdmitted: Bool
        /// When the same demand would be admitted if nothing else came; nil when never, when admitted, or when time
        /// alone does not tell.
        var wait: Nanoseconds?
        /// Units that are left once the request is on record, if it is.
        var remaining: Double
        /// When nothing would stand any more if nothing else came; nil when time alone does not tell.
        var reset: Nanoseconds?
    }

    private struct BucketKey: Hashable {
        var rule: Int
        var values: [String]
    }

    private struct Bucket {
        var number: Int
        var count: (any Count)?
    }

    let rules: [LimitRule]
    /// The most units that stood under each rule when a request was admitted, at the rules' places.
    private(set) var most: [Double]
    /// How many requests each rule has refused, at the rules' places.
    private(set) var refused: [Int]
    private var buckets: [BucketKey: Bucket] = [:]
    /// How many buckets each policy has.
    private var bucketCounts: [String: Int] = [:]
    /// The server's start in nanoseconds since 1970, by which coarse stamps are aligned.
    private let epoch: Nanoseconds

    init(rules: [LimitRule], epoch: Nanoseconds = 0) {
        self.rules = rules
        self.epoch = epoch
        most = Array(repeating: 0, count: rules.count)
        refused = Array(repeating: 0, count: rules.count)
    }

    /// Decides a request: it is admitted if every rule has room. It is then put on record under each of them; a refused
    /// one is under those that count refusals.
    ///
    /// - Parameters:
    ///   - now: the time of arrival; calls are made in the order of time.
    ///   - refusesUndisclosed: whether rules that count nothing refuse this request.
    ///   - counts: whether a rule counts a request, apart from its own refusals; it is told which rule refused first.
    mutating func decide(
        _ demands: [Demand], at now: Nanoseconds, refusesUndisclosed: Bool = false,
        counts: (_ rule: Int, _ refusedBy: Int?) -> Bool = { _, _ in true }
    ) -> [Standing] {
        let demands = demands.filter { $0.cost > 0 }
        let isAdmitted = demands.map { admits($0, at: now, refusesUndisclosed: refusesUndisclosed) }
        let areAllAdmitted = isAdmitted.allSatisfy(\.self)
        let first = zip(demands, isAdmitted).first { !$0.1 }?.0.rule
        return zip(demands, isAdmitted).map { demand, isAdmitted in
            let isCounted = !isAdmitted || counts(demand.rule, first)
            let isRecorded = isCounted && (areAllAdmitted || rules[demand.rule].countsRefusals)
            let standing = record(demand, isAdmitted: isAdmitted, isRecorded: isRecorded, at: now)
            if areAllAdmitted, isCounted { most[demand.rule] = max(most[demand.rule], standing.inWindow) }
            if !isAdmitted { refused[demand.rule] += 1 }
            return standing
        }
    }

    /// An admitted request's response has been sent to its end.
    mutating func end(_ demands: [Demand]) {
        for demand in demands where demand.cost > 0 {
            buckets[BucketKey(rule: demand.rule, values: demand.key)]?.count?.end(demand.cost)
        }
    }

    private mutating func admits(_ demand: Demand, at now: Nanoseconds, refusesUndisclosed: Bool) -> Bool {
        let rule = rules[demand.rule]
        let stamp = stamp(now, rule)
        let units = withBucket(of: demand) { $0.count?.used(at: stamp) }
        return units.map { rule.holds($0 + demand.cost) } ?? !refusesUndisclosed
    }

    private mutating func record(
        _ demand: Demand, isAdmitted: Bool, isRecorded: Bool, at now: Nanoseconds
    ) -> Standing {
        let rule = rules[demand.rule]
        let stamp = stamp(now, rule)
        let room = isAdmitted ? nil : rule.room(beside: demand.cost)
        let standing = withBucket(of: demand) { bucket in
            let before = bucket.count?.used(at: stamp) ?? 0
            if isRecorded { bucket.count?.add(demand.cost, at: stamp) }
            let after = bucket.count?.used(at: stamp) ?? 0
            return Standing(
                policy: rule.name, bucket: bucket.number, cost: demand.cost, inWindow: before + demand.cost,
                isAdmitted: isAdmitted, wait: room.flatMap { bucket.count?.wait(untilAtMost: $0, at: stamp) },
                remaining: max(0, rule.capacity - after), reset: bucket.count?.wait(untilAtMost: 0, at: stamp))
        }
        var exact = standing
        exact.wait = standing.wait.map { span($0, from: stamp, at: now, rule) }
        exact.reset = standing.reset.map { span($0, from: stamp, at: now, rule) }
        return exact
    }

    private mutating func withBucket<Result>(of demand: Demand, _ body: (inout Bucket) -> Result) -> Result {
        let key = BucketKey(rule: demand.rule, values: demand.key)
        if buckets[key] == nil {
            let policy = rules[demand.rule].name
            bucketCounts[policy, default: 0] += 1
            buckets[key] = Bucket(number: bucketCounts[policy, default: 1], count: rules[demand.rule].count)
        }
        return body(&buckets[key, default: Bucket(number: 0)])
    }

    /// The time as the rule's clock shows it.
    private func stamp(_ now: Nanoseconds, _ rule: LimitRule) -> Nanoseconds {
        rule.granularity > 0 ? now - elapsed(at: now, window: rule.granularity, phase: -epoch) : now
    }

    /// The time from `now` until the rule's clock shows `wait` more than `stamp`.
    private func span(
        _ wait: Nanoseconds, from stamp: Nanoseconds, at now: Nanoseconds, _ rule: LimitRule
    ) -> Nanoseconds {
        guard wait > 0, rule.granularity > 0 else { return wait }
        let grains = (wait + rule.granularity - 1) / rule.granularity
        return stamp + grains * rule.granularity - now
    }
}
