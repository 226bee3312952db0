package import PacelineModel
import PacelinePolicy
package import PacelineTemplating

/// `Client.swift` where only limits are generated: what makes the runtime's `LimitedRequests` of them.
package struct LimitedRequestsView: TemplateView {
    /// A value whose quota the requests draw on.
    package struct Value: TemplateView, Equatable {
        let name: String
        /// What is meant when the caller says nothing, where the value may be left out.
        let defaultValue: String?
        let summary: String

        package static let fields: Fields = ["name": .init(\.name), "default": .init(\.defaultValue)]
    }

    let comment: String
    let imports: [String]
    let access: String
    let docs: String
    let client: String
    let functionDocs: String
    let values: [Value]
    /// The values by the words of `per`.
    let principals: String
    /// What a request draws on that is of no operation.
    let others: [DescriptorView.Limit]
    let servers: [ServerView]
    let serverValues: [ServerValuesView]
    /// The server that is called when the caller names none; nil where the caller must.
    let defaultServer: String?
    /// Whether operations have servers of their own.
    let hasOperationServers: Bool
    /// Whether the limits cannot be kept without something that only the program knows to be there.
    let throwsAtStart: Bool

    package static let fields: Fields = [
        "comment": .init(\.comment), "imports": .init(\.imports), "access": .init(\.access), "docs": .init(\.docs),
        "client": .init(\.client), "functionDocs": .init(\.functionDocs), "values": .init(\.values),
        "principals": .init(\.principals), "others": .init(\.others), "servers": .init(\.servers),
        "serverValues": .init(\.serverValues), "defaultServer": .init(\.defaultServer),
        "hasOperationServers": .init(\.hasOperationServers), "throwsAtStart": .init(\.throwsAtStart),
    ]

    package init(_ api: API, names: APINames, header: FileHeader) {
        comment = header.comment
        imports = header.imports(foundation: false)
        access = header.access.modifier
        client = names.client.description
        docs = Self.docs(api)
        var (values, entries): ([Value], [String]) = ([], [])
        for policy in api.policies {
            for case .client(let word) in policy.value.per {
                guard let value = Self.value(word, of: policy, api, names) else { continue }
                let entry = "\(StringLiteral.of(word)): \(value.name)"
                if !values.contains(value) { values.append(value) }
                if !entries.contains(entry) { entries.append(entry) }
            }
        }
        self.values = values
        principals = entries.isEmpty ? "[:]" : "[\(entries.joined(separator: ", "))]"
        others = api.policies.compactMap { policy in
            policy.costOfOthers.map { cost in
                DescriptorView.Limit(
                    policy: names.policy(policy.name).description, cost: cost.formatted,
                    isEstimated: policy.value.estimate != nil, numbers: nil)
            }
        }
        let views = ServerViews(api, names: names, access: header.access)
        (servers, serverValues, defaultServer) = (views.servers, views.values, views.defaultValue)
        hasOperationServers = api.operations.contains { $0.server != nil }
        throwsAtStart = api.policies.contains { $0.value.needsSomethingAtStart }
        functionDocs = Self.functionDocs(values)
    }

    /// The value that a word of `per` stands for; nil where each request tells it.
    private static func value(_ word: String, of policy: Policy, _ api: API, _ names: APINames) -> Value? {
        if let parameter = policy.clientParameter(for: .client(word)) {
            let description = api.clientParameters.first { $0.name == parameter }?.description ?? ""
            return Value(
                name: names.clientParameter(parameter).description, defaultValue: nil,
                summary: description.isEmpty ? "The value for which the server counts requests." : description)
        }
        guard api.freePrincipals.contains(word) else { return nil }
        return Value(
            name: names.principal(word).description, defaultValue: "\"\"",
            summary: "The \(word) whose quota the requests draw on.")
    }

    private static func docs(_ api: API) -> String {
        var docs = DocLines(depth: 0)
        docs.paragraph("The rate limits of \(api.title), version \(api.version), for requests that others make.")
        for policy in api.policies { docs.item(LimitWords.of(policy)) }
        return docs.text
    }

    private static func functionDocs(_ values: [Value]) -> String {
        var docs = DocLines(depth: 4)
        docs.paragraph("Returns the limits: give each request of another client to its `admit`.")
        docs.item("Parameters:")
        docs.item("server: The server that the requests go to.", level: 1)
        for value in values { docs.item("\(value.name): \(value.summary)", level: 1) }
        docs.item("options: How the limits are kept.", level: 1)
        return docs.text
    }
}
