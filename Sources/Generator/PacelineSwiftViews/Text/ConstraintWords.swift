package import PacelineModel

/// What schemas ask of values, as doc comments say it.
package enum ConstraintWords {
    /// `at most 200 characters, matching `^a``; empty where there are no constraints.
    package static func of(_ constraints: [Constraint]) -> String {
        let isConstant = constraints.contains { if case .constant = $0 { true } else { false } }
        return constraints.filter { constraint in
            // A constant is its own default.
            if isConstant, case .defaultValue = constraint { false } else { true }
        }.flatMap(\.words).joined(separator: ", ")
    }

    /// The words with a capital letter at their start and a full stop at their end; empty where there are none.
    static func sentence(_ constraints: [Constraint]) -> String {
        let words = of(constraints)
        return words.isEmpty ? "" : words.prefix(1).uppercased() + words.dropFirst() + "."
    }
}

extension Constraint {
    fileprivate var words: [String] {
        switch self {
        case .constant(let text): ["always `\(text)`"]
        case .range(let low?, let high?) where !low.isExclusive && !high.isExclusive:
            ["from \(Self.text(low.value)) to \(Self.text(high.value))"]
        case .range(let low, let high):
            [
                [
                    low.map { ($0.isExclusive ? "above " : "at least ") + Self.text($0.value) },
                    high.map { ($0.isExclusive ? "below " : "at most ") + Self.text($0.value) },
                ].compactMap(\.self).joined(separator: " and ")
            ]
        case .length(let low, let high): Self.count(low, high, of: "character")
        case .itemCount(let low, let high): Self.count(low, high, of: "item")
        case .propertyCount(let low, let high): Self.count(low, high, of: "member")
        case .contains: ["with certain items (`contains` in the document)"]
        case .uniqueItems: ["without repeats"]
        case .pattern(let pattern): ["matching `\(pattern)`"]
        case .multipleOf(let number): ["a multiple of \(Self.text(number))"]
        case .defaultValue(let value): ["`\(value)` when absent"]
        case .format(let format): ["format `\(format)`"]
        case .propertyNames(let pattern): ["names of members matching `\(pattern)`"]
        case .patternProperties(let pattern): ["members matching `\(pattern)`"]
        case .conditions(let keywords):
            [
                "with conditions between the members (\(keywords.map { "`\($0)`" }.joined(separator: ", ")) in the"
                    + " document)"
            ]
        }
    }

    private static func count(_ low: Int?, _ high: Int?, of what: String) -> [String] {
        func count(_ number: Int) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
        switch (low, high) {
        case (let low?, let high?): return [low == high ? count(low) : "\(low) to \(count(high))"]
        case (let low?, nil): return low == 0 ? [] : ["at least \(count(low))"]
        case (nil, let high?): return ["at most \(count(high))"]
        case (nil, nil): return []
        }
    }

    private static func text(_ value: Double) -> String {
        Int64(exactly: value).map { String($0) } ?? String(value)
    }
}
