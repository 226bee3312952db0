internal import PacelineDiagnostics
internal import PacelineYAML

extension RateLimitsReader {
    static let selectorMembers = Members(
        "a selector", built: ["tags", "operations", "paths", "methods", "except"], notBuilt: [])

    /// nil when the selection cannot be read whole, after an error.
    mutating func applies(_ node: Node) -> AppliesObject? {
        if let word = node.string {
            switch word {
            case "all": return .all
            case "explicit": return .explicit
            default:
                error(
                    "wrong-word", "`applies` should be `all`, `explicit` or a selector, this is `\(word)`",
                    at: node,
                    hint: Suggestion.hint(for: word, among: ["all", "explicit"])
                        ?? "such as `{ tags: [\(word)] }`")
            }
            return nil
        }
        guard node.isMapping || (node.isSequence && node.count > 0) else {
            error(
                "wrong-type", "`applies` should be `all`, `explicit`, a selector or a list of selectors",
                at: node)
            return nil
        }
        return selectors(node).map { .selectors($0) }
    }

    private mutating func selectors(_ node: Node) -> [SelectorObject]? {
        let nodes = node.isSequence ? Array(node.elements) : [node]
        let selectors = nodes.compactMap { selector($0) }
        return selectors.count == nodes.count ? selectors : nil
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
            error(
                "empty-selector", "this selector asks for nothing", at: node, hint: "write `applies: all`")
            return nil
        }
        let tags = node["tags"].map { names($0, "tags") }
        let operations = node["operations"].map { names($0, "operations") }
        let paths = node["paths"].map { patterns($0) }
        let methods = node["methods"].map { self.methods($0) }
        let except = node["except"].map { selectors($0) } ?? []
        if case .some(nil) = tags { return nil }
        if case .some(nil) = operations { return nil }
        if case .some(nil) = paths { return nil }
        if case .some(nil) = methods { return nil }
        guard isComplete, let except else { return nil }
        return SelectorObject(
            tags: tags ?? nil, operations: operations ?? nil, paths: paths ?? nil,
            methods: methods ?? nil,
            except: except, location: node.location)
    }

    private mutating func names(_ node: Node, _ member: String) -> [LocatedText]? {
        guard node.isSequence, node.count > 0 else {
            let single = node.string.map { "write `\(member): [\($0)]`" }
            error("wrong-type", "`\(member)` should be a list of names", at: node, hint: single)
            return nil
        }
        let names = node.elements.map { element in
            text(element, member).map { LocatedText(text: $0, location: element.location) }
        }
        return names.contains(nil) ? nil : names.compactMap(\.self)
    }

    private mutating func patterns(_ node: Node) -> [PathPattern]? {
        guard let texts = names(node, "paths") else { return nil }
        for text in texts where !text.text.hasPrefix("/") {
            diagnostics.error(
                "wrong-path", "the path `\(text.text)` does not begin with `/`", at: text.location,
                hint: "write `/\(text.text)`")
        }
        guard texts.allSatisfy({ $0.text.hasPrefix("/") }) else { return nil }
        return texts.map { PathPattern(text: $0.text, location: $0.location) }
    }

    private mutating func methods(_ node: Node) -> [String]? {
        guard node.isSequence, node.count > 0 else {
            let single = node.string.map { "write `methods: [\($0)]`" }
            error("wrong-type", "`methods` should be a list of methods", at: node, hint: single)
            return nil
        }
        let methods = node.elements.map { method($0) }
        return methods.contains(nil) ? nil : methods.compactMap(\.self)
    }
}

// MARK: - When

extension RateLimitsReader {
    static let whenMembers = Members("`when`", built: ["auth"], notBuilt: [])

    /// The schemes of `auth`; nil when the condition cannot be read whole, after an error.
    mutating func when(_ node: Node) -> [LocatedText]? {
        guard node.isMapping else {
            error("wrong-type", "`when` should be a mapping such as `{ auth: [scheme] }`", at: node)
            return nil
        }
        guard check(node, Self.whenMembers) else { return nil }
        guard let schemes = node["auth"] else {
            error("missing-member", "`when` has no `auth`", at: node)
            return nil
        }
        guard schemes.isSequence else {
            error(
                "wrong-type", "`auth` should be a list of security schemes, this is \(schemes.kindName)",
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
