public import PacelineLimiter

/// How a client treats the declared limits, and which of their numbers it replaces.
public struct LimitSettings: Sendable {
    /// The numbers of one policy that replace the declared ones. What is nil stays as declared.
    public struct Override: Hashable, Sendable {
        /// Units that one window takes.
        public var quota: Double?
        /// The length of the window.
        public var window: Duration?
        /// Units that a token bucket holds when it is full. A window becomes a token bucket by it.
        public var burst: Double?
        /// Requests at a time, where the policy declares such a limit.
        public var concurrency: Int?
        /// How coarsely the server stamps arrivals.
        public var granularity: Duration?
        /// A factor for what each request takes.
        public var costFactor: Double?
        /// When requests start that may start.
        public var pacing: RateLimit.Pacing?
        /// How often a refused call is sent in all.
        public var attempts: Int?
        /// The longest wait after a refusal.
        public var maximumWait: Duration?
        /// What a call does when the quota is spent.
        public var exhausted: RefusalRetry.Exhausted?
        /// The wait after a refusal, in place of everything that the policy says of it.
        public var retryAfter: Duration?

        /// Replaces the numbers that are given.
        public init(
            quota: Double? = nil, window: Duration? = nil, burst: Double? = nil, concurrency: Int? = nil,
            granularity: Duration? = nil, costFactor: Double? = nil, pacing: RateLimit.Pacing? = nil,
            attempts: Int? = nil, maximumWait: Duration? = nil, exhausted: RefusalRetry.Exhausted? = nil,
            retryAfter: Duration? = nil
        ) {
            self.quota = quota
            self.window = window
            self.burst = burst
            self.concurrency = concurrency
            self.granularity = granularity
            self.costFactor = costFactor
            self.pacing = pacing
            self.attempts = attempts
            self.maximumWait = maximumWait
            self.exhausted = exhausted
            self.retryAfter = retryAfter
        }
    }

    /// Whether calls wait for the limits at all. Refusals are recognised and waited out in any case.
    public var isEnforced: Bool
    /// The plan whose numbers hold; nil means the one that the document names.
    public var plan: String?
    /// What is added to each window, for clocks that do not run alike.
    public var clockMargin: RateLimit.ClockMargin
    /// What is assumed of a quota that this process has not used yet.
    public var coldStart: RateLimit.ColdStart
    /// Whether calls start as soon as they may, or at even distances, unless the policy is overridden.
    public var pacing: RateLimit.Pacing
    /// How much the time that a request takes to the server varies. Only policies that are kept by a `counter` need it.
    public var latencySpread: Duration
    /// How long a request that timed out or was cancelled may still be on its way to the server, which counts it when
    /// it arrives; nil means as long as the limiter says, 10 seconds unless it is set.
    public var grace: Duration?
    /// How long a request may still be on its way whose connection was closed before a response came; nil means as long
    /// as the limiter says, 2 seconds unless it is set.
    public var graceAfterClose: Duration?
    /// The time zones of calendars for which the document has a word of its own, such as that of an account, by that
    /// word: `["account": "Europe/Paris"]`.
    public var timeZones: [String: String]
    /// What is done about limits that the document does not declare.
    public var undeclared: Undeclared
    /// Which requests are sent again that a limit refused which the document does not declare.
    public var undeclaredRefusals: UndeclaredRefusals
    private var overrides: [String: Override] = [:]

    /// Settings that keep to the declared numbers.
    public init(
        isEnforced: Bool = true, plan: String? = nil, clockMargin: RateLimit.ClockMargin = .default,
        coldStart: RateLimit.ColdStart = .assumeEmpty, pacing: RateLimit.Pacing = .burst,
        latencySpread: Duration = .seconds(1), grace: Duration? = nil, graceAfterClose: Duration? = nil,
        timeZones: [String: String] = [:], undeclared: Undeclared = .observe,
        undeclaredRefusals: UndeclaredRefusals = .repeated
    ) {
        self.isEnforced = isEnforced
        self.plan = plan
        self.clockMargin = clockMargin
        self.coldStart = coldStart
        self.pacing = pacing
        self.latencySpread = latencySpread
        self.grace = grace
        self.graceAfterClose = graceAfterClose
        self.timeZones = timeZones
        self.undeclared = undeclared
        self.undeclaredRefusals = undeclaredRefusals
    }

    /// The declared numbers, enforced.
    public static let declared = LimitSettings()
    /// Nothing waits: the server's refusals are all that holds a call back.
    public static let notEnforced = LimitSettings(isEnforced: false)

    /// Replaces numbers of `policy`, such as a larger quota that was agreed.
    public mutating func override(_ policy: RateLimitPolicy, with override: Override) {
        overrides[policy.name] = override
    }

    /// The policy with this client's numbers: those of the plan, and what is overridden.
    ///
    /// - Parameters:
    ///   - policy: A declared policy.
    ///   - declared: The plan that the document names; ``plan`` comes before it.
    public func effective(_ policy: RateLimitPolicy, plan declared: String? = nil) -> RateLimitPolicy {
        let planned = (plan ?? declared).flatMap { policy.plans[$0] }
        return effective(policy, numbers: planned ?? policy.numbers)
    }

    /// The policy with the given numbers, and what is overridden.
    func effective(_ policy: RateLimitPolicy, numbers: RateLimitNumbers) -> RateLimitPolicy {
        var policy = policy
        policy.numbers = numbers
        guard let override = overrides[policy.name] else { return policy }
        policy.numbers = override.applied(to: numbers)
        // What a client knows better, responses can only make stricter.
        if policy.numbers != numbers { policy.isLearned = false }
        policy.retry.attempts = override.attempts ?? policy.retry.attempts
        policy.retry.maximumWait = override.maximumWait ?? policy.retry.maximumWait
        policy.retry.exhausted = override.exhausted ?? policy.retry.exhausted
        if let retryAfter = override.retryAfter { policy.retry.after = [.fixed(retryAfter)] }
        return policy
    }

    /// When requests under `policy` start that may start.
    func pacing(of policy: RateLimitPolicy) -> RateLimit.Pacing { overrides[policy.name]?.pacing ?? pacing }

    /// How long a request that failed so may still be on its way.
    func grace(after failure: ExchangeFailure, of limiter: RateLimiter) -> Duration {
        if case .transport(let error) = failure, error.delivery == .connectionClosed {
            return graceAfterClose ?? limiter.graceAfterClose
        }
        return grace ?? limiter.grace
    }

    /// What a request takes that the document says takes `cost`.
    func cost(_ cost: Double, of policy: RateLimitPolicy) -> Double {
        let factor = overrides[policy.name]?.costFactor ?? 1
        // What is negative, or no number, takes nothing; what no quota holds is as much as the limiter counts.
        return min(max(0, cost * factor), 1e12)
    }
}

extension LimitSettings.Override {
    /// The numbers with those that are overridden.
    fileprivate func applied(to numbers: RateLimitNumbers) -> RateLimitNumbers {
        switch numbers {
        case .quota(let quota, let window, let algorithm, let granularity):
            .quota(
                self.quota ?? quota, per: self.window ?? window,
                algorithm: burst.map { .tokenBucket(burst: $0) } ?? algorithm,
                granularity: self.granularity ?? granularity)
        case .concurrency(let limit): .concurrency(concurrency ?? limit)
        case .undisclosed: disclosed ?? .undisclosed
        }
    }

    /// The numbers of a limit that the document does not disclose, where a caller knows them.
    private var disclosed: RateLimitNumbers? {
        if let concurrency { return .concurrency(concurrency) }
        guard let quota, let window else { return nil }
        return .quota(
            quota, per: window, algorithm: burst.map { .tokenBucket(burst: $0) } ?? .unknown,
            granularity: granularity ?? .zero)
    }
}
