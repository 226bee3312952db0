/// A limit that the API declares: so many units in a window, counted apart for each value of ``per``.
///
/// Generated code has one for each policy of the document's `x-rate-limits`. The client enforces from these very values;
/// ``LimitSettings`` changes the numbers for one client.
public struct RateLimitPolicy: Hashable, Sendable {
    /// The policy's name in the document.
    public var name: String
    /// Units that one window takes; may be fractional.
    public var quota: Double
    /// The length of the window.
    public var window: Duration
    /// What is counted: `requests` unless the document says otherwise.
    public var unit: String
    /// What partitions the quota, in the document's words (`account`); empty means one bucket for all callers.
    public var per: [String]
    /// How an answer says that it refused.
    public var refusal: RefusalPattern
    /// Where the time to wait after a refusal is taken from, first usable first.
    public var retryAfter: [RetryAfterSource]

    /// A limit of `quota` units per `window`.
    public init(
        name: String, quota: Double, window: Duration, unit: String = "requests", per: [String] = [],
        refusal: RefusalPattern = RefusalPattern(), retryAfter: [RetryAfterSource] = [.header, .window]
    ) {
        self.name = name
        self.quota = quota
        self.window = window
        self.unit = unit
        self.per = per
        self.refusal = refusal
        self.retryAfter = retryAfter
    }

    /// The enforcement level: what ``per`` names, or `API` when the quota is not partitioned.
    public var level: String { per.isEmpty ? "API" : per.joined(separator: ", ") }
}

extension RateLimitPolicy: CustomStringConvertible {
    /// The limit in words, such as `60 requests per 60 s, per account`.
    public var description: String {
        let number = quota.rounded() == quota && abs(quota) < 1e15 ? String(Int64(quota)) : String(quota)
        let level = per.isEmpty ? "" : ", per " + per.joined(separator: " and ")
        return "\(number) \(unit) per \(window.inWords)\(level)"
    }
}

/// A policy that an operation draws on, and how much of it one request takes.
public struct AppliedLimit: Hashable, Sendable {
    /// The policy.
    public var policy: RateLimitPolicy
    /// Units of the policy's quota that one request takes.
    public var cost: Double

    /// `cost` units of `policy` for each request.
    public init(_ policy: RateLimitPolicy, cost: Double = 1) {
        self.policy = policy
        self.cost = cost
    }
}

extension AppliedLimit: CustomStringConvertible {
    /// The policy in words, with the cost where it is not 1.
    public var description: String { cost == 1 ? policy.description : "\(policy), at \(cost) each" }
}

/// Where the time to wait after a refusal is taken from.
public enum RetryAfterSource: Hashable, Sendable {
    /// The Retry-After field (RFC 9110, section 10.2.3).
    case header
    /// One whole window from the receipt of the refusal.
    case window
    /// A fixed time.
    case fixed(Duration)
}

/// How an answer says that it refused: the status and the message must both fit where both are given.
public struct RefusalPattern: Hashable, Sendable {
    /// Statuses, any of which will do; empty means any from 400 on.
    public var statuses: [StatusRange]
    /// Texts, any of which the body must hold; empty means that the status is enough. Case, white space and the kinds of
    /// quotes are folded before they are compared.
    public var messages: [String]

    /// An answer with one of `statuses` whose body holds one of `messages`.
    public init(statuses: [StatusRange] = [.code(429)], messages: [String] = []) {
        self.statuses = statuses
        self.messages = messages
    }

    /// One status code, or a hundred of them.
    public enum StatusRange: Hashable, Sendable {
        /// Exactly this status.
        case code(Int)
        /// Every status with this hundreds digit: 4 for `4XX`.
        case hundreds(Int)

        func contains(_ status: Int) -> Bool {
            switch self {
            case .code(let code): status == code
            case .hundreds(let digit): status / 100 == digit
            }
        }
    }
}
