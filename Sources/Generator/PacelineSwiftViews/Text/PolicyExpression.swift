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

    /// Where windows begin that are no calendar's is nothing that a client could use: its clock is another.
    private static func of(_ algorithm: RateLimitAlgorithm) -> String? {
        switch algorithm {
        case .unknown: nil
        case .fixed(.calendar): ".calendar"
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
        case .client(let word): StringLiteral.of(word)
        case .operation, .path, .method, .tag, .server: ".\(partition)"
        case .pathParameter(let name, let word): of("pathParameter", name, word)
        case .queryParameter(let name, let word): of("queryParameter", name, word)
        case .headerField(let name, let word): of("headerField", name, word)
        }
    }

    private static func of(_ kind: String, _ name: String, _ word: String) -> String {
        ".\(kind)(\(StringLiteral.of(name)), word: \(StringLiteral.of(word)))"
    }

    static func of(_ refusal: RefusalPattern) -> String {
        let statuses = refusal.statuses.map { status in
            switch status {
            case .code(let code): ".code(\(code))"
            case .hundreds(let digit): ".hundreds(\(digit))"
            }
        }
        var arguments: [String] = []
        if refusal.statuses != RefusalPattern().statuses {
            arguments.append("statuses: [\(statuses.joined(separator: ", "))]")
        }
        if !refusal.messages.isEmpty { arguments.append("messages: \(StringLiteral.list(refusal.messages))") }
        if !refusal.conditions.isEmpty {
            let conditions = refusal.conditions.map { "ResponseCondition(\(of($0.value)), \(of($0.predicate)))" }
            arguments.append("conditions: " + elements("[", conditions, "]", depth: 16, label: 12))
        }
        if !refusal.isCounted { arguments.append("isCounted: false") }
        return call("RefusalPattern", arguments)
    }

    private static func of(_ value: ResponseValue) -> String {
        switch value {
        case .header(let name): ".header(\(StringLiteral.of(name)))"
        case .body(let pointer): ".body(\(StringLiteral.of(pointer)))"
        }
    }

    private static func of(_ predicate: ResponseCondition.Predicate) -> String {
        switch predicate {
        case .anyOf(let texts): ".anyOf(\(StringLiteral.list(texts)))"
        case .contains(let text): ".contains(\(StringLiteral.of(text)))"
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
        for (label, name) in [("limit", names.limit), ("remaining", names.remaining), ("used", names.used)] {
            if let name { arguments.append("\(label): \(StringLiteral.of(name))") }
        }
        if let reset = names.reset {
            let form = reset.form == .epochMilliseconds ? "epochMilliseconds" : reset.form.rawValue
            arguments.append("reset: QuotaFields.Reset(\(StringLiteral.of(reset.field)), .\(form))")
        }
        return call(".named", arguments)
    }
}
