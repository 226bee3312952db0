/// A limit that the API declares: what the server accepts, counted apart for each value of ``per``.
///
/// Generated code has one for each policy of the document's `x-rate-limits`. The client enforces from these very
/// values; `LimitSettings` changes the numbers for one client.
public struct RateLimitPolicy: Hashable, Sendable {
    /// The policy's name in the document.
    public var name: String
    /// What the server accepts.
    public var numbers: RateLimitNumbers
    /// What it accepts from callers with another plan, by the plan's name.
    public var plans: [String: RateLimitNumbers]
    /// What is counted: `requests` unless the document says otherwise.
    public var unit: String
    /// What partitions the quota; empty means one bucket for all callers.
    public var per: [RateLimitPartition]
    /// The sets of security schemes whose requests are counted (an empty set: those without credentials); nil when
    /// every request is.
    public var authentication: [[String]]?
    /// What must hold of a request, so that it counts.
    public var conditions: [RequestCondition]
    /// What a request will cost is estimated by this; nil where it is declared.
    public var estimate: CostEstimate?
    /// Where a response tells what its request did cost; nil where it does not.
    public var settlement: ResponseValue?
    /// The responses whose requests count; nil when all do. Of its own refusals ``RefusalPattern/isCounted`` tells.
    public var counts: ResponsePattern?
    /// The zone of a calendar whose periods are the windows, by its name or by a word for which the client has one; nil
    /// for UTC.
    public var timeZone: String?
    /// How a response says that it refused.
    public var refusal: RefusalPattern
    /// What to do after a refusal.
    public var retry: RefusalRetry
    /// What of a response tells where the quota stands; nil when nothing does.
    public var fields: QuotaFields?
    /// Whether the numbers that responses tell take the place of declared ones, which are but what is known at first.
    /// Otherwise they can only make a limit stricter.
    public var isLearned: Bool

    /// A limit of the given numbers.
    public init(
        name: String, numbers: RateLimitNumbers, plans: [String: RateLimitNumbers] = [:], unit: String = "requests",
        per: [RateLimitPartition] = [], authentication: [[String]]? = nil, conditions: [RequestCondition] = [],
        estimate: CostEstimate? = nil, settlement: ResponseValue? = nil, counts: ResponsePattern? = nil,
        timeZone: String? = nil, refusal: RefusalPattern = RefusalPattern(), retry: RefusalRetry = RefusalRetry(),
        fields: QuotaFields? = nil, isLearned: Bool = false
    ) {
        self.name = name
        self.numbers = numbers
        self.plans = plans
        self.unit = unit
        self.per = per
        self.authentication = authentication
        self.conditions = conditions
        self.estimate = estimate
        self.settlement = settlement
        self.counts = counts
        self.timeZone = timeZone
        self.refusal = refusal
        self.retry = retry
        self.fields = fields
        self.isLearned = isLearned
    }

    /// The enforcement level: what ``per`` names, or `API` when the quota is not partitioned.
    public var level: String { per.isEmpty ? "API" : per.map(\.description).joined(separator: ", ") }
}

extension RateLimitPolicy: CustomStringConvertible {
    /// The limit in words, such as `60 requests per 60 s, per account`.
    public var description: String { text() }

    /// The limit in words, for other numbers than the policy's, or with other names for what partitions the quota.
    package func text(
        numbers: RateLimitNumbers? = nil, naming name: (RateLimitPartition) -> String = \.description
    ) -> String {
        let level = per.isEmpty ? "" : ", per " + per.map(name).joined(separator: " and ")
        let numbers = numbers ?? self.numbers
        if isLearned, numbers == .undisclosed { return "as many \(unit) as responses tell" + level }
        return numbers.text(unit: unit) + level
    }
}
