import Mustache
import PacelineModel

/// A value that the client holds for all its calls.
package struct ValueView: View {
    let docs: String
    let access: String
    let name: String
    let bare: String
    let declaration: String
    let optionalType: String
    /// ` = …` in the initialiser, where the value may be left out.
    let standard: String
    let summary: String

    package static let fields: Fields = [
        "docs": \.docs, "access": \.access, "name": \.name, "bare": \.bare, "declaration": \.declaration,
    ]

    static func all(_ api: API, names: APINames, access: FileHeader.Access) -> [ValueView] {
        let typed = TypeExpression.inside(names)
        let parameters = api.clientParameters.map { parameter in
            ValueView(
                names.clientParameter(parameter.name), typed(parameter.type), typed.optional(parameter.type),
                standard: "",
                summary: parameter.description.isEmpty
                    ? "Sent with every call that asks for it." : parameter.description,
                access)
        }
        let principals = api.freePrincipals.map { word in
            ValueView(
                names.principal(word), "String", "String?", standard: " = \"\"",
                summary: "The \(word) whose quota the calls draw on: clients that name the same one share it.", access)
        }
        return parameters + principals
    }

    private init(
        _ name: SwiftName, _ type: String, _ optionalType: String, standard: String, summary: String,
        _ access: FileHeader.Access
    ) {
        var docs = DocLines(depth: 4)
        docs.paragraph(summary)
        self.docs = docs.text
        self.access = access.modifier
        self.name = name.description
        bare = name.bare
        declaration = "\(name): \(type)"
        self.optionalType = optionalType
        self.standard = standard
        self.summary = summary
    }
}

/// A namespace of the client.
package struct GroupView: View {
    let docs: String
    let access: String
    let type: String
    let accessor: String
    let client: String

    package static let fields: Fields = [
        "docs": \.docs, "access": \.access, "type": \.type, "accessor": \.accessor, "client": \.client,
    ]

    init(_ group: Group, names: APINames, access: FileHeader.Access) {
        var docs = DocLines(depth: 4)
        docs.paragraph(group.title.isEmpty ? group.name : group.title)
        docs.paragraph(group.description)
        self.docs = docs.text
        self.access = access.modifier
        type = names.groupType(group.name).description
        accessor = names.groupAccessor(group.name).description
        client = names.client.description
    }
}

/// A server of the document, as a static function of `Server`.
package struct ServerView: View {
    let docs: String
    /// The declaration up to its brace.
    let declaration: String
    /// The URL as an expression.
    let url: String
    /// The argument of the initialiser that takes the URL.
    let label: String
    /// ` = .name()` where the server can be called without arguments.
    let callsWithDefaults: String

    package static let fields: Fields = [
        "docs": \.docs, "declaration": \.declaration, "url": \.url, "label": \.label,
    ]

    /// The servers with a URL of their own; a relative one needs the address of the document, which is not known.
    static func all(
        _ servers: [Server], label: String, names: APINames, access: FileHeader.Access
    ) -> [ServerView] {
        var scope = NameAssigner(taken: ["url", "isDocumented"])
        return servers.filter { $0.url.contains("://") }.map {
            ServerView($0, label: label, names: names, scope: &scope, access: access)
        }
    }

    private init(
        _ server: Server, label: String, names: APINames, scope: inout NameAssigner, access: FileHeader.Access
    ) {
        self.label = label
        // A short description names the server; a longer one describes it.
        let words = Words.of(server.description)
        let wanted = words.isEmpty || words.count > 3 ? "server" : server.description
        let name = scope.assign(names.spelled(wanted))
        var docs = DocLines(depth: 8)
        docs.paragraph(server.description.isEmpty ? "`\(server.url)`" : "\(server.description): `\(server.url)`")
        var arguments = NameAssigner()
        var parameters: [String] = []
        var url = StringLiteral.of(server.url)
        for variable in server.variables {
            let argument = arguments.assign(names.spelled(variable.name))
            parameters.append("\(argument): String = \(StringLiteral.of(variable.defaultValue))")
            url = url.replacing("{\(variable.name)}", with: "\\(\(argument))")
            var text = variable.description
            if !variable.values.isEmpty { text += " One of " + variable.values.joined(separator: ", ") + "." }
            docs.item("Parameter \(argument.bare): \(text.isEmpty ? "`\(variable.name)` of the URL." : text)")
        }
        self.docs = docs.text
        declaration = "\(access.modifier)static func \(name)(\(parameters.joined(separator: ", "))) -> Server {"
        self.url = url
        callsWithDefaults = " = .\(name.bare)()"
    }
}
