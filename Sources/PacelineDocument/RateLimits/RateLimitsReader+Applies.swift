internal import PacelineDiagnostics
internal import PacelineYAML

extension RateLimitsReader {
    static let selectorMembers = Members(
        "a selector", built: ["tags", "operations"], notBuilt: ["paths", "methods", "except"])

    /// nil when the selection cannot be read whole, after an error.
    mutating func applies(_ node: Node) -> AppliesObject? {
        if let word = node.string {
            switch word {
            case "all": return .all
            case "explicit": error("not-supported-yet", "`applies: explicit` is not supported yet", at: node)
            default:
                error(
                    "wrong-word", "`applies` should be `all` or a selector, this is `\(word)`", at: node,
                    hint: Suggestion.hint(for: word, among: ["all", "explicit"]) ?? "such as `{ tags: [\(word)] }`")
            }
            return nil
        }
        guard node.isMapping || (node.isSequence && node.count > 0) else {
            error("wrong-type", "`applies` should be `all`, a selector or a list of selectors", at: node)
            return nil
        }
        let nodes = node.isSequence ? Array(node.elements) : [node]
        let selectors = nodes.compactMap { selector($0) }
        return selectors.count == nodes.count ? .selectors(selectors) : nil
    }

    private mutating func selector(_ node: Node) -> SelectorObject? {
        guard node.isMapping else {
            error(
                "wrong-type", "a selector should be a mapping, this is \(node.kindName)", at: node,
                hint: "such as `{ tags: [\(node.text ?? "…")] }`")
            return nil
        }
        let isComplete = check(node, Self.selectorMembers)
        guard node.count > 0 else {
            error("empty-selector", "this selector asks for nothing", at: node, hint: "write `applies: all`")
            return nil
        }
        let tags = node["tags"].map { names($0, "tags") }
        let operations = node["operations"].map { names($0, "operations") }
        if case .some(nil) = tags { return nil }
        if case .some(nil) = operations { return nil }
        guard isComplete else { return nil }
        return SelectorObject(tags: tags ?? nil, operations: operations ?? nil, location: node.location)
    }

    private mutating func names(_ node: Node, _ member: String) -> [LocatedText]? {
        guard node.isSequence, node.count > 0 else {
            let single = node.string.map { "write `\(member): [\($0)]`" }
            error("wrong-type", "`\(member)` should be a list of names", at: node, hint: single)
            return nil
        }
        return node.elements.compactMap { element in
            text(element, member).map { LocatedText(text: $0, location: element.location) }
        }
    }
}
