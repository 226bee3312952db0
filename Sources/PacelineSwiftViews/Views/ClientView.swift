package import PacelineModel
import PacelinePolicy
package import PacelineTemplating

/// `Client.swift`: the client's type, its servers and credentials, and its groups.
package struct ClientView: TemplateView {
    let comment: String
    let imports: [String]
    let access: String
    let docs: String
    let name: String
    /// What the client holds for all calls: client parameters and principals.
    let values: [ValueView]
    let initDocs: String
    let initSignature: String
    let withDocs: String
    let withSignature: String
    let hasValues: Bool
    /// The statement that makes the core.
    let core: String
    /// The lines of the signature of the private initialiser, and of the call of it in `with`.
    let privateSignature: String
    let rebuilt: String
    let groups: [GroupView]
    let servers: [ServerView]
    let serverValues: [ServerValuesView]
    let hasServers: Bool
    let schemes: [SchemeView]
    let hasSchemes: Bool
    let hasUngrouped: Bool
    /// Whether operations have servers of their own.
    let hasOperationServers: Bool
    let headers: [HeaderView]
    let hasHeaders: Bool
    let webhooks: [WebhookView]
    let hasWebhooks: Bool

    package static let fields: Fields = [
        "comment": .init(\.comment), "imports": .init(\.imports), "access": .init(\.access), "docs": .init(\.docs),
        "name": .init(\.name),
        "values": .init(\.values),
        "initDocs": .init(\.initDocs), "initSignature": .init(\.initSignature), "withDocs": .init(\.withDocs),
        "withSignature": .init(\.withSignature),
        "hasValues": .init(\.hasValues), "core": .init(\.core), "privateSignature": .init(\.privateSignature),
        "rebuilt": .init(\.rebuilt),
        "groups": .init(\.groups), "servers": .init(\.servers), "serverValues": .init(\.serverValues),
        "hasServers": .init(\.hasServers),
        "schemes": .init(\.schemes), "hasSchemes": .init(\.hasSchemes), "hasUngrouped": .init(\.hasUngrouped),
        "hasOperationServers": .init(\.hasOperationServers),
        "headers": .init(\.headers), "hasHeaders": .init(\.hasHeaders), "webhooks": .init(\.webhooks),
        "hasWebhooks": .init(\.hasWebhooks),
    ]

    package init(_ api: API, names: APINames, header: FileHeader) {
        let access = header.access
        comment = header.comment
        self.access = access.modifier
        name = names.client.description
        docs = Self.docs(api)
        let values = ValueView.all(api, names: names, access: access)
        self.values = values
        let mentioned = api.clientParameters.map(\.type) + api.webhooks.compactMap(\.payload)
        headers = HeaderView.all(api, names: names, access: access)
        imports = header.imports(
            foundation: Self.usesFoundation(api, headers), modules: names.modules(of: mentioned))
        hasValues = !values.isEmpty
        let principals = Self.principals(api, names: names)
        privateSignature = Signature.text(
            "private init", ["core: ClientCore"] + values.map(\.declaration), " {", depth: 4)
        rebuilt = Signature.text(
            "return \(names.client)",
            ["core: core.with(principals: \(principals))"] + values.map { "\($0.bare): \($0.name)" },
            "", depth: 8)
        let schemes = api.securitySchemes
        var schemeScope = NameAssigner(taken: ["none", "set", "and"])
        self.schemes = schemes.flatMap { SchemeView.all($0, names: names, scope: &schemeScope, access: access) }
        hasSchemes = !schemes.isEmpty
        hasOperationServers = api.operations.contains { $0.server != nil }
        hasHeaders = !headers.isEmpty
        webhooks = WebhookView.all(api, names: names, access: access)
        hasWebhooks = !webhooks.isEmpty
        core = Signature.text(
            "core = ClientCore",
            [
                "api: Limits.api", "server: server.address",
            ] + (hasOperationServers ? ["usesOperationServers: server.isDocumented"] : []) + [
                "principals: \(principals)",
                "credentials: \(schemes.isEmpty ? "CredentialSet()" : "credentials.set")", "transport: transport",
                "options: options",
            ], "", depth: 8)
        groups = api.groups.map { GroupView($0, names: names, access: access) }
        hasUngrouped = api.operations.contains { $0.group == nil }
        let serverViews = ServerViews(api, names: names, access: access)
        servers = serverViews.servers
        serverValues = serverViews.values
        hasServers = !servers.isEmpty
        var parameters = ["server: Server" + serverViews.standard]
        parameters += values.map { "\($0.declaration)\($0.standard)" }
        if !schemes.isEmpty {
            parameters.append("credentials: Credentials" + (api.isCallableWithoutCredentials ? " = .none" : ""))
        }
        parameters += ["transport: some Transport", "options: ClientOptions = ClientOptions()"]
        initSignature = Signature.text("\(access.modifier)init", parameters, " {", depth: 4)
        initDocs = Self.initDocs(values, hasSchemes: !schemes.isEmpty)
        let overrides = values.map { "\($0.name): \($0.optionalType) = nil" }
        withSignature = Signature.text("\(access.modifier)func with", overrides, " -> \(names.client) {", depth: 4)
        withDocs = Self.withDocs(values)
    }

    private static func usesFoundation(_ api: API, _ headers: [HeaderView]) -> Bool {
        api.clientParameters.contains { $0.type.usesFoundation }
            || headers.contains { $0.type.contains("Date") && !$0.type.contains("Calendar") }
            || api.webhooks.contains { $0.payload?.usesFoundation == true }
    }

    private static func docs(_ api: API) -> String {
        var docs = DocLines(depth: 0)
        docs.paragraph("A client of \(api.title), version \(api.version).")
        docs.paragraph(api.description)
        if !api.policies.isEmpty {
            docs.paragraph("It keeps to the limits that the API declares:")
            for policy in api.policies { docs.item(LimitWords.of(policy)) }
        }
        return docs.text
    }

    private static func initDocs(_ values: [ValueView], hasSchemes: Bool) -> String {
        var docs = DocLines(depth: 4)
        docs.paragraph("Makes a client.")
        docs.item("Parameters:")
        docs.item("server: The server that it calls.", level: 1)
        for value in values { docs.item("\(value.bare): \(value.summary)", level: 1) }
        if hasSchemes { docs.item("credentials: What the API asks of its callers.", level: 1) }
        docs.item("transport: What sends the requests.", level: 1)
        docs.item("options: The client's settings: limits, retries, timeouts.", level: 1)
        return docs.text
    }

    private static func withDocs(_ values: [ValueView]) -> String {
        var docs = DocLines(depth: 4)
        docs.paragraph("The same client with other values, for one call or for many. What is not given stays as it is.")
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

extension API {
    fileprivate var isCallableWithoutCredentials: Bool {
        operations.allSatisfy { $0.security.isEmpty || $0.security.contains([]) }
    }
}
