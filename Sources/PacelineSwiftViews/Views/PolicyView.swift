import PacelineModel
import PacelinePolicy
package import PacelineTemplating

/// A declared limit as a static value.
package struct PolicyView: TemplateView {
    let docs: String
    let access: String
    let name: String
    /// The arguments of the initialiser, up to its parenthesis.
    let arguments: String

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "name": .init(\.name), "arguments": .init(\.arguments),
    ]

    init(_ policy: Policy, names: APINames, access: FileHeader.Access) {
        var docs = DocLines(depth: 8)
        let words = LimitWords.of(policy)
        docs.paragraph(words.prefix(1).uppercased() + words.dropFirst() + ".")
        docs.paragraph(policy.value.numbers.countingText)
        docs.paragraph(LimitWords.counted(policy.value))
        docs.paragraph(policy.description)
        for (name, numbers) in policy.plans {
            docs.item("Plan `\(name)`: \(numbers.text(unit: policy.value.unit)).")
        }
        if let source = policy.source {
            docs.item("Source: \(source.url)" + (source.checked.map { " (checked \($0))" } ?? ""))
        }
        switch policy.adjustable {
        case .no: break
        case .yes: docs.item("A bigger number can be agreed.")
        case .at(let place): docs.item("A bigger number can be agreed: \(place)")
        }
        self.docs = docs.text
        self.access = access.modifier
        name = names.policy(policy.name).description
        arguments = Self.arguments(policy.value, plans: policy.plans)
    }

    /// What equals the runtime's own default is left out.
    private static func arguments(_ policy: RateLimitPolicy, plans: [(String, RateLimitNumbers)]) -> String {
        var arguments = [
            "name: \(StringLiteral.of(policy.name))", "numbers: \(PolicyExpression.of(policy.numbers))",
        ]
        if !plans.isEmpty {
            let plans = plans.map { "\(StringLiteral.of($0)): \(PolicyExpression.of($1))" }
            arguments.append("plans: [\(plans.joined(separator: ", "))]")
        }
        if policy.unit != "requests" { arguments.append("unit: \(StringLiteral.of(policy.unit))") }
        if !policy.per.isEmpty { arguments.append("per: \(PolicyExpression.list(policy.per, PolicyExpression.of))") }
        if let sets = policy.authentication {
            arguments.append(
                "authentication: \(PolicyExpression.list(sets, StringLiteral.list))")
        }
        if policy.refusal != RefusalPattern() {
            arguments.append("refusal: \(PolicyExpression.of(policy.refusal))")
        }
        if policy.retry != RefusalRetry() { arguments.append("retry: \(PolicyExpression.of(policy.retry))") }
        if let fields = policy.fields { arguments.append("fields: \(PolicyExpression.of(fields))") }
        return arguments.map { "            \($0)" }.joined(separator: ",\n") + ")"
    }
}

extension Policy {
    /// The plans in document order.
    fileprivate var plans: [(String, RateLimitNumbers)] {
        planNames.compactMap { name in value.plans[name].map { (name, $0) } }
    }
}
