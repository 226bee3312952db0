internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

extension RateLimitsReader {
    /// The numbers of the plans; nil when they cannot be read whole, after an error.
    mutating func plans(_ node: Node, of numbers: RateLimitNumbers?) -> [PlanObject]? {
        var plans: [PlanObject] = []
        for entry in node.entries {
            guard right(entry.value) != nil, let change = change(entry.value), let numbers else { continue }
            guard let replaced = numbers.replacing(change) else {
                error(
                    .wrongNumbers, "the numbers of the plan `\(entry.key)` are of another kind than the policy's",
                    at: entry.value)
                continue
            }
            plans.append(PlanObject(name: entry.key, numbers: replaced, location: entry.keyNode.location))
        }
        return plans.count == node.entries.map(\.key).count ? plans : nil
    }

    /// The numbers that an object gives; nil when one of them is wrong, which has been reported.
    func change(_ node: Node) -> NumbersChange? {
        guard right(node) != nil else { return nil }
        return NumbersChange(
            quota: node["quota"]?.quantity, window: node["window"]?.duration, burst: node["burst"]?.quantity,
            concurrency: node["concurrency"]?.whole)
    }
}

extension CostObject {
    /// A number, or numbers by method and what they are corrected by.
    init(_ node: Node) {
        guard node.isMapping else {
            self.init(declaredDefault: node.quantity)
            return
        }
        self.init(declaredDefault: node["default"]?.quantity)
        for entry in node["methods"]?.entries.map({ $0 }) ?? [] {
            methods[entry.key.lowercased()] = entry.value.quantity
        }
        if let node = node["estimate"], let text = node.string {
            estimateLocation = node.location
            if case .request(let value)? = RuntimeExpression(text) {
                estimate = .value(value)
            } else {
                estimate = .hook(text, isRequired: declaredDefault == nil && methods.isEmpty)
            }
        }
        if let node = node["settle"], let value = ResponseValue(node) {
            settlementLocation = node.location
            settlement = value
        }
    }
}
