import PacelineModel

/// A limit in words, as doc comments say it.
enum LimitWords {
    /// `60 requests per 60 s, per account, shared by all operations`.
    static func of(_ policy: Policy) -> String {
        var words = numbers(policy.numbers, unit: policy.unit)
        if !policy.per.isEmpty { words += ", per " + policy.per.map(\.word).joined(separator: " and ") }
        return words + ", shared by " + (policy.appliesToAll ? "all operations" : "the operations that it covers")
    }

    /// `60 requests per 60 s`.
    static func numbers(_ numbers: Policy.Numbers, unit: String) -> String {
        switch numbers {
        case .quota(let window):
            let limit = "\(number(window.quota)) \(unit) per \(duration(window.milliseconds))"
            guard case .tokenBucket(let burst) = window.algorithm else { return limit }
            return limit + ", at most \(number(burst)) at once"
        case .concurrency(let limit): return "\(limit) requests at a time"
        case .undisclosed: return "an undisclosed number of \(unit)"
        }
    }

    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }

    /// A time in the largest unit that keeps it whole, up to seconds.
    static func duration(_ milliseconds: Int64) -> String {
        milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }

    /// A time as an expression of Swift's `Duration`.
    static func expression(_ milliseconds: Int64) -> String {
        milliseconds % 1000 == 0 ? ".seconds(\(milliseconds / 1000))" : ".milliseconds(\(milliseconds))"
    }
}
