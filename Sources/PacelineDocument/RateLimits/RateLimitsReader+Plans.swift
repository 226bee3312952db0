internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

extension RateLimitsReader {
    static let numbersMembers = Members(
        "a plan", built: ["quota", "window", "burst", "concurrency"], notBuilt: [])

    /// The numbers of the plans; nil when they cannot be read whole, after an error.
    mutating func plans(_ node: Node, of numbers: RateLimitNumbers?) -> [PlanObject]? {
        guard node.isMapping else {
            error(
                .wrongType, "`plans` should be a mapping from plans to numbers, this is \(node.kindName)",
                at: node)
            return nil
        }
        var plans: [PlanObject] = []
        for entry in node.entries {
            guard entry.value.isMapping else {
                error(.wrongType, "a plan should be a mapping, such as `{ quota: 60 }`", at: entry.value)
                continue
            }
            guard check(entry.value, Self.numbersMembers), let change = change(entry.value), let numbers
            else {
                continue
            }
            guard let replaced = numbers.replacing(change) else {
                error(
                    .wrongNumbers,
                    "the numbers of the plan `\(entry.key)` are of another kind than the policy's",
                    at: entry.value)
                continue
            }
            plans.append(PlanObject(name: entry.key, numbers: replaced, location: entry.keyNode.location))
        }
        return plans.count == node.entries.map(\.key).count ? plans : nil
    }

    /// The numbers that an object gives; nil when one of them is wrong, after an error.
    mutating func change(_ node: Node) -> NumbersChange? {
        let quota = node["quota"].map { amount($0, "quota") }
        let window = node["window"].map { duration($0, "window") }
        let burst = node["burst"].map { self.burst($0) }
        let concurrency = node["concurrency"].map { self.concurrency($0) }
        if case .some(nil) = quota { return nil }
        if case .some(nil) = window { return nil }
        if case .some(nil) = burst { return nil }
        if case .some(nil) = concurrency { return nil }
        return NumbersChange(
            quota: quota ?? nil, window: window ?? nil, burst: burst ?? nil,
            concurrency: concurrency ?? nil)
    }
}

// MARK: - Cost

extension RateLimitsReader {
    static let costMembers = Members(
        "`cost`", built: ["default", "methods"], notBuilt: ["estimate", "settle"])

    /// nil when the cost cannot be read whole, after an error.
    mutating func cost(_ node: Node) -> CostObject? {
        guard node.isMapping else {
            guard node.double != nil || node.string != nil else {
                error(
                    .wrongType, "`cost` should be a number, or a mapping with `default` and `methods`",
                    at: node)
                return nil
            }
            return amount(node, "cost").map { CostObject(standard: $0) }
        }
        var isComplete = check(node, Self.costMembers)
        var cost = CostObject()
        if let standard = node["default"] {
            if let value = amount(standard, "default") {
                cost.standard = value
            } else {
                isComplete = false
            }
        }
        guard let methods = node["methods"] else { return isComplete ? cost : nil }
        guard methods.isMapping else {
            error(
                .wrongType, "`methods` should be a mapping from methods to costs, such as `{ GET: 1 }`",
                at: methods)
            return nil
        }
        for entry in methods.entries {
            if let method = method(entry.keyNode), let value = amount(entry.value, "cost") {
                cost.methods[method] = value
            } else {
                isComplete = false
            }
        }
        return isComplete ? cost : nil
    }

    /// A method as a path item has it, from either case; nil after an error.
    mutating func method(_ node: Node) -> String? {
        let word = node.text ?? ""
        if PathItem.methods.contains(word.lowercased()) { return word.lowercased() }
        let known = PathItem.methods.map { $0.uppercased() }
        error(
            .unknownMethod, "`\(word)` is no method", at: node,
            hint: Suggestion.hint(for: word, among: known) ?? "one of \(known.joined(separator: ", "))")
        return nil
    }
}
