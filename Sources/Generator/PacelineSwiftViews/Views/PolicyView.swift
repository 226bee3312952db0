import PacelineModel
import PacelinePolicy
package import PacelineTemplating

/// A declared limit as a static value.
package struct PolicyView: TemplateView {
    let docs: String
    let access: String
    let name: String
    /// The policy's name as a literal, its numbers and so on as expressions. What equals the runtime's own default is
    /// absent.
    let policy: String
    let numbers: String
    let plans: String?
    let unit: String?
    let per: String?
    let authentication: String?
    let conditions: String?
    let estimate: String?
    let settlement: String?
    let counts: String?
    let timeZone: String?
    let refusal: String?
    let retry: String?
    let quotaFields: String?
    let isLearned: Bool

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "name": .init(\.name), "policy": .init(\.policy),
        "numbers": .init(\.numbers), "plans": .init(\.plans), "unit": .init(\.unit), "per": .init(\.per),
        "authentication": .init(\.authentication), "conditions": .init(\.conditions), "estimate": .init(\.estimate),
        "settlement": .init(\.settlement), "counts": .init(\.counts), "timeZone": .init(\.timeZone),
        "refusal": .init(\.refusal), "retry": .init(\.retry), "quotaFields": .init(\.quotaFields),
        "isLearned": .init(\.isLearned),
    ]

    init(_ policy: Policy, names: APINames, access: FileHeader.Access) {
        var docs = DocLines(depth: 8)
        let words = LimitWords.of(policy)
        docs.paragraph(words.prefix(1).uppercased() + words.dropFirst() + ".")
        docs.paragraph(policy.value.numbers.countingText)
        docs.paragraph(LimitWords.counted(policy.value))
        docs.paragraph(policy.description)
        if let zone = policy.value.timeZone { docs.paragraph("The calendar is that of `\(zone)`.") }
        for (name, numbers) in policy.plans {
            docs.item("Plan `\(name)`: \(numbers.text(unit: policy.value.unit)).")
        }
        if let source = policy.source {
            docs.item("Source: \(source.url)" + (source.checked.map { " (checked \($0))" } ?? ""))
        }
        switch policy.adjustable {
        case .no: break
        case .yes: docs.item("The quota can be raised on request.")
        case .at(let place): docs.item("The quota can be raised on request: \(place)")
        }
        self.docs = docs.text
        self.access = access.modifier
        name = names.policy(policy.name).description
        let value = policy.value
        self.policy = StringLiteral.of(value.name)
        numbers = PolicyExpression.of(value.numbers)
        plans = PolicyExpression.plans(policy.plans)
        unit = value.unit == "requests" ? nil : StringLiteral.of(value.unit)
        per = PolicyExpression.member("per", value.per.map(PolicyExpression.of))
        authentication = value.authentication.map { PolicyExpression.list($0, StringLiteral.list) }
        conditions = PolicyExpression.member("conditions", value.conditions.map(PolicyExpression.of))
        estimate = value.estimate.map(PolicyExpression.of)
        settlement = value.settlement.map(PolicyExpression.of)
        counts = value.counts.map(PolicyExpression.of)
        timeZone = value.timeZone.map(StringLiteral.of)
        isLearned = value.isLearned
        refusal = value.refusal == RefusalPattern() ? nil : PolicyExpression.of(value.refusal)
        retry = value.retry == RefusalRetry() ? nil : PolicyExpression.of(value.retry)
        quotaFields = value.fields.map(PolicyExpression.of)
    }
}

extension Policy {
    /// The plans in document order.
    fileprivate var plans: [(String, RateLimitNumbers)] {
        planNames.compactMap { name in value.plans[name].map { (name, $0) } }
    }
}
