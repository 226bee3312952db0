extension ResponseCondition {
    /// Whether the response meets the condition.
    func holds(in response: inout ResponseReader) -> Bool { predicate.isMet(by: response.value(value)) }
}

extension ResponseCondition.Predicate {
    /// Whether what was found meets the predicate. What is missing has no text, and what is an array or an object has
    /// none to compare.
    func isMet(by found: ResponseReader.Found) -> Bool {
        switch self {
        case .anyOf(let texts): found.text.map(texts.contains) ?? false
        case .contains(let text): found.text.map { text.isEmpty || $0.contains(text) } ?? false
        case .minimum(let bound): found.number.map { $0 >= bound } ?? false
        case .maximum(let bound): found.number.map { $0 <= bound } ?? false
        case .present(let isPresent): (found != .missing) == isPresent
        case .not(let predicate): !predicate.isMet(by: found)
        case .all(let predicates): predicates.allSatisfy { $0.isMet(by: found) }
        }
    }
}

extension ResponseReader.Found {
    /// The text, where there is one.
    var text: String? { if case .text(let text) = self { text } else { nil } }

    /// The number that the text writes, where it writes one.
    var number: Double? { text.flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil } }
}
