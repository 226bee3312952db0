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
        let groups = entry.value["groups"]?.entries.map { ($0.key, $0.value.elements.compactMap(\.scalarText)) } ?? []
        self.init(
            name: entry.key, value: value, groups: Dictionary(groups, uniquingKeysWith: { first, _ in first }),
            location: entry.keyNode.location)
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
        names.limit = node["limit"].flatMap(ResponseValue.init)
        names.remaining = node["remaining"].flatMap(ResponseValue.init)
        names.used = node["used"].flatMap(ResponseValue.init)
        names.rate = node["rate"].flatMap(ResponseValue.init)
        names.bucket = node["bucket"].flatMap(ResponseValue.init)
        names.name = node["name"].flatMap(ResponseValue.init)
        if let reset = node["reset"], let value = reset["from"].flatMap(ResponseValue.init),
            let form = reset["as"]?.string.flatMap(Form.init)
        {
            names.reset = Reset(value, form)
        }
        names.templates =
            node["parse"]?.entries.compactMap { entry in entry.value.string.map { Template(entry.key, $0) } } ?? []
        self = .named(names)
    }
}

extension ResponseValue {
    /// A header field by its name, or an expression.
    init?(_ node: Node) {
        guard let text = node.string else { return nil }
        if case .response(let value)? = RuntimeExpression(text) { self = value } else { self = .header(text) }
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

extension ResponsePattern {
    /// Conditions on statuses, on texts in the body and on values.
    init(_ node: Node) {
        self.init(
            statuses: (node["status"]?.items ?? []).compactMap { $0.text.flatMap(StatusRange.init) },
            messages: (node["message"]?.items ?? []).compactMap(\.string),
            conditions: node.conditions.compactMap { entry in
                guard case .response(let value)? = RuntimeExpression(entry.key) else { return nil }
                return ValuePredicate(entry.value).map { ResponseCondition(value, $0) }
            })
    }
}

extension RefusalObject {
    init(_ node: Node) {
        var value = RefusalPattern(isCounted: node["counted"]?.boolean ?? true)
        value.response = ResponsePattern(node)
        self.init(
            value: value, statusLocations: (node["status"]?.items ?? []).map(\.location),
            messageLocations: (node["message"]?.items ?? []).map(\.location),
            conditionLocations: node.conditions.map(\.keyNode.location), location: node.location)
    }
}

extension WhenObject {
    /// Credentials, and conditions on values of the request.
    init(_ node: Node) {
        authentication = node["auth"]?.elements.compactMap(LocatedText.init)
        conditions = node.conditions.compactMap { entry in
            guard case .request(let value)? = RuntimeExpression(entry.key) else { return nil }
            return ValuePredicate(entry.value).map {
                Condition(value: RequestCondition(value, $0), location: entry.keyNode.location)
            }
        }
    }
}

extension ValuePredicate {
    /// A value, a list of values of which one must be there, or conditions that must all hold.
    init?(_ node: Node) {
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
        case "like": self = .like(entry.value.scalarText ?? "")
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

    /// The members whose keys are expressions.
    fileprivate var conditions: [Entries.Entry] { entries.filter { $0.key.hasPrefix("$") } }
}
