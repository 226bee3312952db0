import HTTPTypes

/// Where a quota stands, as a response tells.
struct QuotaState: Equatable {
    /// Units that are left.
    var remaining: Double?
    /// The time until the quota is whole again, and how exactly it is told.
    var reset: Reset?
    /// Units of a whole window, or what a token bucket holds.
    var limit: Double?
    /// Units that become free in each second.
    var rate: Double?
    /// The length of the window.
    var window: Duration?
    /// The server's own identity for the bucket.
    var bucket: String?

    struct Reset: Equatable {
        var wait: Duration
        /// A second where whole seconds are told.
        var grain = Duration.seconds(1)
        /// Whether it goes by the server's own clock; the client's may be off.
        var isServers = true
    }

    /// Whether a response's fields speak of this request: those of a redirect or out of a cache do not.
    static func isTold(_ status: Int, _ fields: HTTPFields) -> Bool {
        !(300..<400).contains(status) && fields[.age] == nil
    }
}

extension QuotaState {
    /// What a response tells of `policy`; nil when it tells nothing, or nothing that can be read.
    init?(of policy: RateLimitPolicy, _ response: inout ResponseReader, clock: ResponseClock) {
        switch policy.fields {
        case nil: return nil
        case .ietf:
            guard let state = StandardQuotaFields.state(of: policy, response.response.headerFields) else { return nil }
            self = state
        case .named(let names):
            let values = names.templateValues(&response)
            func text(_ value: ResponseValue?, _ name: String, _ response: inout ResponseReader) -> String? {
                value.flatMap { response.value($0).text?.trimmed } ?? values[name]
            }
            // What is said of another policy is nothing of this one.
            if let name = text(names.name, "name", &response), name != policy.name { return nil }
            limit = text(names.limit, "limit", &response)?.decimalNumber
            rate = text(names.rate, "rate", &response)?.decimalNumber
            remaining = text(names.remaining, "remaining", &response)?.decimalNumber
            if remaining == nil, let used = text(names.used, "used", &response)?.decimalNumber,
                let limit = limit ?? policy.numbers.capacity
            {
                remaining = max(0, limit - used)
            }
            bucket = text(names.bucket, "bucket", &response).flatMap { $0.isShortName ? $0 : nil }
            if let reset = names.reset {
                self.reset = response.value(reset.value).text
                    .flatMap { reset.form.reset($0.trimmed, of: policy, clock: clock) }
            } else {
                reset = values["reset"].flatMap { QuotaFields.Form.delta.reset($0, of: policy, clock: clock) }
            }
            guard self != QuotaState() else { return nil }
        }
    }
}

extension QuotaFields.Names {
    /// The values in the fields that hold several.
    fileprivate func templateValues(_ response: inout ResponseReader) -> [String: String] {
        templates.reduce(into: [:]) { values, template in
            guard let text = response.value(.header(template.field)).text else { return }
            values.merge(template.template.values(in: text.trimmed) ?? [:]) { first, _ in first }
        }
    }
}

extension HTTPFields {
    /// A number that is not negative in a field; nil when the field is missing or holds something else.
    func number(_ name: String?) -> Double? { name.flatMap { value(of: $0) }?.decimalNumber }
}

extension String {
    /// The number that decimal digits write, with a fraction or without; nil for anything else.
    var decimalNumber: Double? { isDecimal ? Double(self) : nil }
}
