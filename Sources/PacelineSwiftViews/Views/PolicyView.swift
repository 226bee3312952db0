import Mustache
import PacelineModel

/// A declared limit as a static value.
package struct PolicyView: View {
    let docs: [String]
    let access: String
    let name: String
    let declaredName: String
    let quota: String
    let window: String
    /// `unit: "…", ` where it is not `requests`.
    let unit: String
    let per: String
    let refusal: String
    let retryAfter: String

    package static let fields: Fields = [
        "docs": \.docs, "access": \.access, "name": \.name, "declaredName": \.declaredName, "quota": \.quota,
        "window": \.window, "unit": \.unit, "per": \.per, "refusal": \.refusal, "retryAfter": \.retryAfter,
    ]

    init(_ policy: Policy, names: APINames, access: FileHeader.Access) {
        var docs = DocLines(depth: 8)
        docs.paragraph(LimitWords.of(policy) + ".")
        docs.paragraph(policy.description)
        if let source = policy.source {
            docs.item("Source: \(source.url)" + (source.checked.map { " (checked \($0))" } ?? ""))
        }
        switch policy.adjustable {
        case .no: break
        case .yes: docs.item("A bigger number can be agreed.")
        case .at(let place): docs.item("A bigger number can be agreed: \(place)")
        }
        self.docs = docs.lines
        self.access = access.modifier
        name = names.policy(policy.name).description
        declaredName = StringLiteral.of(policy.name)
        quota = LimitWords.number(policy.quota)
        window = LimitWords.expression(policy.windowMilliseconds)
        unit = policy.unit == "requests" ? "" : "unit: \(StringLiteral.of(policy.unit)), "
        per = StringLiteral.list(policy.per.map(\.word))
        refusal = Self.refusal(policy.refusal)
        retryAfter = "[" + policy.retryAfter.map(Self.retryAfter).joined(separator: ", ") + "]"
    }

    private static func refusal(_ refusal: Policy.Refusal) -> String {
        let statuses = refusal.statuses.compactMap { status in
            switch status {
            case .code(let code): ".code(\(code))"
            case .range(let digit): ".hundreds(\(digit))"
            case .any: nil
            }
        }
        let list = "[" + statuses.joined(separator: ", ") + "]"
        return "RefusalPattern(statuses: \(list), messages: \(StringLiteral.list(refusal.messages)))"
    }

    private static func retryAfter(_ source: Policy.RetryAfter) -> String {
        switch source {
        case .header: ".header"
        case .window: ".window"
        case .fixed(let milliseconds): ".fixed(\(LimitWords.expression(milliseconds)))"
        }
    }
}
