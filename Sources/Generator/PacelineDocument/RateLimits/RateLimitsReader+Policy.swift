internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

extension RateLimitsReader {
    /// nil when the policy cannot be enforced as written, after an error.
    mutating func policy(_ entry: Entries.Entry) -> PolicyObject? {
        guard let members = members(of: entry) else { return nil }
        // All of them, so that every mistake is named.
        let isComplete = members.chain.allSatisfy { right($0) != nil }
        let numbers = numbers(of: members, isComplete: isComplete)
        let plans = members["plans"].map { self.plans($0, of: numbers) } ?? []
        let per = members["per"].map { partition($0) } ?? []
        guard isComplete, let numbers, let plans, let per else { return nil }
        return PolicyObject(
            name: entry.key, numbers: numbers, timezone: numbers.window == nil ? nil : members["timezone"]?.string,
            plans: plans, unit: members["unit"]?.string ?? "requests",
            cost: members["cost"].map(CostObject.init) ?? CostObject(), per: per,
            applies: members["applies"].map(AppliesObject.init) ?? .all,
            when: members["when"].map(WhenObject.init) ?? WhenObject(),
            counts: members["counts"].map(ResponsePattern.init),
            refusal: members["refusal"].map(RefusalObject.init) ?? defaultRefusal ?? standardRefusal(at: entry),
            retry: members["retry"].map(RetryObject.init) ?? defaultRetry ?? RetryObject(),
            headers: members["headers"].map(QuotaFields.init) ?? defaultHeaders,
            isLearned: members["learn"]?.boolean ?? false,
            adjustable: members["adjustable"].map(AdjustableValue.init) ?? .no,
            description: members["description"]?.string, source: members["source"].flatMap(SourceObject.init),
            members: members, location: entry.keyNode.location)
    }

    private func standardRefusal(at entry: Entries.Entry) -> RefusalObject {
        let location = entry.keyNode.location
        return RefusalObject(
            value: RefusalPattern(), statusLocations: [location], messageLocations: [], conditionLocations: [],
            location: location)
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
            guard current.value.isMapping else { return nil }
            chain.append(current.value)
            names.append(current.key)
            known.insert(current.key)
            guard let like = current.value["like"] else { break }
            guard let name = like.string else { return nil }
            guard let next = writtenByName[name] else {
                diagnostics.error(
                    .unknownPolicy, "there is no policy `\(name)` to be like", at: like.location,
                    hint: Suggestion.hint(for: name, among: written.map(\.key).filter { $0 != current.key }))
                return nil
            }
            guard !known.contains(name) else {
                // A policy that only leads into a circle has no mistake of its own.
                guard name == entry.key, let own = entry.value["like"] else { return nil }
                let circle = (names + [name]).map { "`\($0)`" }.joined(separator: " → ")
                diagnostics.error(.circularLike, "this `like` leads back to itself: \(circle)", at: own.location)
                return nil
            }
            guard chain.count < Self.longestChain else {
                diagnostics.error(
                    .longLike, "more than \(Self.longestChain) policies are like one another here", at: like.location)
                return nil
            }
            current = next
        }
        return PolicyMembers(name: entry.key, chain: chain, location: entry.keyNode.location)
    }
}
