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

    /// Which requests count, and for how much, as sentences; nothing where all do for what is declared.
    static func counted(_ policy: RateLimitPolicy) -> String {
        [requests(policy), responses(policy), estimate(policy), learned(policy)].compactMap(\.self)
            .joined(separator: " ")
    }

    private static func requests(_ policy: RateLimitPolicy) -> String? {
        let credentials = policy.authentication.map { sets in
            sets.map { set in
                set.isEmpty ? "without credentials" : "with " + set.map { "`\($0)`" }.joined(separator: " and ")
            }.joined(separator: " or ")
        }
        let conditions = policy.conditions.isEmpty ? nil : "whose \(list(policy.conditions.map(\.value))) fit"
        let words = [credentials, conditions].compactMap(\.self)
        return words.isEmpty ? nil : "Only requests \(words.joined(separator: " and ")) count."
    }

    private static func responses(_ policy: RateLimitPolicy) -> String? {
        policy.counts == nil
            ? nil : "A request counts if its response is of a certain kind, and is given back otherwise."
    }

    private static func estimate(_ policy: RateLimitPolicy) -> String? {
        let before: String? =
            switch policy.estimate {
            case nil: nil
            case .value(let value): "What a request costs is estimated by its \(list([value]))."
            case .hook(let name, _): "What a request costs is estimated by the client's `\(name)`."
            }
        let after = policy.settlement == nil ? nil : "Its response tells what it did cost."
        let sentences = [before, after].compactMap(\.self)
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    private static func learned(_ policy: RateLimitPolicy) -> String? {
        guard policy.isLearned, policy.numbers != .undisclosed else { return nil }
        return "The numbers hold until responses tell others."
    }

    private static func list(_ values: [RequestValue]) -> String {
        values.map { "`\($0.name)`" }.joined(separator: " and ")
    }

    /// A part of `per`: a word of the document, or the parameter's name where it wrote an expression.
    private static func partition(_ partition: RateLimitPartition) -> String {
        guard let value = partition.requestValue, partition.description.hasPrefix("$") else {
            return partition.description
        }
        return "`\(value.name)`"
    }
}
