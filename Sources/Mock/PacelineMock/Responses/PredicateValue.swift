import PacelinePolicy

extension ValuePredicate {
    /// What a value has to be for a condition to hold.
    enum Value: Hashable, Sendable {
        case absent
        case text(String)
        /// A number in JSON's notation.
        case number(String)

        var text: String? {
            switch self {
            case .absent: nil
            case .text(let text), .number(let text): text
            }
        }
    }

    /// A value for which the predicate holds; nil when none was found, as for one that contradicts itself.
    var value: Value? {
        let candidates = texts.map { Value.text($0) } + numbers.map { .number(quantityText($0)) }
        let fillers: [Value] = [.text("other"), .number("1"), .number("0"), .text(""), .absent]
        return (candidates + fillers).first { holds(for: $0.text) }
    }

    /// Whether the predicate holds for a value's text; nil is a value that is missing.
    func holds(for text: String?) -> Bool {
        switch self {
        case .anyOf(let texts): text.map { texts.contains($0) } ?? false
        case .contains(let part): text?.contains(part) ?? false
        case .like(let pattern): text.map { isLike(Array(pattern), Array($0)) } ?? false
        case .minimum(let bound): text.flatMap { Double($0) }.map { $0 >= bound } ?? false
        case .maximum(let bound): text.flatMap { Double($0) }.map { $0 <= bound } ?? false
        case .present(let isPresent): (text != nil) == isPresent
        case .not(let predicate): !predicate.holds(for: text)
        case .all(let predicates): predicates.allSatisfy { $0.holds(for: text) }
        }
    }

    /// Texts that it speaks of, and all parts together, for those that ask for several.
    private var texts: [String] {
        switch self {
        case .anyOf(let texts): return texts
        case .contains(let part): return [part]
        case .like(let pattern): return [pattern.replacing("*", with: "any")]
        case .not(.not(let predicate)): return predicate.texts
        case .minimum, .maximum, .present, .not: return []
        case .all(let predicates):
            let texts = predicates.flatMap(\.texts)
            return texts + (texts.count > 1 ? [texts.joined(separator: " ")] : [])
        }
    }

    /// Numbers that it speaks of, with their neighbours.
    private var numbers: [Double] {
        switch self {
        case .minimum(let bound), .maximum(let bound): [bound, bound + 1, bound - 1]
        case .not(let predicate): predicate.numbers
        case .all(let predicates): predicates.flatMap(\.numbers)
        case .anyOf, .contains, .like, .present: []
        }
    }
}

/// Whether a whole text is like a pattern with stars, by the table of all their beginnings.
private func isLike(_ pattern: [Character], _ text: [Character]) -> Bool {
    var row = [true] + text.map { _ in false }
    for letter in pattern {
        var next = [letter == "*" && row[0]]
        for (place, other) in text.enumerated() {
            next.append(letter == "*" ? row[place + 1] || next[place] : row[place] && letter == other)
        }
        row = next
    }
    return row[text.count]
}
