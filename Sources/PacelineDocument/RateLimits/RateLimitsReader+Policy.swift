internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

extension RateLimitsReader {
    static let policyMembers = Members(
        "a policy",
        built: [
            "quota", "window", "concurrency", "algorithm", "burst", "align", "timezone", "granularity",
            "plans", "unit",
            "cost", "per", "applies", "when", "refusal", "retry", "headers", "like", "adjustable",
            "description",
            "source",
        ],
        notBuilt: ["counts", "learn"])

    /// nil when the policy cannot be enforced as written, after an error.
    mutating func policy(_ entry: Entries.Entry) -> PolicyObject? {
        guard let members = members(of: entry) else { return nil }
        // In the order of the language's own table, and all of them, so that every mistake is named.
        var isComplete = true
        for node in members.chain { isComplete = check(node, Self.policyMembers) && isComplete }
        let numbers = numbers(of: members, isComplete: isComplete)
        // Without a quota and a window that are right it is not looked at.
        let timezone = numbers?.window == nil ? nil : members["timezone"].flatMap { self.timezone($0) }
        let plans = members["plans"].map { self.plans($0, of: numbers) } ?? []
        let cost = members["cost"].map { self.cost($0) } ?? CostObject()
        let per = members["per"].map { partition($0) } ?? []
        let applies = members["applies"].map { self.applies($0) } ?? .all
        let when = members["when"].map { self.when($0) }
        let refusal =
            members["refusal"].map { self.refusal($0) } ?? defaultRefusal ?? standardRefusal(at: entry)
        let retry = members["retry"].map { self.retry($0) } ?? defaultRetry ?? RetryObject()
        let headers = members["headers"].map { self.headers($0) }
        let adjustable = members["adjustable"].map { self.adjustable($0) } ?? .no
        let unit = members["unit"].flatMap { text($0, "unit") } ?? "requests"
        let description = members["description"].flatMap { text($0, "description") }
        let source = members["source"].flatMap { self.source($0) }
        if case .some(nil) = when { return nil }
        if case .some(nil) = headers { return nil }
        guard isComplete, let numbers, let plans, let cost, let per, let applies, let refusal, let retry
        else { return nil }
        return PolicyObject(
            name: entry.key, numbers: numbers, timezone: timezone, plans: plans, unit: unit, cost: cost, per: per,
            applies: applies,
            authentication: when ?? nil, refusal: refusal, retry: retry,
            headers: (headers ?? nil) ?? defaultHeaders,
            adjustable: adjustable, description: description, source: source, members: members,
            location: entry.keyNode.location)
    }

    private func standardRefusal(at entry: Entries.Entry) -> RefusalObject {
        let location = entry.keyNode.location
        return RefusalObject(
            value: RefusalPattern(), statusLocations: [location], messageLocations: [], conditionLocations: [],
            location: location)
    }

    private mutating func adjustable(_ node: Node) -> AdjustableValue {
        if let isAdjustable = node.boolean { return isAdjustable ? .yes : .no }
        if let text = node.string, text.contains("://") || text.hasPrefix("mailto:") {
            return .at(text)
        }
        error(.wrongType, "`adjustable` should be true, false or the URL where to ask", at: node)
        return .no
    }
}

// MARK: - Inheritance

extension RateLimitsReader {
    /// How many policies may be like one another in a row: people write two or three.
    private static let longestChain = 256

    /// The policy with those that it is like; nil when one of them is missing, after an error.
    private mutating func members(of entry: Entries.Entry) -> PolicyMembers? {
        var chain: [Node] = []
        var names: [String] = []
        var known: Set<String> = []
        var current = entry
        while true {
            guard current.value.isMapping else {
                error(
                    .wrongType, "a policy should be a mapping, this is \(current.value.kindName)",
                    at: current.value)
                return nil
            }
            chain.append(current.value)
            names.append(current.key)
            known.insert(current.key)
            guard let like = current.value["like"] else { break }
            guard let name = text(like, "like") else { return nil }
            guard let next = writtenByName[name] else {
                error(
                    .unknownPolicy, "there is no policy `\(name)` to be like", at: like,
                    hint: Suggestion.hint(for: name, among: written.map(\.key).filter { $0 != current.key }))
                return nil
            }
            guard !known.contains(name) else {
                // A policy that only leads into a circle has no mistake of its own.
                guard name == entry.key, let own = entry.value["like"] else { return nil }
                let circle = (names + [name]).map { "`\($0)`" }.joined(separator: " → ")
                error(.circularLike, "this `like` leads back to itself: \(circle)", at: own)
                return nil
            }
            guard chain.count < Self.longestChain else {
                error(.longLike, "more than \(Self.longestChain) policies are like one another here", at: like)
                return nil
            }
            current = next
        }
        return PolicyMembers(name: entry.key, chain: chain, location: entry.keyNode.location)
    }
}
