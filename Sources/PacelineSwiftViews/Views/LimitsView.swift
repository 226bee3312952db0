package import PacelineModel
package import PacelineTemplating

/// `Limits.swift`: the declared limits, and the API's identity.
package struct LimitsView: TemplateView {
    let comment: String
    let imports: [String]
    let access: String
    let client: String
    let policies: [PolicyView]
    /// The declaration of the list of all policies.
    let all: String
    let identity: String
    /// `, plan: "…"` where the document names one, and `, dates: .strict` where the configuration says so.
    let plan: String
    /// The declaration of the list of all operations.
    let operations: String
    /// The end of the call of the matrix's initialiser with the list of groups.
    let groups: String

    package static let fields: Fields = [
        "comment": .init(\.comment), "imports": .init(\.imports), "access": .init(\.access), "client": .init(\.client),
        "policies": .init(\.policies),
        "all": .init(\.all), "identity": .init(\.identity), "plan": .init(\.plan), "operations": .init(\.operations),
        "groups": .init(\.groups),
    ]

    package init(_ api: API, names: APINames, header: FileHeader) {
        comment = header.limitsComment
        imports = header.imports(foundation: false)
        access = header.access.modifier
        client = names.client.description
        policies = api.policies.map { PolicyView($0, names: names, access: header.access) }
        all = Signature.array(
            "\(access)static let all: [RateLimitPolicy] = ", api.policies.map { names.policy($0.name).description },
            depth: 8)
        identity = StringLiteral.of(api.identity ?? names.client.bare)
        plan =
            (api.plan.map { ", plan: \(StringLiteral.of($0))" } ?? "") + (api.datesAreStrict ? ", dates: .strict" : "")
        operations = Signature.array(
            "\(access)static let all: [OperationDescriptor] = ",
            api.operations.map { names.descriptor($0.id).description }, depth: 8)
        groups = Signature.array("groups: ", api.groups.map(Self.group), ")", depth: 8)
    }

    private static func group(_ group: Group) -> String {
        let parent = group.parent.map { ", parent: \(StringLiteral.of($0))" } ?? ""
        return "LimitMatrix.Group(\(StringLiteral.of(group.name)), title: \(StringLiteral.of(group.title))\(parent))"
    }
}
