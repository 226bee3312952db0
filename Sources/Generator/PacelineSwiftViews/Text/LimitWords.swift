import PacelineModel
import PacelinePolicy

/// A limit in words, as doc comments say it.
enum LimitWords {
    /// `60 requests per 60 s, per account, shared by all operations`; for an operation with numbers of its own, these.
    static func of(_ policy: Policy, numbers: RateLimitNumbers? = nil) -> String {
        let words = policy.value.text(numbers: numbers, naming: partition)
        // What each operation has for itself is not shared.
        guard !policy.value.per.contains(.operation) else { return words }
        return words + ", shared by " + (policy.appliesToAll ? "all operations" : "the operations that it covers")
    }

    /// Whose requests count, as a sentence; nothing where all do.
    static func counted(_ policy: RateLimitPolicy) -> String {
        guard let sets = policy.authentication else { return "" }
        let words = sets.map { set in
            set.isEmpty ? "without credentials" : "with " + set.map { "`\($0)`" }.joined(separator: " and ")
        }
        return "Only requests \(words.joined(separator: " or ")) count."
    }

    /// A part of `per`: a word of the document, or the parameter's name where it wrote an expression.
    private static func partition(_ partition: RateLimitPartition) -> String {
        guard let name = partition.requestName, partition.description.hasPrefix("$") else {
            return partition.description
        }
        return "`\(name)`"
    }
}
