package import PacelineModel
import PacelinePolicy
package import PacelineTemplating

/// `Limits.swift`: the declared limits, and the API's identity.
package struct LimitsView: TemplateView {
    let comment: String
    let imports: [String]
    let access: String
    /// The version of the runtime that the code needs.
    let runtime: String
    let client: String
    let policies: [PolicyView]
    /// What the API's limits are known by, and the plan that counts, as literals.
    let identity: String
    /// The client's name and the document's version, as the User-Agent field has them.
    let product: String
    let plan: String?
    /// Whether dates that break the format's rules are mistakes.
    let datesAreStrict: Bool
    /// The names of the descriptors of all operations, in document order.
    let operations: [String]
    let groups: [Group]

    package static let fields: Fields = [
        "comment": .init(\.comment), "imports": .init(\.imports), "access": .init(\.access),
        "runtime": .init(\.runtime), "client": .init(\.client), "policies": .init(\.policies),
        "identity": .init(\.identity), "product": .init(\.product), "plan": .init(\.plan),
        "datesAreStrict": .init(\.datesAreStrict), "operations": .init(\.operations), "groups": .init(\.groups),
    ]

    /// A group of operations; all its fields are literals.
    package struct Group: TemplateView {
        let name: String
        let title: String
        let parent: String?

        package static let fields: Fields = [
            "name": .init(\.name), "title": .init(\.title), "parent": .init(\.parent),
        ]
    }

    /// The runtime's name for a version: `paceline0_2`, from 1.0 on `paceline1`.
    package static func runtime(of version: String) -> String {
        let parts = version.split(separator: ".")
        return "paceline" + (parts.first == "0" ? parts.prefix(2) : parts.prefix(1)).joined(separator: "_")
    }

    package init(_ api: API, names: APINames, header: FileHeader) {
        comment = header.limitsComment
        imports = header.imports(foundation: false)
        access = header.access.modifier
        runtime = Self.runtime(of: PacelineVersion.current)
        client = names.client.description
        policies = api.policies.map { PolicyView($0, names: names, access: header.access) }
        let product = [names.client.bare, String(api.version.prefix(40))].map(\.token).filter { !$0.isEmpty }
        self.product = StringLiteral.of(product.joined(separator: "/"))
        identity = StringLiteral.of(api.identity ?? names.client.bare)
        plan = api.plan.map(StringLiteral.of)
        datesAreStrict = api.datesAreStrict
        operations = api.operations.map { names.descriptor($0.id).description }
        groups = api.groups.map { group in
            Group(
                name: StringLiteral.of(group.name), title: StringLiteral.of(group.title),
                parent: group.parent.map(StringLiteral.of))
        }
    }
}

extension String {
    /// The text as a token (RFC 9110, section 5.6.2), with `-` for what none can hold.
    fileprivate var token: String {
        let kept = utf8.map { $0.isLetter || $0.isNumber || "._".utf8.contains($0) ? $0 : UInt8(ascii: "-") }
        return String(decoding: kept, as: UTF8.self)
    }
}
