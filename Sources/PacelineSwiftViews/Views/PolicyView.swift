import Mustache
import PacelineModel

/// A declared limit as a static value.
package struct PolicyView: View {
    let docs: String
    let access: String
    let name: String
    /// The arguments of the initialiser, up to its parenthesis.
    let arguments: String

    package static let fields: Fields = [
        "docs": \.docs, "access": \.access, "name": \.name, "arguments": \.arguments,
    ]

    init(_ policy: Policy, names: APINames, access: FileHeader.Access) {
        var docs = DocLines(depth: 8)
        let words = LimitWords.of(policy)
        docs.paragraph(words.prefix(1).uppercased() + words.dropFirst() + ".")
        docs.paragraph(LimitWords.counting(policy.numbers))
        docs.paragraph(LimitWords.counted(policy))
        docs.paragraph(policy.description)
        for plan in policy.plans {
            docs.item("Plan `\(plan.name)`: \(LimitWords.numbers(plan.numbers, unit: policy.unit)).")
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
        arguments = Self.arguments(policy)
    }

    /// What equals the runtime's own default is left out.
    private static func arguments(_ policy: Policy) -> String {
        var arguments = [
            "name: \(StringLiteral.of(policy.name))", "numbers: \(PolicyExpression.of(policy.numbers))",
        ]
        if !policy.plans.isEmpty {
            let plans = policy.plans.map { "\(StringLiteral.of($0.name)): \(PolicyExpression.of($0.numbers))" }
            arguments.append("plans: [\(plans.joined(separator: ", "))]")
        }
        if policy.unit != "requests" { arguments.append("unit: \(StringLiteral.of(policy.unit))") }
        if !policy.per.isEmpty { arguments.append("per: \(PolicyExpression.list(policy.per, PolicyExpression.of))") }
        if let sets = policy.authentication {
            arguments.append(
                "authentication: \(PolicyExpression.list(sets) { StringLiteral.list($0.map(\.name)) })")
        }
        if policy.refusal != Policy.Refusal() {
            arguments.append("refusal: \(PolicyExpression.of(policy.refusal))")
        }
        if policy.retry != Policy.Retry() { arguments.append("retry: \(PolicyExpression.of(policy.retry))") }
        if let fields = policy.fields { arguments.append("fields: \(PolicyExpression.of(fields))") }
        return arguments.map { "            \($0)" }.joined(separator: ",\n") + ")"
    }
}
