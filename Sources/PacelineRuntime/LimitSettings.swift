public import PacelineLimiter

/// How a client treats the declared limits, and which of their numbers it replaces.
public struct LimitSettings: Sendable {
    /// The numbers of one policy that replace the declared ones.
    public struct Override: Hashable, Sendable {
        /// Units that one window takes.
        public var quota: Double?
        /// The length of the window.
        public var window: Duration?
        /// The wait after a refusal, in place of everything that the policy says of it.
        public var retryAfter: Duration?

        /// Replaces the numbers that are given.
        public init(quota: Double? = nil, window: Duration? = nil, retryAfter: Duration? = nil) {
            self.quota = quota
            self.window = window
            self.retryAfter = retryAfter
        }
    }

    /// Whether calls wait for the limits at all. Refusals are recognised and waited out in any case.
    public var isEnforced: Bool
    /// What is added to each window, for clocks that do not run alike.
    public var headroom: RateLimit.Headroom
    /// What is assumed of a quota that this process has not used yet.
    public var coldStart: RateLimit.ColdStart
    private var overrides: [String: Override] = [:]

    /// Settings that keep to the declared numbers.
    public init(
        isEnforced: Bool = true, headroom: RateLimit.Headroom = .standard,
        coldStart: RateLimit.ColdStart = .assumeEmpty
    ) {
        self.isEnforced = isEnforced
        self.headroom = headroom
        self.coldStart = coldStart
    }

    /// The declared numbers, enforced.
    public static let declared = LimitSettings()
    /// Nothing waits: the server's refusals are all that holds a call back.
    public static let notEnforced = LimitSettings(isEnforced: false)

    /// Replaces numbers of `policy`, such as a larger quota that was agreed.
    public mutating func override(_ policy: RateLimitPolicy, with override: Override) {
        overrides[policy.name] = override
    }

    /// The policy with this client's numbers.
    public func effective(_ policy: RateLimitPolicy) -> RateLimitPolicy {
        guard let override = overrides[policy.name] else { return policy }
        var policy = policy
        if case .quota(let quota, let window, let algorithm, let granularity) = policy.numbers {
            policy.numbers = .quota(
                override.quota ?? quota, per: override.window ?? window, algorithm: algorithm, granularity: granularity)
        }
        if let retryAfter = override.retryAfter { policy.retry.after = [.fixed(retryAfter)] }
        return policy
    }
}
