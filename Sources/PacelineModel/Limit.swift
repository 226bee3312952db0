/// A declared limit: so many units in a window, for each value of `per`.
package struct Policy: Sendable {
    /// The policy's key in `x-rate-limits.policies`.
    package var name: String
    /// Units (requests, unless `unit` says otherwise) in one window; may be fractional.
    package var quota: Double
    /// The window's length in milliseconds.
    package var windowMilliseconds: Int64
    /// The label of the units: `requests` unless the document names another.
    package var unit: String
    /// What partitions the quota; empty means one bucket for all.
    package var per: [Partition]
    /// Whether the policy was declared for every operation (`applies: all`).
    package var appliesToAll: Bool
    package var refusal: Refusal
    /// Where the time to wait after a refusal is taken from, first usable first.
    package var retryAfter: [RetryAfter]
    /// Whether a bigger number can be agreed, and where.
    package var adjustable: Adjustable
    package var description: String
    package var source: Source?

    package init(
        name: String, quota: Double, windowMilliseconds: Int64, unit: String = "requests", per: [Partition] = [],
        appliesToAll: Bool = true, refusal: Refusal = Refusal(), retryAfter: [RetryAfter] = [.header, .window],
        adjustable: Adjustable = .no, description: String = "", source: Source? = nil
    ) {
        self.name = name
        self.quota = quota
        self.windowMilliseconds = windowMilliseconds
        self.unit = unit
        self.per = per
        self.appliesToAll = appliesToAll
        self.refusal = refusal
        self.retryAfter = retryAfter
        self.adjustable = adjustable
        self.description = description
        self.source = source
    }

    /// One part of a bucket's key.
    package enum Partition: Hashable, Sendable {
        /// A principal that the caller names (`account`, `user`, …). `parameter` is the client parameter that it is
        /// bound to, nil when it is an argument of its own.
        case principal(String, parameter: String?)
        /// The value of a client parameter.
        case clientParameter(String)

        /// The word that the document wrote.
        package var word: String {
            switch self {
            case .principal(let word, _): word
            case .clientParameter(let name): name
            }
        }
    }

    /// How an answer says that it refused: all conditions that are present must hold.
    package struct Refusal: Hashable, Sendable {
        /// Statuses, any of which will do; empty means any status from 400 on.
        package var statuses: [StatusPattern]
        /// Texts, any of which the body must hold (case, white space and kinds of quotes folded); empty means no text
        /// is asked for.
        package var messages: [String]

        package init(statuses: [StatusPattern] = [.code(429)], messages: [String] = []) {
            self.statuses = statuses
            self.messages = messages
        }
    }

    package enum RetryAfter: Hashable, Sendable {
        /// The Retry-After field (RFC 9110, section 10.2.3).
        case header
        /// One whole window from the receipt of the refusal.
        case window
        /// A fixed time in milliseconds.
        case fixed(milliseconds: Int64)
    }

    package enum Adjustable: Hashable, Sendable {
        case no
        case yes
        /// The page or address where to ask.
        case at(String)
    }

    /// Where the numbers come from.
    package struct Source: Hashable, Sendable {
        package var url: String
        /// The day on which they were read there (`yyyy-mm-dd`); nil when the document does not say.
        package var checked: String?

        package init(url: String, checked: String? = nil) {
            self.url = url
            self.checked = checked
        }
    }
}

/// A policy that an operation draws on.
package struct AppliedLimit: Hashable, Sendable {
    /// The policy's name.
    package var policy: String
    /// Units of quota that one request takes.
    package var cost: Double

    package init(policy: String, cost: Double = 1) {
        self.policy = policy
        self.cost = cost
    }
}
