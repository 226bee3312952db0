/// The fields of an answer that tell where a quota stands.
public enum QuotaFields: Hashable, Sendable {
    /// `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers).
    case ietf
    /// Fields of the API's own.
    case named(limit: String? = nil, remaining: String? = nil, used: String? = nil, reset: Reset? = nil)

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

    /// How a time is written.
    public enum Form: Hashable, Sendable {
        /// Seconds from now.
        case delta
        /// Seconds since 1970.
        case epoch
        /// Milliseconds since 1970.
        case epochMilliseconds
        /// Digits with units, such as `1m30.5s` or `250ms`.
        case duration
        /// An HTTP-date (RFC 9110, section 5.6.7).
        case date
    }
}
