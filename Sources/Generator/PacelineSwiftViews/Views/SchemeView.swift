import PacelineModel
package import PacelineTemplating

/// A way to give the credential of a security scheme, as a static function of `Credentials`.
package struct SchemeView: TemplateView {
    let docs: String
    let access: String
    let name: String
    let parameters: [String]
    /// The scheme's name in the document, as a literal.
    let scheme: String
    /// What makes the credential besides the scheme.
    let arguments: [String]

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "name": .init(\.name), "parameters": .init(\.parameters),
        "scheme": .init(\.scheme), "arguments": .init(\.arguments),
    ]

    /// The functions of a scheme, all of the same name: one that asks for the credential before every attempt, and one
    /// for what the scheme's kind of credential is.
    static func all(
        _ scheme: SecurityScheme, names: APINames, scope: inout NameAssigner, access: FileHeader.Access
    ) -> [SchemeView] {
        let name = scope.assign(names.spelled(scheme.id.name)).description
        let id = StringLiteral.of(scheme.id.name)
        let placement =
            switch scheme.placement {
            case .header(let name): ".header(\(StringLiteral.of(name)))"
            case .query(let name): ".query(\(StringLiteral.of(name)))"
            case .cookie(let name): ".cookie(\(StringLiteral.of(name)))"
            case .authorization(let scheme): ".authorization(scheme: \(StringLiteral.of(scheme)))"
            }
        func view(_ items: [(text: String, level: Int)], _ parameters: [String], _ arguments: [String]) -> SchemeView {
            var lines = DocLines(depth: 8)
            let docs = [scheme.description, scheme.tokenPlaces].filter { !$0.isEmpty }
            if docs.isEmpty { lines.paragraph("A credential for `\(scheme.id.name)`, sent \(scheme.placement.words).") }
            for text in docs { lines.paragraph(text) }
            for item in items { lines.item(item.text, level: item.level) }
            return SchemeView(
                docs: lines.text, access: access.modifier, name: name, parameters: parameters, scheme: id,
                arguments: arguments)
        }
        let provider = view(
            [("Parameter provider: Returns the credential. It is asked before every attempt, so it may renew it.", 0)],
            ["_ provider: @escaping @Sendable () async throws -> String"],
            ["placement: \(placement)", "provider: provider"])
        switch scheme.kind {
        case .key: return [provider]
        case .basic:
            let password = view(
                [("Parameters:", 0), ("user: The user's name.", 1), ("password: The password.", 1)],
                ["user: String", "password: String"], ["user: user", "password: password"])
            return [password, provider]
        case .token:
            let tokens = view(
                [
                    (
                        "Parameter tokens: Keeps the token, and renews it when it expires or the server does not take it.",
                        0
                    )
                ],
                ["_ tokens: TokenSource"], ["placement: \(placement)", "tokens: tokens"])
            return [provider, tokens]
        }
    }
}

extension SecurityScheme {
    /// Where tokens of the scheme are to be had, in a sentence; empty where the document does not say.
    fileprivate var tokenPlaces: String {
        let discovery = tokenSources.first { $0.flow == nil }
        if let discovery { return "Tokens: see `\(discovery.url)`." }
        let places = tokenSources.map { "`\($0.url)` (\($0.flow ?? ""))" }
        return places.isEmpty ? "" : "Tokens: from " + places.joined(separator: ", or ") + "."
    }
}

extension SecurityScheme.Placement {
    /// Where the credential stands in a request.
    fileprivate var words: String {
        switch self {
        case .header(let name): "in the header field `\(name)`"
        case .query(let name): "in the query as `\(name)`"
        case .cookie(let name): "in the cookie `\(name)`"
        case .authorization(let scheme): "behind `\(scheme)` in the header field `Authorization`"
        }
    }
}
