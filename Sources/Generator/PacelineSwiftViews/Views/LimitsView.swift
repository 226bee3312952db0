package import PacelineModel
package import PacelineTemplating

/// `Limits.swift`: the declared limits, and the API's identity.
package struct LimitsView: TemplateView {
    let comment: String
    let imports: [String]
    let access: String
    let client: String
    let policies: [PolicyView]
    /// What the API's limits are known by, and the plan that counts, as literals.
    let identity: String
    let plan: String?
    /// Whether dates that break the format's rules are mistakes.
    let datesAreStrict: Bool
    /// The names of the descriptors of all operations, in the order of the document.
    let operations: [String]
    let groups: [Group]

    package static let fields: Fields = [
        "comment": .init(\.comment), "imports": .init(\.imports), "access": .init(\.access), "client": .init(\.client),
        "policies": .init(\.policies), "identity": .init(\.identity), "plan": .init(\.plan),
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

    package init(_ api: API, names: APINames, header: FileHeader) {
        comment = header.limitsComment
        imports = header.imports(foundation: false)
        access = header.access.modifier
        client = names.client.description
        policies = api.policies.map { PolicyView($0, names: names, access: header.access) }
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
