/// The fields of a response that tell where a quota stands.
public enum QuotaFields: Hashable, Sendable {
    /// `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers).
    case ietf
    /// Fields of the API's own.
    case named(Names)

    /// Fields of the API's own, by their names; nil for one that it does not have.
    public static func named(
        limit: String? = nil, remaining: String? = nil, used: String? = nil, reset: Reset? = nil
    ) -> QuotaFields {
        .named(Names(limit: limit, remaining: remaining, used: used, reset: reset))
    }

    /// The names of an API's own fields.
    public struct Names: Hashable, Sendable {
        /// What one window takes in all.
        public var limit: String?
        /// What is left of it.
        public var remaining: String?
        /// What is used up of it.
        public var used: String?
        /// When the quota is whole again.
        public var reset: Reset?

        /// The fields of the given names; nil for one that the API does not have.
        public init(limit: String? = nil, remaining: String? = nil, used: String? = nil, reset: Reset? = nil) {
            self.limit = limit
            self.remaining = remaining
            self.used = used
            self.reset = reset
        }
    }

    /// The field that tells when the quota is whole again.
    public struct Reset: Hashable, Sendable {
        /// The field's name.
        public var field: String
        /// How the time is written.
        public var form: Form

        /// The time in `field`, written as `form`.
        public init(_ field: String, _ form: Form) {
            self.field = field
            self.form = form
        }
    }

    /// How a time is written. The raw values are the words of `as`.
    public enum Form: String, CaseIterable, Hashable, Sendable {
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
