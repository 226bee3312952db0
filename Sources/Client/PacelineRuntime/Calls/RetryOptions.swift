/// When and how often a request is sent again.
///
/// Every repetition waits for the limiter like any other request, at the front of its priority.
public struct RetryOptions: Hashable, Sendable {
    /// Requests that one call sends at most when they fail in passing: the exchange breaks, or the status is one of
    /// ``statuses``. Only requests that are idempotent, or that were provably not sent, are repeated.
    public var attempts: Int
    /// The statuses that pass.
    public var statuses: Set<Int>
    /// The waits between those; longer where the server asks for more by Retry-After.
    public var backoff: Backoff
    /// The waits after refusals that tell no time and whose declared limit has no window. Where limits are found out
    /// (``LimitSettings/undeclared``), a bucket has waits of its own, up to a minute, for all its calls.
    public var throttledBackoff: Backoff
    /// Refusals that one call waits out at most; nil means as many as the policy says, or else 5; and by limits
    /// that are not declared as many as come within ``maximumWait``. A refused request was not processed, so it is
    /// repeated whatever its method, unless the policy says otherwise.
    public var refusals: Int?
    /// The longest time that a server may ask to wait; a longer one fails the call at once. Nil means as long as the
    /// policy says, or else its window or 10 minutes, whichever is longer. For that time at the most (or one window, if
    /// that is longer) a refusal stops all calls; then one of them tries again.
    public var maximumWait: Duration?
    /// What bounds the repetitions of all calls of a client together; nil means that nothing does. Refusals that are
    /// waited out do not draw on it.
    public var budget: Budget?

    /// A number of tokens, of which each request that fails in passing takes one and each success returns a part.
    /// Requests are repeated while more than half of the tokens are left.
    public struct Budget: Hashable, Sendable {
        /// The tokens of a client that has not seen failures.
        public var tokens: Int
        /// What a success returns, in tokens; counted in thousandths.
        public var ratio: Double

        /// As many tokens, each worth `1 / ratio` successes. The default is that of gRPC's proposal A6.
        public init(tokens: Int = 10, ratio: Double = 0.1) {
            self.tokens = tokens
            self.ratio = ratio
        }
    }

    /// Up to `attempts` requests on passing failures, and up to `refusals` refusals waited out.
    public init(
        attempts: Int = 3, statuses: Set<Int> = [408, 502, 503, 504], backoff: Backoff = .default,
        throttledBackoff: Backoff = .throttled, refusals: Int? = nil, maximumWait: Duration? = nil,
        budget: Budget? = Budget()
    ) {
        self.attempts = attempts
        self.statuses = statuses
        self.backoff = backoff
        self.throttledBackoff = throttledBackoff
        self.refusals = refusals
        self.maximumWait = maximumWait
        self.budget = budget
    }

    /// Three attempts, refusals waited out as the document says.
    public static let `default` = RetryOptions()
    /// Every request is sent once.
    public static let never = RetryOptions(attempts: 1, refusals: 0)

    /// The longest wait after a refusal by `policy`, or by a limit that is not declared.
    func maximumWait(of policy: RateLimitPolicy?) -> Duration {
        maximumWait ?? policy?.retry.maximumWait ?? max(policy?.numbers.window ?? .zero, .seconds(600))
    }

    /// After so long a request may try whether `policy` still refuses, whatever longer time the server told.
    func longestShut(by policy: RateLimitPolicy) -> Duration {
        max(policy.numbers.window ?? .zero, maximumWait(of: policy))
    }

    /// How many refusals by `policy` are waited out.
    func refusals(of policy: RateLimitPolicy) -> Int {
        refusals ?? policy.retry.attempts.map { max(1, $0) - 1 } ?? 5
    }
}
