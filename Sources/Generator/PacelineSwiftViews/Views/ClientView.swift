package import PacelineModel
import PacelinePolicy
package import PacelineTemplating

/// `Client.swift`: the client's type, its servers and credentials, and its groups.
package struct ClientView: TemplateView {
    let comment: String
    let imports: [String]
    let access: String
    let docs: String
    let client: String
    /// What the client holds for all calls: client parameters and principals.
    let values: [ValueView]
    let initDocs: String
    let withDocs: String
    /// The values whose quotas the client's calls draw on, by the words of `per`.
    let principals: String
    let groups: [GroupView]
    let servers: [ServerView]
    let serverValues: [ServerValuesView]
    /// The server that is called when the caller names none; nil where the caller must.
    let defaultServer: String?
    let schemes: [SchemeView]
    /// Whether there is something that can be called without credentials.
    let isCallableWithoutCredentials: Bool
    let hasUngrouped: Bool
    /// Whether operations have servers of their own.
    let hasOperationServers: Bool
    /// Whether a client cannot be made without something that only the program knows to be there.
    let throwsAtStart: Bool
    let headers: [HeaderView]
    let webhooks: [WebhookView]

    package static let fields: Fields = [
        "comment": .init(\.comment), "imports": .init(\.imports), "access": .init(\.access), "docs": .init(\.docs),
        "client": .init(\.client), "values": .init(\.values), "initDocs": .init(\.initDocs),
        "withDocs": .init(\.withDocs),
        "principals": .init(\.principals), "groups": .init(\.groups), "servers": .init(\.servers),
        "serverValues": .init(\.serverValues), "defaultServer": .init(\.defaultServer), "schemes": .init(\.schemes),
        "isCallableWithoutCredentials": .init(\.isCallableWithoutCredentials), "hasUngrouped": .init(\.hasUngrouped),
        "hasOperationServers": .init(\.hasOperationServers), "throwsAtStart": .init(\.throwsAtStart),
        "headers": .init(\.headers),
        "webhooks": .init(\.webhooks),
    ]

    package init(_ api: API, names: APINames, header: FileHeader) {
        let access = header.access
        comment = header.comment
        self.access = access.modifier
        client = names.client.description
        docs = Self.docs(api)
        values = ValueView.all(api, names: names, access: access)
        headers = HeaderView.all(api, names: names, access: access)
        let mentioned = api.clientParameters.map(\.type) + api.webhooks.compactMap(\.payload)
        imports = header.imports(
            foundation: Self.usesFoundation(api, headers), modules: names.modules(of: mentioned))
        principals = Self.principals(api, names: names)
        var schemeScope = NameAssigner(taken: ["none", "set", "merging"])
        schemes = api.securitySchemes.flatMap {
            SchemeView.all($0, names: names, scope: &schemeScope, access: access)
        }
        isCallableWithoutCredentials = api.isCallableWithoutCredentials
        throwsAtStart = api.policies.contains { $0.value.needsSomethingAtStart }
        webhooks = WebhookView.all(api, names: names, access: access)
        groups = api.namespaces.map { GroupView($0, names: names, access: access) }
        hasUngrouped = api.operations.contains { $0.namespace == nil }
        hasOperationServers = api.operations.contains { $0.server != nil }
        let serverViews = ServerViews(api, names: names, access: access)
        servers = serverViews.servers
        serverValues = serverViews.values
        defaultServer = serverViews.defaultValue
        initDocs = Self.initDocs(values, hasSchemes: !schemes.isEmpty)
        withDocs = Self.withDocs(values)
    }

    private static func usesFoundation(_ api: API, _ headers: [HeaderView]) -> Bool {
        api.clientParameters.contains { $0.type.usesFoundation }
            || headers.contains { $0.usesFoundation }
            || api.webhooks.contains { $0.payload?.usesFoundation == true }
    }

    private static func docs(_ api: API) -> String {
        var docs = DocLines(depth: 0)
        docs.paragraph("A client of \(api.title), version \(api.version).")
        docs.paragraph(api.description)
        if !api.policies.isEmpty {
            docs.paragraph("Enforces the API's declared rate limits:")
            for policy in api.policies { docs.item(LimitWords.of(policy)) }
        }
        return docs.text
    }

    private static func initDocs(_ values: [ValueView], hasSchemes: Bool) -> String {
        var docs = DocLines(depth: 4)
        docs.paragraph("Creates a client.")
        docs.item("Parameters:")
        docs.item("server: The server that it calls.", level: 1)
        for value in values { docs.item("\(value.bare): \(value.summary)", level: 1) }
        if hasSchemes { docs.item("credentials: The client's credentials.", level: 1) }
        docs.item("transport: The HTTP transport.", level: 1)
        docs.item("options: The client's settings: limits, retries, timeouts.", level: 1)
        return docs.text
    }

    private static func withDocs(_ values: [ValueView]) -> String {
        var docs = DocLines(depth: 4)
        docs.paragraph("Returns a copy of this client with the given values replaced.")
        docs.item("Parameters:")
        for value in values { docs.item("\(value.bare): \(value.summary)", level: 1) }
        return docs.text
    }

    /// The dictionary from the words of `per` to the client's values.
    private static func principals(_ api: API, names: APINames) -> String {
        var entries: [String] = []
        for policy in api.policies {
            // Other parts are known from each request.
            for case .client(let word) in policy.value.per {
                let value: String
                if let parameter = policy.clientParameter(for: .client(word)) {
                    value = parameterText(parameter, api, names)
                } else if api.freePrincipals.contains(word) {
                    value = names.principal(word).description
                } else {
                    continue
                }
                let entry = "\(StringLiteral.of(word)): \(value)"
                if !entries.contains(entry) { entries.append(entry) }
            }
        }
        return entries.isEmpty ? "[:]" : "[\(entries.joined(separator: ", "))]"
    }

    private static func parameterText(_ parameter: String, _ api: API, _ names: APINames) -> String {
        let isText = api.clientParameters.first { $0.name == parameter }?.type == .string
        return names.clientParameter(parameter).description + (isText ? "" : ".parameterText")
    }
}

extension RateLimitPolicy {
    /// Whether a client needs a function for its estimates, or the data of a time zone.
    var needsSomethingAtStart: Bool {
        if case .hook(_, isRequired: true)? = estimate { return true }
        return timeZone.map { !["UTC", "GMT", "Etc/UTC"].contains($0) } ?? false
    }
}
