internal import PacelineDiagnostics
internal import PacelineYAML

extension RateLimitsReader {
    static let matchMembers = Members("`refusal`", built: ["status", "message"], notBuilt: ["counted"])

    /// nil when the refusal cannot be read whole, after an error.
    mutating func refusal(_ node: Node) -> MatchObject? {
        guard node.isMapping else {
            error("wrong-type", "`refusal` should be a mapping with `status` or `message`", at: node)
            return nil
        }
        let isComplete = check(node, Self.matchMembers)
        guard !isComplete || node["status"] != nil || node["message"] != nil else {
            error("empty-match", "this refusal names neither a status nor a message", at: node)
            return nil
        }
        let statuses = node["status"].map { items($0) } ?? []
        let messages = node["message"].map { items($0) } ?? []
        let match = MatchObject(
            statuses: statuses.compactMap { status($0) }, messages: messages.compactMap { message($0) },
            location: node.location)
        let isRead = match.statuses.count == statuses.count && match.messages.count == messages.count
        return isComplete && isRead ? match : nil
    }

    private mutating func status(_ node: Node) -> MatchObject.Status? {
        guard let pattern = node.text.flatMap(Self.statusPattern) else {
            error(
                "wrong-status", "`\(node.text ?? node.kindName)` is no status", at: node,
                hint: "a code (429), a class of codes (4XX) or a list of these")
            return nil
        }
        return MatchObject.Status(pattern: pattern, location: node.location)
    }

    private mutating func message(_ node: Node) -> LocatedText? {
        guard let text = text(node, "message") else { return nil }
        guard text.contains(where: { !$0.isWhitespace }) else {
            error("wrong-message", "a message without text is in every answer", at: node)
            return nil
        }
        return LocatedText(text: text, location: node.location)
    }

    /// The elements of a list, or the one value that stands in its place.
    private mutating func items(_ node: Node) -> [Node] {
        guard node.isSequence else { return [node] }
        if node.count == 0 { error("empty-match", "an empty list matches nothing", at: node) }
        return Array(node.elements)
    }

    private static func statusPattern(_ text: String) -> MatchObject.Status.Pattern? {
        if let code = Int(text), (100...599).contains(code) { return .code(code) }
        guard text.utf8.count == 3, text.lowercased().hasSuffix("xx"), let hundreds = text.first?.wholeNumberValue,
            (1...5).contains(hundreds)
        else { return nil }
        return .range(hundreds)
    }

    static let retryMembers = Members(
        "`retry`", built: ["after"], notBuilt: ["attempts", "max-wait", "not-processed", "exhausted", "blocks"])

    /// The words of `after`; nil when they cannot be read whole, after an error.
    mutating func retry(_ node: Node) -> [RetryAfterWord]? {
        guard node.isMapping else {
            error("wrong-type", "`retry` should be a mapping with `after`", at: node)
            return nil
        }
        let isComplete = check(node, Self.retryMembers)
        guard let after = node["after"] else {
            if isComplete { error("missing-member", "`retry` has no `after`", at: node) }
            return nil
        }
        guard after.isSequence else {
            error(
                "wrong-type", "`after` should be a list, this is \(after.kindName)", at: after,
                hint: after.text.map { "write `after: [\($0)]`" })
            return nil
        }
        guard after.count > 0 else {
            error(
                "empty-retry", "with an empty `after` a refused request would never be sent again", at: after,
                hint: "leave `retry` out to wait by Retry-After, else one window")
            return nil
        }
        let words = after.elements.map { retryWord($0) }
        return isComplete && !words.contains(nil) ? words.compactMap(\.self) : nil
    }

    private mutating func retryWord(_ node: Node) -> RetryAfterWord? {
        switch node.string {
        case "window": return .window
        case "reset": error("not-supported-yet", "`reset` is not supported yet", at: node)
        case let text? where text.lowercased() == "retry-after": return .header
        case let text? where text.hasPrefix("$"):
            error("not-supported-yet", "expressions are not supported yet", at: node)
        case let text? where text.first?.isNumber != true:
            error(
                "wrong-word", "`\(text)` is no source of a time to wait", at: node,
                hint: Suggestion.hint(for: text, among: ["Retry-After", "reset", "window"])
                    ?? "`Retry-After`, `window` or a length of time such as `30s`")
        default: return duration(node, "after").map { .duration(milliseconds: $0) }
        }
        return nil
    }
}
