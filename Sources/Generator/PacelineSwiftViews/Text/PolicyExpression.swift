import PacelinePolicy

/// The parts of a policy as expressions of the runtime's types.
enum PolicyExpression {
    static func list<Element>(_ elements: [Element], _ expression: (Element) -> String) -> String {
        "[" + elements.map(expression).joined(separator: ", ") + "]"
    }

    /// A call as a member of a policy's declaration.
    private static func call(_ name: String, _ arguments: [String]) -> String {
        elements(name + "(", arguments, ")", depth: 12, label: 12)
    }

    /// A list that a member of a policy's declaration is; nil where it would be empty.
    static func member(_ label: String, _ elements: [String]) -> String? {
        elements.isEmpty ? nil : self.elements("[", elements, "]", depth: 12, label: label.count + 3)
    }

    static func plans(_ plans: [(name: String, numbers: RateLimitNumbers)]) -> String? {
        member("plans", plans.map { "\(StringLiteral.of($0.name)): \(of($0.numbers))" })
    }

    /// Elements between brackets, on lines of their own below `depth` where one line would be too long.
    /// - Parameter label: How many letters may stand before them on their line.
    private static func elements(
        _ start: String, _ elements: [String], _ end: String, depth: Int, label: Int
    ) -> String {
        let line = start + elements.joined(separator: ", ") + end
        // One less than a formatter's default of 120: it refuses some lines of just that length.
        guard depth + label + line.count >= 119 || line.contains("\n") else { return line }
        let indent = "\n" + String(repeating: " ", count: depth + 4)
        let lines = start + elements.map { indent + $0 }.joined(separator: ",")
        // A list ends with a comma and a line break, a call with neither.
        return end == "]" ? lines + ",\n" + String(repeating: " ", count: depth) + end : lines + end
    }

    static func of(_ numbers: RateLimitNumbers) -> String {
        switch numbers {
        case .quota(let quota, let window, let algorithm, let granularity):
            var text = ".quota(\(quota.formatted), per: \(of(window))"
            if let algorithm = of(algorithm) { text += ", algorithm: \(algorithm)" }
            if granularity > .zero { text += ", granularity: \(of(granularity))" }
            return text + ")"
        case .concurrency(let limit): return ".concurrency(\(limit))"
        case .undisclosed: return ".undisclosed"
        }
    }

    /// That windows begin with their first request is nothing that a client could use: others send some, too.
    private static func of(_ algorithm: RateLimitAlgorithm) -> String? {
        switch algorithm {
        case .unknown: nil
        case .fixed(.calendar): ".calendar"
        case .fixed(.clock): ".fixed(.clock)"
        case .fixed: ".fixed"
        case .sliding: ".sliding"
        case .tokenBucket(let burst): ".tokenBucket(burst: \(burst.formatted))"
        case .counter: ".counter"
        }
    }

    /// A time in whole milliseconds, as the document has them.
    private static func of(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return attoseconds == 0
            ? ".seconds(\(seconds))" : ".milliseconds(\(seconds * 1000 + attoseconds / 1_000_000_000_000_000))"
    }

    static func of(_ partition: RateLimitPartition) -> String {
        switch partition {
        case .client(let word): return StringLiteral.of(word)
        case .operation, .path, .method, .tag, .server: return ".\(partition)"
        case .request(let value, let word, let groups):
            let groups = groups.sorted { $0.key < $1.key }
                .map { "\(StringLiteral.of($0.key)): \(StringLiteral.list($0.value))" }
            let argument = groups.isEmpty ? "" : ", groups: [\(groups.joined(separator: ", "))]"
            return ".request(\(of(value)), word: \(StringLiteral.of(word))\(argument))"
        }
    }

    private static func of(_ value: RequestValue) -> String {
        switch value {
        case .path(let name): ".path(\(StringLiteral.of(name)))"
        case .query(let name): ".query(\(StringLiteral.of(name)))"
        case .header(let name): ".header(\(StringLiteral.of(name)))"
        case .body(let pointer): ".body(\(StringLiteral.of(pointer)))"
        }
    }

    static func of(_ condition: RequestCondition) -> String {
        "RequestCondition(\(of(condition.value)), \(of(condition.predicate)))"
    }

    static func of(_ estimate: CostEstimate) -> String {
        switch estimate {
        case .value(let value): ".value(\(of(value)))"
        case .hook(let name, let isRequired):
            ".hook(\(StringLiteral.of(name))\(isRequired ? ", isRequired: true" : ""))"
        }
    }

    static func of(_ refusal: RefusalPattern) -> String {
        var arguments: [String] = []
        if refusal.response.statuses != RefusalPattern().response.statuses {
            arguments.append("statuses: \(of(refusal.response.statuses))")
        }
        arguments += others(refusal.response)
        if !refusal.isCounted { arguments.append("isCounted: false") }
        return call("RefusalPattern", arguments)
    }

    static func of(_ pattern: ResponsePattern) -> String {
        let statuses = pattern.statuses.isEmpty ? [] : ["statuses: \(of(pattern.statuses))"]
        return call("ResponsePattern", statuses + others(pattern))
    }

    private static func of(_ statuses: [ResponsePattern.StatusRange]) -> String {
        list(statuses) { status in
            switch status {
            case .code(let code): ".code(\(code))"
            case .hundreds(let digit): ".hundreds(\(digit))"
            }
        }
    }

    /// What a pattern asks for besides statuses.
    private static func others(_ pattern: ResponsePattern) -> [String] {
        var arguments: [String] = []
        if !pattern.messages.isEmpty { arguments.append("messages: \(StringLiteral.list(pattern.messages))") }
        if !pattern.conditions.isEmpty {
            let conditions = pattern.conditions.map { "ResponseCondition(\(of($0.value)), \(of($0.predicate)))" }
            arguments.append("conditions: " + elements("[", conditions, "]", depth: 16, label: 12))
        }
        return arguments
    }

    static func of(_ value: ResponseValue) -> String {
        switch value {
        case .header(let name): ".header(\(StringLiteral.of(name)))"
        case .body(let pointer): ".body(\(StringLiteral.of(pointer)))"
        }
    }

    private static func of(_ predicate: ValuePredicate) -> String {
        switch predicate {
        case .anyOf(let texts): ".anyOf(\(StringLiteral.list(texts)))"
        case .contains(let text): ".contains(\(StringLiteral.of(text)))"
        case .like(let text): ".like(\(StringLiteral.of(text)))"
        case .minimum(let number): ".minimum(\(number.formatted))"
        case .maximum(let number): ".maximum(\(number.formatted))"
        case .present(let isPresent): ".present(\(isPresent))"
        case .not(let predicate): ".not(\(of(predicate)))"
        case .all(let predicates): ".all(\(list(predicates, of)))"
        }
    }

    static func of(_ retry: RefusalRetry) -> String {
        let defaults = RefusalRetry()
        var arguments: [String] = []
        if retry.after != defaults.after { arguments.append("after: \(list(retry.after, of))") }
        if let attempts = retry.attempts { arguments.append("attempts: \(attempts)") }
        if let wait = retry.maximumWait {
            arguments.append("maximumWait: \(of(wait))")
        }
        if let isNotProcessed = retry.isNotProcessed { arguments.append("isNotProcessed: \(isNotProcessed)") }
        if let exhausted = retry.exhausted { arguments.append("exhausted: .\(exhausted.rawValue)") }
        if retry.blocksAll { arguments.append("blocksAll: true") }
        return call("RefusalRetry", arguments)
    }

    private static func of(_ source: RetryAfterSource) -> String {
        switch source {
        case .header: ".header"
        case .reset: ".reset"
        case .value(let value): ".value(\(of(value)))"
        case .window: ".window"
        case .fixed(let duration): ".fixed(\(of(duration)))"
        }
    }

    static func of(_ fields: QuotaFields) -> String {
        guard case .named(let names) = fields else { return ".ietf" }
        var arguments: [String] = []
        for (label, value) in [("limit", names.limit), ("remaining", names.remaining), ("used", names.used)] {
            if let value { arguments.append("\(label): \(of(value))") }
        }
        if let reset = names.reset {
            let form = reset.form == .epochMilliseconds ? "epochMilliseconds" : reset.form.rawValue
            arguments.append("reset: QuotaFields.Reset(\(of(reset.value)), .\(form))")
        }
        for (label, value) in [("rate", names.rate), ("bucket", names.bucket), ("name", names.name)] {
            if let value { arguments.append("\(label): \(of(value))") }
        }
        if !names.templates.isEmpty {
            let templates = list(names.templates) { template in
                let field = StringLiteral.of(template.field)
                return "QuotaFields.Template(\(field), \(StringLiteral.of(template.template.text)))"
            }
            arguments.append("templates: \(templates)")
        }
        return call(".named", arguments)
    }
}
