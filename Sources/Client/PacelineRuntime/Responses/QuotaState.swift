import HTTPTypes

/// Where a quota stands, as a response's fields tell.
struct QuotaState: Equatable {
    /// Units that are left.
    var remaining: Double?
    /// The time until the quota is whole again.
    var reset: Duration?

    init(remaining: Double?, reset: Duration?) {
        self.remaining = remaining
        self.reset = reset
    }

    /// What the fields tell of `policy`; nil when they tell nothing, or nothing that can be read.
    init?(of policy: RateLimitPolicy, _ fields: HTTPFields, clock: ResponseClock) {
        switch policy.fields {
        case nil: return nil
        case .ietf:
            guard let state = StandardQuotaFields.state(of: policy, fields) else { return nil }
            self = state
        case .named(let names):
            remaining = fields.number(names.remaining)
            if remaining == nil, let limit = fields.number(names.limit), let used = fields.number(names.used) {
                remaining = max(0, limit - used)
            }
            reset = names.reset.flatMap { reset in
                fields.value(of: reset.field).flatMap { reset.form.wait($0, of: policy, clock: clock) }
            }
            guard remaining != nil || reset != nil else { return nil }
        }
    }

    /// Whether a response's fields speak of this request: those of a redirect or out of a cache do not.
    static func isTold(_ status: Int, _ fields: HTTPFields) -> Bool {
        !(300..<400).contains(status) && fields[.age] == nil
    }
}

extension HTTPFields {
    /// A number that is not negative in a field; nil when the field is missing or holds something else.
    func number(_ name: String?) -> Double? {
        guard let name, let text = value(of: name), text.isDecimal else { return nil }
        return Double(text)
    }
}

extension QuotaFields.Form {
    /// The time that `text` tells, from the response on; nil when it is malformed.
    fileprivate func wait(_ text: String, of policy: RateLimitPolicy, clock: ResponseClock) -> Duration? {
        let bound = policy.numbers.window
        switch self {
        case .delta: return .seconds(decimal: text)
        case .epoch: return epoch(text).flatMap { clock.wait(until: $0, bound: bound) }
        case .epochMilliseconds: return epoch(text).flatMap { clock.wait(until: $0 / 1000, bound: bound) }
        case .duration: return Duration(digitsAndUnits: text)
        case .date:
            return HTTPDate.seconds(text, near: clock.wall).flatMap { clock.wait(until: Double($0), bound: bound) }
        }
    }

    private func epoch(_ text: String) -> Double? {
        text.utf8.first?.isDigit == true && text.isDecimal
            ? Double(text) : nil
    }
}

extension Duration {
    /// Reads digits with units, such as `1m30.5s`, `250ms` or `6m0s`; nil for anything else.
    init?(digitsAndUnits text: String) {
        var rest = text.utf8[...]
        var seconds = 0.0
        repeat {
            let digits = rest.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
            rest = rest[digits.endIndex...]
            let unit = rest.prefix { !$0.isDigit && $0 != UInt8(ascii: ".") }
            rest = rest[unit.endIndex...]
            guard let number = Double(String(Substring(digits))), let length = Self.units[String(Substring(unit))]
            else {
                return nil
            }
            seconds += number * length
        } while !rest.isEmpty
        self = .atLeast(seconds: seconds)
    }

    /// The seconds of a unit, by the names that are in use.
    private static let units = [
        "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600, "d": 86_400,
    ]
}
