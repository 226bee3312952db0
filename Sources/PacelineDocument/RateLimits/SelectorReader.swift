package import PacelineDiagnostics
package import PacelineYAML

extension OperationSelector {
    package static let members = ["tags", "operations", "paths", "methods", "except"]

    /// Reads a selector, or a list of them of which any will do: `applies` of a policy, `include` and `exclude` of a
    /// configuration's filter. nil when one cannot be read whole, after an error.
    package static func read(_ node: Node, _ diagnostics: inout DiagnosticSink) -> [OperationSelector]? {
        var reader = SelectorReader(diagnostics: diagnostics)
        defer { diagnostics = reader.diagnostics }
        return reader.selectors(node)
    }
}

private struct SelectorReader {
    var diagnostics: DiagnosticSink

    mutating func selectors(_ node: Node) -> [OperationSelector]? {
        let nodes = node.isSequence ? Array(node.elements) : [node]
        let selectors = nodes.compactMap { selector($0) }
        return selectors.count == nodes.count && !nodes.isEmpty ? selectors : nil
    }

    private mutating func selector(_ node: Node) -> OperationSelector? {
        guard node.isMapping else {
            diagnostics.error(
                .wrongType, "a selector should be a mapping, this is \(node.kindName)", at: node.location,
                hint: "such as `{ tags: [\(node.text ?? "…")] }`")
            return nil
        }
        var selector = OperationSelector(location: node.location)
        var isComplete = true
        for entry in node.entries where !entry.key.hasPrefix("x-") {
            switch entry.key {
            case "tags": selector.tags = names(entry)
            case "operations": selector.operations = names(entry)
            case "paths": selector.paths = patterns(entry)
            case "methods": selector.methods = methods(entry)
            case "except": selector.except = selectors(entry.value) ?? []
            default: reportUnknown(entry)
            }
            isComplete = isComplete && selector.has(entry.key)
        }
        guard node.entries.contains(where: { !$0.key.hasPrefix("x-") }) else {
            diagnostics.error(
                .emptySelector, "this selector asks for nothing", at: node.location,
                hint: "name `tags`, `operations`, `paths` or `methods`")
            return nil
        }
        return isComplete ? selector : nil
    }

    private mutating func reportUnknown(_ entry: Entries.Entry) {
        diagnostics.error(
            .unknownMember, "`\(entry.key)` is not a member of a selector", at: entry.keyNode.location,
            hint: Suggestion.hint(for: entry.key, among: OperationSelector.members)
                ?? "members are \(OperationSelector.members.joined(separator: ", "))")
    }

    private mutating func names(_ entry: Entries.Entry) -> [LocatedText]? {
        list(entry, of: "names") { element in
            element.string.map { LocatedText(text: $0, location: element.location) }
        }
    }

    private mutating func patterns(_ entry: Entries.Entry) -> [PathPattern]? {
        guard let texts = names(entry) else { return nil }
        let wrong = texts.filter { !$0.text.hasPrefix("/") }
        for text in wrong {
            diagnostics.error(
                .wrongPath, "the path `\(text.text)` does not begin with `/`", at: text.location,
                hint: "write `/\(text.text)`")
        }
        return wrong.isEmpty ? texts.map { PathPattern(text: $0.text, location: $0.location) } : nil
    }

    private mutating func methods(_ entry: Entries.Entry) -> [String]? {
        guard let names = list(entry, of: "methods", element: { $0 }) else { return nil }
        var reader = RateLimitsReader(diagnostics: diagnostics)
        defer { diagnostics = reader.diagnostics }
        let methods = names.map { reader.method($0) }
        return methods.contains(nil) ? nil : methods.compactMap(\.self)
    }

    private mutating func list<Element>(
        _ entry: Entries.Entry, of what: String, element: (Node) -> Element?
    ) -> [Element]? {
        let elements = entry.value.isSequence ? entry.value.elements.map(element) : []
        guard !elements.isEmpty, elements.allSatisfy({ $0 != nil }) else {
            diagnostics.error(
                .wrongType, "`\(entry.key)` should be a list of \(what)", at: entry.value.location,
                hint: entry.value.string.map { "write `\(entry.key): [\($0)]`" })
            return nil
        }
        return elements.compactMap(\.self)
    }
}

extension OperationSelector {
    /// Whether a member was read.
    fileprivate func has(_ member: String) -> Bool {
        switch member {
        case "tags": tags != nil
        case "operations": operations != nil
        case "paths": paths != nil
        case "methods": methods != nil
        case "except": !except.isEmpty
        default: false
        }
    }
}
