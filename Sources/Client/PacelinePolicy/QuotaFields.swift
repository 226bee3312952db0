/// What of a response tells where a quota stands.
public enum QuotaFields: Hashable, Sendable {
    /// `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers).
    case ietf
    /// Values of the API's own.
    case named(Names)

    /// Values of the API's own; nil for one that it does not tell.
    public static func named(
        limit: ResponseValue? = nil, remaining: ResponseValue? = nil, used: ResponseValue? = nil,
        reset: Reset? = nil, rate: ResponseValue? = nil, bucket: ResponseValue? = nil, name: ResponseValue? = nil,
        templates: [Template] = []
    ) -> QuotaFields {
        .named(
            Names(
                limit: limit, remaining: remaining, used: used, reset: reset, rate: rate, bucket: bucket, name: name,
                templates: templates))
    }

    /// Where an API tells of its quotas.
    public struct Names: Hashable, Sendable {
        /// What one window takes in all; of a token bucket what it holds when it is full.
        public var limit: ResponseValue?
        /// What is left of it.
        public var remaining: ResponseValue?
        /// What is used up of it.
        public var used: ResponseValue?
        /// When the quota is whole again.
        public var reset: Reset?
        /// Units that become free again in each second.
        public var rate: ResponseValue?
        /// The server's own identity for the bucket: operations that tell the same one share it.
        public var bucket: ResponseValue?
        /// The server's name for the policy of which the response tells: where it is another one's, nothing of it is
        /// read.
        public var name: ResponseValue?
        /// Fields that hold several of these at once.
        public var templates: [Template]

        /// The given values; nil for one that the API does not tell.
        public init(
            limit: ResponseValue? = nil, remaining: ResponseValue? = nil, used: ResponseValue? = nil,
            reset: Reset? = nil, rate: ResponseValue? = nil, bucket: ResponseValue? = nil,
            name: ResponseValue? = nil, templates: [Template] = []
        ) {
            self.limit = limit
            self.remaining = remaining
            self.used = used
            self.reset = reset
            self.rate = rate
            self.bucket = bucket
            self.name = name
            self.templates = templates
        }

        /// Everything of a response that is looked at.
        package var values: [ResponseValue] {
            [limit, remaining, used, reset?.value, rate, bucket, name].compactMap(\.self)
                + templates.map { .header($0.field) }
        }
    }

    /// A value that tells when the quota is whole again.
    public struct Reset: Hashable, Sendable {
        /// Where it stands.
        public var value: ResponseValue
        /// How the time is written.
        public var form: Form

        /// The time in `value`, written as `form`.
        public init(_ value: ResponseValue, _ form: Form) {
            self.value = value
            self.form = form
        }
    }

    /// How a time is written. The raw values are the words of `as`.
    public enum Form: String, CaseIterable, Hashable, Sendable {
        /// Seconds from now; digits with units, such as `34.07s`, are understood, too.
        case delta
        /// Seconds since 1970.
        case epoch
        /// Milliseconds since 1970.
        case epochMilliseconds = "epoch-ms"
        /// Digits with units, such as `1m30.5s` or `250ms`.
        case duration
        /// An HTTP-date (RFC 9110, section 5.6.7).
        case date
        /// A date-time of RFC 3339, such as `2026-01-31T12:00:00Z`.
        case rfc3339
    }

    /// A header field that holds several values, and how they stand in it.
    public struct Template: Hashable, Sendable {
        /// The field's name.
        public var field: String
        /// What stands in it.
        public var template: ValueTemplate

        /// The values in `field`, which stand there as `template` says. What is no template holds nothing.
        public init(_ field: String, _ template: String) {
            self.field = field
            self.template = ValueTemplate(template) ?? ValueTemplate()
        }
    }

    /// Whether some of it stands in the body.
    package var readsBody: Bool {
        if case .named(let names) = self { names.values.contains(where: \.isOfBody) } else { false }
    }

    /// Whether it tells the server's own identities for buckets.
    package var tellsBuckets: Bool {
        guard case .named(let names) = self else { return false }
        return names.bucket != nil || names.templates.contains { $0.template.holes.contains("bucket") }
    }

    /// Whether it tells numbers that may take the place of declared ones.
    package var tellsNumbers: Bool {
        guard case .named(let names) = self else { return true }
        return names.limit != nil || names.rate != nil
            || names.templates.contains { $0.template.holes.contains { ["limit", "rate"].contains($0) } }
    }
}
