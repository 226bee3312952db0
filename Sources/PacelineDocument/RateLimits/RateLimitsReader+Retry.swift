internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

extension RateLimitsReader {
    static let retryMembers = Members(
        "`retry`", built: ["after", "attempts", "max-wait", "not-processed", "exhausted", "blocks"],
        notBuilt: [])

    /// nil when it cannot be read whole, after an error.
    mutating func retry(_ node: Node) -> RetryObject? {
        guard node.isMapping else {
            error(.wrongType, "`retry` should be a mapping with `after`", at: node)
            return nil
        }
        var isComplete = check(node, Self.retryMembers)
        var retry = RetryObject()
        func take<Value>(_ member: String, _ read: (Node) -> Value?, _ store: (Value) -> Void) {
            guard let value = node[member] else { return }
            if let value = read(value) { store(value) } else { isComplete = false }
        }
        take("after", { after($0) }, { retry.value.after = $0 })
        take("attempts", { attempts($0) }, { retry.value.attempts = $0 })
        take("max-wait", { duration($0, "max-wait") }, { retry.value.maximumWait = $0 })
        take("not-processed", { flag($0, "not-processed") }, { retry.value.isNotProcessed = $0 })
        take(
            "exhausted", { word($0, "exhausted", among: RefusalRetry.Exhausted.allCases.map(\.rawValue)) },
            { retry.value.exhausted = .init(rawValue: $0) })
        take(
            "blocks", { word($0, "blocks", among: ["policy", "all"]) }, { retry.value.blocksAll = $0 == "all" })
        retry.afterLocation = node["after"]?.location
        retry.maximumWaitLocation = node["max-wait"]?.location
        return isComplete ? retry : nil
    }

    private mutating func after(_ node: Node) -> [RetryAfterSource]? {
        guard node.isSequence else {
            error(
                .wrongType, "`after` should be a list, this is \(node.kindName)", at: node,
                hint: node.text.map { "write `after: [\($0)]`" })
            return nil
        }
        guard node.count > 0 else {
            error(
                .emptyRetry, "with an empty `after` a refused request would never be sent again",
                at: node,
                hint: "leave `after` out to wait by Retry-After, else until the reset, else one window")
            return nil
        }
        let sources = node.elements.map { source(of: $0) }
        return sources.contains(nil) ? nil : sources.compactMap(\.self)
    }

    private mutating func source(of node: Node) -> RetryAfterSource? {
        switch node.string {
        case "window": return .window
        case "reset": return .reset
        case let text? where text.lowercased() == "retry-after": return .header
        case let text? where text.hasPrefix("$"):
            return responseExpression(text, at: node).map { .value($0) }
        case let text? where text.first?.isNumber != true:
            error(
                .unknownWord, "`\(text)` is no source of a time to wait", at: node,
                hint: Suggestion.hint(for: text, among: ["Retry-After", "reset", "window"])
                    ?? "`Retry-After`, `reset`, `window` or a length of time such as `30s`")
            return nil
        default: return duration(node, "after").map { .fixed($0) }
        }
    }

    private mutating func attempts(_ node: Node) -> Int? {
        if let attempts = node.integer, (1...1000).contains(attempts) { return Int(attempts) }
        error(
            .wrongAttempts, "`attempts` should be a whole number from 1 to 1000", at: node,
            hint: node.integer == 0 ? "`attempts: 1` sends a request once" : nil)
        return nil
    }
}
