internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

extension RateLimitsReader {
    static let headersMembers = Members(
        "`headers`", built: ["limit", "remaining", "used", "reset"],
        notBuilt: ["rate", "bucket", "name", "parse"])
    static let resetMembers = Members("`reset`", built: ["from", "as"], notBuilt: [])

    /// nil when the fields cannot be read whole, after an error.
    mutating func headers(_ node: Node) -> QuotaFields? {
        if let word = node.string {
            if let headers = QuotaFields(word: word) { return headers }
            error(
                .unknownWord, "`headers` cannot be `\(word)`", at: node,
                hint: Suggestion.hint(for: word, among: QuotaFields.words)
                    ?? "one of \(QuotaFields.words.joined(separator: ", ")), or a mapping to names")
            return nil
        }
        guard node.isMapping else {
            error(
                .wrongType, "`headers` should be a word or a mapping, this is \(node.kindName)", at: node)
            return nil
        }
        var isComplete = check(node, Self.headersMembers)
        var names = QuotaFields.Names()
        func take(_ member: String, _ store: (String) -> Void) {
            guard let value = node[member] else { return }
            if let name = fieldName(value, member) { store(name) } else { isComplete = false }
        }
        take("limit") { names.limit = $0 }
        take("remaining") { names.remaining = $0 }
        take("used") { names.used = $0 }
        if let reset = node["reset"] {
            names.reset = self.reset(reset)
            isComplete = isComplete && names.reset != nil
        }
        if isComplete, names == QuotaFields.Names() {
            error(.emptyMatch, "`headers` names no field", at: node)
            return nil
        }
        return isComplete ? .named(names) : nil
    }

    private mutating func reset(_ node: Node) -> QuotaFields.Reset? {
        if let text = node.string {
            error(
                .missingMember, "a `reset` needs to say how the time is written", at: node,
                hint:
                    "write `reset: { from: \(text), as: delta }` for seconds from now, `as: epoch` for a time stamp"
            )
            return nil
        }
        guard node.isMapping else {
            error(.wrongType, "`reset` should be a mapping with `from` and `as`", at: node)
            return nil
        }
        let isComplete = check(node, Self.resetMembers)
        for member in ["from", "as"] where node[member] == nil && isComplete {
            error(.missingMember, "`reset` has no `\(member)`", at: node)
        }
        let field = node["from"].flatMap { fieldName($0, "from") }
        let form = node["as"].flatMap {
            word($0, "as", among: QuotaFields.Form.allCases.map(\.rawValue))
        }
        .flatMap { QuotaFields.Form(rawValue: $0) }
        guard isComplete, let field, let form else { return nil }
        return QuotaFields.Reset(field, form)
    }

    private mutating func fieldName(_ node: Node, _ member: String) -> String? {
        guard let name = text(node, member) else { return nil }
        if name.hasPrefix("$response.body") {
            error(.notSupportedYet, "a quota in the body of the answer is not supported yet", at: node)
            return nil
        }
        if name.hasPrefix("$") {
            error(.wrongExpression, "`\(member)` should be the name of a header field", at: node)
            return nil
        }
        guard name.isToken else {
            error(.wrongName, "`\(name)` cannot be the name of a header field", at: node)
            return nil
        }
        return name
    }
}
