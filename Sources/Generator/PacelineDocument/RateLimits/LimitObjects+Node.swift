internal import PacelineDiagnostics
internal import PacelinePolicy
package import PacelineYAML

// The parts of a policy, of nodes that are of their shape.

extension LocatedText {
    /// The text of a string with its place; nil for any other node.
    package init?(_ node: Node) {
        guard let text = node.string else { return nil }
        self.init(text: text, location: node.location)
    }
}

extension SourceObject {
    init?(_ node: Node) {
        guard let url = node["url"]?.string else { return nil }
        self.init(url: url, checked: node["checked"]?.string)
    }
}

extension AppliesObject {
    /// `all`, `explicit`, a selector or a list of selectors.
    init(_ node: Node) {
        switch node.string {
        case "all": self = .all
        case "explicit": self = .explicit
        default: self = .selectors(OperationSelector.selectors(node) ?? [])
        }
    }
}

extension AdjustableValue {
    /// True, false, or where to ask.
    init(_ node: Node) { self = node.string.map { .at($0) } ?? (node.boolean == true ? .yes : .no) }
}

extension KeyObject {
    /// An expression, or a mapping with one.
    init?(_ entry: Entries.Entry) {
        let text = entry.value.string ?? entry.value["from"]?.string
        guard case .request(let value)? = text.flatMap(RuntimeExpression.init) else { return nil }
        self.init(name: entry.key, value: value, location: entry.keyNode.location)
    }
}

extension QuotaFields {
    /// A word for fields that many APIs have, or the names of the fields.
    init(_ node: Node) {
        if let fields = node.string.flatMap(QuotaFields.init(word:)) {
            self = fields
            return
        }
        var names = Names()
        names.limit = node["limit"]?.string
        names.remaining = node["remaining"]?.string
        names.used = node["used"]?.string
        if let reset = node["reset"], let field = reset["from"]?.string,
            let form = reset["as"]?.string.flatMap(Form.init)
        {
            names.reset = Reset(field, form)
        }
        self = .named(names)
    }
}

extension RetryObject {
    init(_ node: Node) {
        value.after = node["after"]?.elements.compactMap(RetryAfterSource.init) ?? value.after
        value.attempts = node["attempts"]?.whole
        value.maximumWait = node["max-wait"]?.duration
        value.isNotProcessed = node["not-processed"]?.boolean
        value.exhausted = node["exhausted"]?.string.flatMap(RefusalRetry.Exhausted.init)
        value.blocksAll = node["blocks"]?.string == "all"
        afterLocation = node["after"]?.location
        maximumWaitLocation = node["max-wait"]?.location
    }
}

extension RetryAfterSource {
    /// A word, a value of the response, or a length of time.
    fileprivate init?(_ node: Node) {
        switch node.string {
        case "window": self = .window
        case "reset": self = .reset
        case let text? where text.lowercased() == "retry-after": self = .header
        case let text? where text.hasPrefix("$"):
            guard case .response(let value)? = RuntimeExpression(text) else { return nil }
            self = .value(value)
        default:
            guard let duration = node.duration else { return nil }
            self = .fixed(duration)
        }
    }
}

// MARK: - Refusals

extension RefusalObject {
    init(_ node: Node) {
        let statuses = node["status"]?.items ?? []
        let messages = node["message"]?.items ?? []
        let conditions = node.entries.filter { $0.key.hasPrefix("$") }
        self.init(
            value: RefusalPattern(
                statuses: statuses.compactMap { $0.text.flatMap(RefusalPattern.StatusRange.init) },
                messages: messages.compactMap(\.string), conditions: conditions.compactMap(ResponseCondition.init),
                isCounted: node["counted"]?.boolean ?? true),
            statusLocations: statuses.map(\.location), messageLocations: messages.map(\.location),
            conditionLocations: conditions.map(\.keyNode.location), location: node.location)
    }
}

extension ResponseCondition {
    /// What a value of the response must be.
    fileprivate init?(_ entry: Entries.Entry) {
        guard case .response(let value)? = RuntimeExpression(entry.key), let predicate = Predicate(entry.value) else {
            return nil
        }
        self.init(value, predicate)
    }
}

extension ResponseCondition.Predicate {
    /// A value, a list of values of which one must be there, or conditions that must all hold.
    fileprivate init?(_ node: Node) {
        guard node.isMapping else {
            self = .anyOf(node.items.compactMap(\.scalarText))
            return
        }
        let predicates = node.entries.compactMap(Self.init)
        guard let first = predicates.first else { return nil }
        self = predicates.count == 1 ? first : .all(predicates)
    }

    private init?(_ entry: Entries.Entry) {
        switch entry.key {
        case "contains": self = .contains(entry.value.scalarText ?? "")
        case "min": self = .minimum(entry.value.double ?? 0)
        case "max": self = .maximum(entry.value.double ?? 0)
        case "present": self = .present(entry.value.boolean ?? true)
        case "not":
            guard let predicate = Self(entry.value) else { return nil }
            self = .not(predicate)
        default: return nil
        }
    }
}

extension Node {
    /// The elements of a list, or the one value in its place.
    package var items: [Node] { isSequence ? Array(elements) : [self] }
}
