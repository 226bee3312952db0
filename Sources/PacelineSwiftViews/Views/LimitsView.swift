import Mustache
package import PacelineModel

/// `Limits.swift`: the declared limits, and the API's identity.
package struct LimitsView: View {
    let comment: String
    let imports: [String]
    let access: String
    let client: String
    let policies: [PolicyView]
    /// The lines that declare the list of all policies.
    let all: [String]
    let identity: String

    package static let fields: Fields = [
        "comment": \.comment, "imports": \.imports, "access": \.access, "client": \.client, "policies": \.policies,
        "all": \.all, "identity": \.identity,
    ]

    package init(_ api: API, names: APINames, header: FileHeader) {
        comment = header.comment
        imports = header.imports(foundation: false)
        access = header.access.modifier
        client = names.client.description
        policies = api.policies.map { PolicyView($0, names: names, access: header.access) }
        all = Signature.array(
            "\(access)static let all: [RateLimitPolicy] = ", api.policies.map { names.policy($0.name).description },
            depth: 8)
        identity = StringLiteral.of(api.identity ?? names.client.bare)
    }
}
