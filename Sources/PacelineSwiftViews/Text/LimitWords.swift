import PacelineModel

/// A limit in words, as doc comments say it.
enum LimitWords {
    /// `60 requests per 60 s, per account, shared by all operations`.
    static func of(_ policy: Policy) -> String { of(policy.numbers, policy) }

    /// A policy's words for an operation, which may have numbers of its own.
    static func of(_ limit: AppliedLimit, _ policy: Policy) -> String { of(limit.numbers ?? policy.numbers, policy) }

    private static func of(_ numbers: Policy.Numbers, _ policy: Policy) -> String {
        var words = self.numbers(numbers, unit: policy.unit)
        if !policy.per.isEmpty { words += ", per " + policy.per.map(partition).joined(separator: " and ") }
        // What each operation has for itself is not shared.
        guard !policy.per.contains(.structure(.operation)) else { return words }
        return words + ", shared by " + (policy.appliesToAll ? "all operations" : "the operations that it covers")
    }

    /// `60 requests per 60 s`.
    static func numbers(_ numbers: Policy.Numbers, unit: String) -> String {
        switch numbers {
        case .quota(let window):
            let limit = "\(number(window.quota)) \(unit) per \(duration(window.milliseconds))"
            guard case .tokenBucket(let burst) = window.algorithm else { return limit }
            return limit + ", at most \(number(burst)) at once"
        case .concurrency(let limit): return "at most \(limit) \(limit == 1 ? "request" : "requests") at a time"
        case .undisclosed: return "an undisclosed number of \(unit)"
        }
    }

    /// How the server counts, as sentences; nothing where the document does not say.
    static func counting(_ numbers: Policy.Numbers) -> String {
        guard case .quota(let window) = numbers else { return "" }
        let grain =
            window.granularityMilliseconds == 0
            ? nil : "The grain of the server's clock is \(duration(window.granularityMilliseconds))."
        return [algorithm(window.algorithm), grain].compactMap(\.self).joined(separator: " ")
    }

    private static func algorithm(_ algorithm: Policy.Algorithm) -> String? {
        switch algorithm {
        case .unknown: nil
        case .fixed(let alignment):
            switch alignment {
            case .clock: "The windows are fixed, at multiples of their length."
            case .first: "The windows are fixed, each from its first request on."
            case .calendar: "The windows are the periods of a calendar."
            case nil: "The windows are fixed."
            }
        case .sliding: "The window slides: every interval of its length counts."
        case .tokenBucket: "A token bucket, which is refilled steadily."
        case .counter: "A counter that weights the last window's count."
        }
    }

    /// Whose requests count, as a sentence; nothing where all do.
    static func counted(_ policy: Policy) -> String {
        guard let sets = policy.authentication else { return "" }
        let words = sets.map { set in
            set.isEmpty ? "without credentials" : "with " + set.map { "`\($0.name)`" }.joined(separator: " and ")
        }
        return "Only requests \(words.joined(separator: " or ")) count."
    }

    /// A part of `per`: a word of the document, or the parameter's name where it wrote an expression.
    private static func partition(_ partition: Policy.Partition) -> String {
        guard case .request(let value, let word) = partition, word.hasPrefix("$") else { return partition.word }
        return switch value {
        case .path(let name), .query(let name), .header(let name): "`\(name)`"
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
