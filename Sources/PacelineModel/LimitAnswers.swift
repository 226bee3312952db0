// How a server speaks of a limit.

extension Policy {
    /// How an answer says that it refused: all conditions that are present must hold.
    package struct Refusal: Hashable, Sendable {
        /// Statuses, any of which will do; empty means any status from 400 on.
        package var statuses: [StatusPattern]
        /// Texts, any of which the body must hold (case, white space and kinds of quotes folded); empty means no text
        /// is asked for.
        package var messages: [String]
        /// Conditions on values of the answer.
        package var conditions: [Condition]
        /// Whether the server counts a refused request, too.
        package var isCounted: Bool

        package init(
            statuses: [StatusPattern] = [.code(429)], messages: [String] = [], conditions: [Condition] = [],
            isCounted: Bool = true
        ) {
            self.statuses = statuses
            self.messages = messages
            self.conditions = conditions
            self.isCounted = isCounted
        }
    }

    /// A condition on one value of an answer.
    package struct Condition: Hashable, Sendable {
        package var value: ResponseValue
        package var predicate: Predicate

        package init(value: ResponseValue, predicate: Predicate) {
            self.value = value
            self.predicate = predicate
        }
    }

    /// A value of an answer: an OpenAPI runtime expression `$response.…`.
    package enum ResponseValue: Hashable, Sendable {
        case header(String)
        /// A JSON pointer into the body (RFC 6901), as written: `/error/code`.
        case body(String)
    }

    /// What is asked of a value. All members that are present must hold; a value that is missing holds only
    /// `present: false` and what `not` makes of it.
    package indirect enum Predicate: Hashable, Sendable {
        /// The value's text is one of these.
        case anyOf([String])
        /// The value's text holds this one.
        case contains(String)
        /// The value is a number not below this one.
        case minimum(Double)
        /// The value is a number not above this one.
        case maximum(Double)
        /// The value is there, or is not.
        case present(Bool)
        case not(Predicate)
        case all([Predicate])
    }

    /// What to do after a refusal.
    package struct Retry: Hashable, Sendable {
        /// Where the time to wait is taken from, first usable first.
        package var after: [RetryAfter]
        /// How often a call may be sent in all; nil leaves it to the client.
        package var attempts: Int?
        /// The longest wait in milliseconds; nil leaves it to the client.
        package var maximumWaitMilliseconds: Int64?
        /// Whether a refused request is known not to have been processed; nil: it is, if the policy counts something.
        package var isNotProcessed: Bool?
        /// What a call does when the quota is spent; nil: it waits for windows of up to 10 minutes, and fails for
        /// longer.
        package var exhausted: Exhausted?
        /// Whether a refusal stops the whole API, not just this policy.
        package var blocksAll: Bool

        package init(
            after: [RetryAfter] = [.header, .reset, .window], attempts: Int? = nil,
            maximumWaitMilliseconds: Int64? = nil, isNotProcessed: Bool? = nil, exhausted: Exhausted? = nil,
            blocksAll: Bool = false
        ) {
            self.after = after
            self.attempts = attempts
            self.maximumWaitMilliseconds = maximumWaitMilliseconds
            self.isNotProcessed = isNotProcessed
            self.exhausted = exhausted
            self.blocksAll = blocksAll
        }
    }

    /// What a call does when the quota is spent.
    package enum Exhausted: String, CaseIterable, Hashable, Sendable { case wait, fail }

    /// Where the time to wait after a refusal is taken from.
    package enum RetryAfter: Hashable, Sendable {
        /// The Retry-After field (RFC 9110, section 10.2.3).
        case header
        /// The reset that ``QuotaFields`` maps.
        case reset
        /// A number of seconds in the answer.
        case value(ResponseValue)
        /// One whole window from the receipt of the refusal.
        case window
        /// A fixed time in milliseconds.
        case fixed(milliseconds: Int64)
    }

    /// The fields of an answer that tell where the quota stands.
    package enum QuotaFields: Hashable, Sendable {
        /// `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers).
        case ietf
        /// Fields of the API's own.
        case named(NamedFields)
    }

    /// The names of an API's own fields for its quota.
    package struct NamedFields: Hashable, Sendable {
        /// What one window takes in all.
        package var limit: String?
        /// What is left of it.
        package var remaining: String?
        /// What is used up of it.
        package var used: String?
        package var reset: Reset?

        package init(limit: String? = nil, remaining: String? = nil, used: String? = nil, reset: Reset? = nil) {
            self.limit = limit
            self.remaining = remaining
            self.used = used
            self.reset = reset
        }
    }

    /// The field that tells when the quota is whole again.
    package struct Reset: Hashable, Sendable {
        package var field: String
        package var form: ResetForm

        package init(field: String, form: ResetForm) {
            self.field = field
            self.form = form
        }
    }

    /// How a reset is written.
    package enum ResetForm: String, CaseIterable, Hashable, Sendable {
        /// Seconds from now.
        case delta
        /// Seconds since 1970.
        case epoch
        /// Milliseconds since 1970.
        case epochMilliseconds = "epoch-ms"
        /// Digits with units, such as `1m30.5s` or `250ms`.
        case duration
        /// An HTTP-date (RFC 9110, section 5.6.7).
        case date
    }
}
