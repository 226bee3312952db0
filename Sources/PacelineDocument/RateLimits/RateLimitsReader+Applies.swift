internal import PacelineDiagnostics
internal import PacelineYAML

extension RateLimitsReader {
    /// nil when the selection cannot be read whole, after an error.
    mutating func applies(_ node: Node) -> AppliesObject? {
        if let word = node.string {
            switch word {
            case "all": return .all
            case "explicit": return .explicit
            default:
                error(
                    .unknownWord, "`applies` should be `all`, `explicit` or a selector, this is `\(word)`",
                    at: node,
                    hint: Suggestion.hint(for: word, among: ["all", "explicit"])
                        ?? "such as `{ tags: [\(word)] }`")
            }
            return nil
        }
        guard node.isMapping || (node.isSequence && node.count > 0) else {
            error(
                .wrongType, "`applies` should be `all`, `explicit`, a selector or a list of selectors",
                at: node)
            return nil
        }
        return OperationSelector.read(node, &diagnostics).map { .selectors($0) }
    }
}

// MARK: - When

extension RateLimitsReader {
    static let whenMembers = Members("`when`", built: ["auth"], notBuilt: [])

    /// The schemes of `auth`; nil when the condition cannot be read whole, after an error.
    mutating func when(_ node: Node) -> [LocatedText]? {
        guard node.isMapping else {
            error(.wrongType, "`when` should be a mapping such as `{ auth: [scheme] }`", at: node)
            return nil
        }
        guard check(node, Self.whenMembers) else { return nil }
        guard let schemes = node["auth"] else {
            error(.missingMember, "`when` has no `auth`", at: node)
            return nil
        }
        guard schemes.isSequence else {
            error(
                .wrongType, "`auth` should be a list of security schemes, this is \(schemes.kindName)",
                at: schemes,
                hint: schemes.string.map { "write `auth: [\($0)]`" })
            return nil
        }
        let names = schemes.elements.map { element in
            text(element, "auth").map { LocatedText(text: $0, location: element.location) }
        }
        return names.contains(nil) ? nil : names.compactMap(\.self)
    }
}
