import PacelineModel

/// The parts of a policy as expressions of the runtime's types.
enum PolicyExpression {
    static func list<Element>(_ elements: [Element], _ expression: (Element) -> String) -> String {
        "[" + elements.map(expression).joined(separator: ", ") + "]"
    }

    /// A call as a member of a policy's declaration.
    private static func call(_ name: String, _ arguments: [String]) -> String {
        Signature.expression(name + "(", arguments, ")", depth: 12, label: 12)
    }

    static func of(_ numbers: Policy.Numbers) -> String {
        switch numbers {
        case .quota(let window):
            var text = ".quota(\(LimitWords.number(window.quota)), per: \(LimitWords.expression(window.milliseconds))"
            if let algorithm = of(window.algorithm) { text += ", algorithm: \(algorithm)" }
            if window.granularityMilliseconds > 0 {
                text += ", granularity: \(LimitWords.expression(window.granularityMilliseconds))"
            }
            return text + ")"
        case .concurrency(let limit): return ".concurrency(\(limit))"
        case .undisclosed: return ".undisclosed"
        }
    }

    private static func of(_ algorithm: Policy.Algorithm) -> String? {
        switch algorithm {
        case .unknown: nil
        case .fixed(.calendar): ".calendar"
        case .fixed: ".fixed"
        case .sliding: ".sliding"
        case .tokenBucket(let burst): ".tokenBucket(burst: \(LimitWords.number(burst)))"
        case .counter: ".counter"
        }
    }

    static func of(_ partition: Policy.Partition) -> String {
        switch partition {
        case .principal(let word, _), .clientParameter(let word): StringLiteral.of(word)
        case .structure(let structure): ".\(structure.rawValue)"
        case .request(let value, let word): of(value, word: StringLiteral.of(word))
        }
    }

    private static func of(_ value: Policy.RequestValue, word: String) -> String {
        switch value {
        case .path(let name): ".pathParameter(\(StringLiteral.of(name)), word: \(word))"
        case .query(let name): ".queryParameter(\(StringLiteral.of(name)), word: \(word))"
        case .header(let name): ".headerField(\(StringLiteral.of(name)), word: \(word))"
        }
    }

    static func of(_ refusal: Policy.Refusal) -> String {
        let statuses = refusal.statuses.compactMap { status in
            switch status {
            case .code(let code): ".code(\(code))"
            case .range(let digit): ".hundreds(\(digit))"
            case .any: nil
            }
        }
        var arguments: [String] = []
        if refusal.statuses != Policy.Refusal().statuses {
            arguments.append("statuses: [\(statuses.joined(separator: ", "))]")
        }
        if !refusal.messages.isEmpty { arguments.append("messages: \(StringLiteral.list(refusal.messages))") }
        if !refusal.conditions.isEmpty {
            let conditions = refusal.conditions.map { "ResponseCondition(\(of($0.value)), \(of($0.predicate)))" }
            arguments.append("conditions: " + Signature.expression("[", conditions, "]", depth: 16, label: 12))
        }
        if !refusal.isCounted { arguments.append("isCounted: false") }
        return call("RefusalPattern", arguments)
    }

    private static func of(_ value: Policy.ResponseValue) -> String {
        switch value {
        case .header(let name): ".header(\(StringLiteral.of(name)))"
        case .body(let pointer): ".body(\(StringLiteral.of(pointer)))"
        }
    }

    private static func of(_ predicate: Policy.Predicate) -> String {
        switch predicate {
        case .anyOf(let texts): ".anyOf(\(StringLiteral.list(texts)))"
        case .contains(let text): ".contains(\(StringLiteral.of(text)))"
        case .minimum(let number): ".minimum(\(LimitWords.number(number)))"
        case .maximum(let number): ".maximum(\(LimitWords.number(number)))"
        case .present(let isPresent): ".present(\(isPresent))"
        case .not(let predicate): ".not(\(of(predicate)))"
        case .all(let predicates): ".all(\(list(predicates, of)))"
        }
    }

    static func of(_ retry: Policy.Retry) -> String {
        let standard = Policy.Retry()
        var arguments: [String] = []
        if retry.after != standard.after { arguments.append("after: \(list(retry.after, of))") }
        if let attempts = retry.attempts { arguments.append("attempts: \(attempts)") }
        if let wait = retry.maximumWaitMilliseconds {
            arguments.append("maximumWait: \(LimitWords.expression(wait))")
        }
        if let isNotProcessed = retry.isNotProcessed { arguments.append("isNotProcessed: \(isNotProcessed)") }
        if let exhausted = retry.exhausted { arguments.append("exhausted: .\(exhausted.rawValue)") }
        if retry.blocksAll { arguments.append("blocksAll: true") }
        return call("RefusalRetry", arguments)
    }

    private static func of(_ source: Policy.RetryAfter) -> String {
        switch source {
        case .header: ".header"
        case .reset: ".reset"
        case .value(let value): ".value(\(of(value)))"
        case .window: ".window"
        case .fixed(let milliseconds): ".fixed(\(LimitWords.expression(milliseconds)))"
        }
    }

    static func of(_ fields: Policy.QuotaFields) -> String {
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
