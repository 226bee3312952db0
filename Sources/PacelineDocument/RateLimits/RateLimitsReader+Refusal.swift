internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

extension RateLimitsReader {
    static let refusalMembers = Members(
        "`refusal`", built: ["status", "message", "counted"], notBuilt: [])

    /// nil when the refusal cannot be read whole, after an error.
    mutating func refusal(_ node: Node) -> RefusalObject? {
        guard node.isMapping else {
            error(.wrongType, "`refusal` should be a mapping with `status` or `message`", at: node)
            return nil
        }
        let expressions = node.entries.filter { $0.key.hasPrefix("$") }
        let isComplete = check(node, Self.refusalMembers, withExpressions: true)
        guard !isComplete || node["status"] != nil || node["message"] != nil || !expressions.isEmpty
        else {
            error(.emptyMatch, "this refusal names neither a status nor a message", at: node)
            return nil
        }
        let statuses = node["status"].map { items($0) } ?? []
        let messages = node["message"].map { items($0) } ?? []
        let pattern = RefusalPattern(
            statuses: statuses.compactMap { status($0) }, messages: messages.compactMap { message($0) },
            conditions: expressions.compactMap { condition($0) },
            isCounted: node["counted"].flatMap { flag($0, "counted") } ?? true)
        let isRead =
            pattern.statuses.count == statuses.count && pattern.messages.count == messages.count
            && pattern.conditions.count == expressions.count
        guard isComplete, isRead else { return nil }
        return RefusalObject(
            value: pattern, statusLocations: statuses.map(\.location), messageLocations: messages.map(\.location),
            conditionLocations: expressions.map(\.keyNode.location), location: node.location)
    }

    private mutating func status(_ node: Node) -> RefusalPattern.StatusRange? {
        guard let pattern = node.text.flatMap(Self.statusPattern) else {
            error(
                .wrongStatus, "`\(node.text ?? node.kindName)` is no status", at: node,
                hint: "a code (429), a class of codes (4XX) or a list of these")
            return nil
        }
        return pattern
    }

    private mutating func message(_ node: Node) -> String? {
        guard let text = text(node, "message") else { return nil }
        guard text.contains(where: { !$0.isWhitespace }) else {
            error(.wrongMessage, "a message without text is in every answer", at: node)
            return nil
        }
        return text
    }

    /// The elements of a list, or the one value that stands in its place.
    mutating func items(_ node: Node) -> [Node] {
        guard node.isSequence else { return [node] }
        if node.count == 0 { error(.emptyMatch, "an empty list matches nothing", at: node) }
        return Array(node.elements)
    }

    private static func statusPattern(_ text: String) -> RefusalPattern.StatusRange? {
        if let code = Int(text), (100...599).contains(code) { return .code(code) }
        guard text.utf8.count == 3, text.lowercased().hasSuffix("xx"),
            let hundreds = text.first?.wholeNumberValue,
            (1...5).contains(hundreds)
        else { return nil }
        return .hundreds(hundreds)
    }
}

// MARK: - Conditions

extension RateLimitsReader {
    static let predicateMembers = Members(
        "a condition", built: ["contains", "min", "max", "present", "not"], notBuilt: ["matches"])

    private mutating func condition(_ entry: Entries.Entry) -> ResponseCondition? {
        let value = responseExpression(entry.key, at: entry.keyNode)
        let predicate = predicate(entry.value)
        guard let value, let predicate else { return nil }
        return ResponseCondition(value, predicate)
    }

    /// A value of the answer; nil after an error.
    mutating func responseExpression(_ text: String, at node: Node) -> ResponseValue? {
        switch RuntimeExpression(text) {
        case .response(let expression): return expression
        case .statusCode:
            error(
                .wrongExpression, "`$statusCode` is written as `status`", at: node,
                hint: "such as `status: 429`")
        case .wholeBody:
            error(
                .wrongExpression, "`$response.body` needs a pointer to a value", at: node,
                hint:
                    "such as `$response.body#/error/code`; for a text anywhere in the body there is `message`"
            )
        case .request, .requestBody:
            error(.requestValueInResponse, "`\(text)` is a value of the request, not of the answer", at: node)
        case nil:
            error(
                .wrongExpression, "`\(text)` is no expression for a value of an answer", at: node,
                hint: "`$response.header.Name` or `$response.body#/pointer`")
        }
        return nil
    }

    private mutating func predicate(_ node: Node) -> ResponseCondition.Predicate? {
        guard node.isMapping else {
            let values = items(node)
            let texts = values.compactMap { value in
                scalar(value, "a condition should be a value, a list of values or a mapping")
            }
            return texts.count == values.count && !texts.isEmpty ? .anyOf(texts) : nil
        }
        let isComplete = check(node, Self.predicateMembers)
        let members = node.entries.filter { !$0.key.hasPrefix("x-") }
        let predicates = members.compactMap { predicate($0) }
        guard isComplete, predicates.count == members.count else { return nil }
        guard let first = predicates.first else {
            error(.emptyMatch, "this condition asks for nothing", at: node)
            return nil
        }
        return predicates.count == 1 ? first : .all(predicates)
    }

    private mutating func predicate(_ entry: Entries.Entry) -> ResponseCondition.Predicate? {
        switch entry.key {
        case "contains":
            return scalar(entry.value, "`contains` should be a text").flatMap { text in
                guard text.isEmpty else { return .contains(text) }
                error(.wrongMessage, "an empty text is in every value", at: entry.value)
                return nil
            }
        case "min": return number(entry.value, "min").map { .minimum($0) }
        case "max": return number(entry.value, "max").map { .maximum($0) }
        case "present": return flag(entry.value, "present").map { .present($0) }
        case "not": return predicate(entry.value).map { .not($0) }
        default: return nil
        }
    }

    private mutating func scalar(_ node: Node, _ expected: String) -> String? {
        if let text = node.scalarText { return text }
        error(.wrongType, "\(expected), this is \(node.kindName)", at: node)
        return nil
    }

    private mutating func number(_ node: Node, _ member: String) -> Double? {
        if let value = node.double, value.isFinite { return value }
        error(.wrongType, "`\(member)` should be a number, this is \(node.kindName)", at: node)
        return nil
    }
}
