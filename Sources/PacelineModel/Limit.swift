/// A declared limit: numbers, whom they count, and how the server speaks of them.
package struct Policy: Sendable {
    /// The policy's key in `x-rate-limits.policies`.
    package var name: String
    package var numbers: Numbers
    /// The numbers of other plans by their names, in document order.
    package var plans: [Plan]
    /// The label of the units: `requests` unless the document names another.
    package var unit: String
    /// What partitions the quota; empty means one bucket for all.
    package var per: [Partition]
    /// Whether the policy was declared for every operation (`applies: all`), and none is exempt.
    package var appliesToAll: Bool
    /// `when.auth`: the policy counts only requests that carry credentials of one of these sets of schemes (an empty
    /// set: none at all). nil: it counts every request.
    package var authentication: [[SecuritySchemeID]]?
    package var refusal: Refusal
    package var retry: Retry
    /// The fields of an answer that tell where the quota stands; nil when none do.
    package var fields: QuotaFields?
    /// Whether a bigger number can be agreed, and where.
    package var adjustable: Adjustable
    package var description: String
    package var source: Source?

    package init(
        name: String, numbers: Numbers, plans: [Plan] = [], unit: String = "requests", per: [Partition] = [],
        appliesToAll: Bool = true, authentication: [[SecuritySchemeID]]? = nil, refusal: Refusal = Refusal(),
        retry: Retry = Retry(), fields: QuotaFields? = nil, adjustable: Adjustable = .no, description: String = "",
        source: Source? = nil
    ) {
        self.name = name
        self.numbers = numbers
        self.plans = plans
        self.unit = unit
        self.per = per
        self.appliesToAll = appliesToAll
        self.authentication = authentication
        self.refusal = refusal
        self.retry = retry
        self.fields = fields
        self.adjustable = adjustable
        self.description = description
        self.source = source
    }

    /// What a server accepts.
    package enum Numbers: Hashable, Sendable {
        /// So many units in a window.
        case quota(Window)
        /// So many requests at a time.
        case concurrency(Int)
        /// Nothing is counted: the server's refusals are all that is known of the limit.
        case undisclosed
    }

    /// So many units in a window.
    package struct Window: Hashable, Sendable {
        /// Units (requests, unless `unit` says otherwise) in one window; may be fractional.
        package var quota: Double
        /// The window's length in milliseconds.
        package var milliseconds: Int64
        package var algorithm: Algorithm
        /// The grain of the server's clock in milliseconds.
        package var granularityMilliseconds: Int64

        package init(
            quota: Double, milliseconds: Int64, algorithm: Algorithm = .unknown, granularityMilliseconds: Int64 = 0
        ) {
            self.quota = quota
            self.milliseconds = milliseconds
            self.algorithm = algorithm
            self.granularityMilliseconds = granularityMilliseconds
        }
    }

    /// How the server counts.
    package enum Algorithm: Hashable, Sendable {
        case unknown
        /// Windows one after the other.
        case fixed(Alignment?)
        /// Every interval of the window's length.
        case sliding
        /// A bucket of `burst` units that is refilled at the rate of quota per window.
        case tokenBucket(burst: Double)
        /// The last window's count, weighted, and the present one's.
        case counter
    }

    /// Where a fixed window begins.
    package enum Alignment: String, CaseIterable, Hashable, Sendable {
        /// At multiples of its length.
        case clock
        /// At the first request.
        case first
        /// At the days or months of a calendar.
        case calendar
    }

    /// Other numbers, for whoever has a certain plan.
    package struct Plan: Hashable, Sendable {
        package var name: String
        package var numbers: Numbers

        package init(name: String, numbers: Numbers) {
            self.name = name
            self.numbers = numbers
        }
    }

    /// Whether a bigger number can be agreed, and where.
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
    /// The operation's own numbers in place of the policy's; only where the policy counts each operation apart.
    package var numbers: Policy.Numbers?

    package init(policy: String, cost: Double = 1, numbers: Policy.Numbers? = nil) {
        self.policy = policy
        self.cost = cost
        self.numbers = numbers
    }
}
