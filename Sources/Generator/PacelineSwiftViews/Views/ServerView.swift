import PacelineModel
package import PacelineTemplating

/// A server of the document, as a static function of `Server`.
package struct ServerView: TemplateView {
    let docs: String
    let access: String
    let name: String
    /// The URL as a literal.
    let url: String
    /// Whether the URL leads on from another one.
    let isRelative: Bool
    let variables: [Variable]
    /// Whether the URL needs nothing.
    private var isFixed: Bool { variables.isEmpty && !isRelative }

    package static let fields: Fields = [
        "isFixed": .init(\.isFixed), "docs": .init(\.docs), "access": .init(\.access), "name": .init(\.name),
        "url": .init(\.url),
        "isRelative": .init(\.isRelative), "variables": .init(\.variables),
    ]

    /// A variable of the URL.
    package struct Variable: TemplateView {
        /// The variable's name in the document, as a literal.
        let key: String
        let name: String
        let type: String
        /// What is meant when the caller says nothing.
        let defaultValue: String?
        /// Whether the type is an enum of the values that the variable can have.
        let isEnumeration: Bool

        package static let fields: Fields = [
            "key": .init(\.key), "name": .init(\.name), "type": .init(\.type), "default": .init(\.defaultValue),
            "isEnumeration": .init(\.isEnumeration),
        ]
    }

    fileprivate init(
        _ server: Server, _ name: SwiftName, _ names: APINames, _ access: String, _ types: [String: String]
    ) {
        var docs = DocLines(depth: 8)
        docs.paragraph(server.description.isEmpty ? "`\(server.url)`" : "\(server.description): `\(server.url)`")
        var scope = NameAssigner(taken: server.isRelative ? ["relativeTo", "base"] : [])
        var variables: [Variable] = []
        var items: [(name: String, text: String)] = []
        if server.isRelative {
            items.append(("base", "The URL that the server's leads on from: that of the document, or the host's."))
        }
        for variable in server.variables {
            let argument = scope.assign(names.spelled(variable.name))
            let type = types[variable.name]
            let defaultValue = variable.defaultValue.map { value in
                type == nil ? StringLiteral.of(value) : ".\(ServerValuesView.name(of: value, variable, names).bare)"
            }
            variables.append(
                Variable(
                    key: StringLiteral.of(variable.name), name: argument.description, type: type ?? "String",
                    defaultValue: defaultValue, isEnumeration: type != nil))
            let text = variable.description.isEmpty ? "`\(variable.name)` of the URL." : variable.description
            items.append((argument.bare, text))
        }
        if items.count == 1 {
            docs.item("Parameter \(items[0].name): \(items[0].text)")
        } else if !items.isEmpty {
            docs.item("Parameters:")
            for item in items { docs.item("\(item.name): \(item.text)", level: 1) }
        }
        self.docs = docs.text
        self.access = access
        self.name = name.description
        url = StringLiteral.of(server.url)
        isRelative = server.isRelative
        self.variables = variables
    }
}

/// The values that a variable of a server's URL can have, as an enum.
package struct ServerValuesView: TemplateView {
    /// One of the values.
    package struct Case: TemplateView {
        let name: String
        let value: String

        package static let fields: Fields = ["name": .init(\.name), "value": .init(\.value)]
    }

    let docs: String
    let access: String
    let name: String
    let cases: [Case]

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "name": .init(\.name), "cases": .init(\.cases),
    ]

    fileprivate init(_ variable: ServerVariable, _ name: String, _ names: APINames, _ access: String) {
        var docs = DocLines(depth: 8)
        docs.paragraph("The values that `\(variable.name)` of a server's URL can have.")
        self.docs = docs.text
        self.access = access
        self.name = name
        cases = variable.values.map { value in
            Case(name: Self.name(of: value, variable, names).description, value: StringLiteral.of(value))
        }
    }

    /// The name of a value's case.
    fileprivate static func name(of value: String, _ variable: ServerVariable, _ names: APINames) -> SwiftName {
        var scope = NameAssigner()
        let assigned = variable.values.map { scope.assign(names.spelled($0)) }
        guard let index = variable.values.firstIndex(of: value) else {
            preconditionFailure("`\(value)` is no value of the variable `\(variable.name)`")
        }
        return assigned[index]
    }
}

/// The servers of an API with the types of their variables.
struct ServerViews {
    private(set) var servers: [ServerView] = []
    private(set) var values: [ServerValuesView] = []
    /// The name of the server that is called when the caller names none.
    private(set) var defaultValue: String?

    init(_ api: API, names: APINames, access: FileHeader.Access) {
        var scope = NameAssigner(taken: ["url", "address", "isDocumented"])
        var typeScope = NameAssigner()
        var known: [(variable: ServerVariable, type: String)] = []
        for (index, server) in api.servers.enumerated() {
            // A short description names the server; a longer one describes it.
            let words = Words.of(server.description)
            let wanted = words.isEmpty || words.count > 3 ? "server" : server.description
            let name = scope.assign(names.spelled(wanted))
            var types: [String: String] = [:]
            for variable in server.variables where !variable.values.isEmpty {
                let same = known.first { $0.variable.name == variable.name && $0.variable.values == variable.values }
                let wanted = names.spelledType(variable.name).bare
                let isReserved = ReservedWords.typeNames.contains(wanted)
                let type = same?.type ?? typeScope.assign(SwiftName(isReserved ? wanted + "Value" : wanted)).bare
                types[variable.name] = type
                guard same == nil else { continue }
                known.append((variable, type))
                values.append(ServerValuesView(variable, type, names, access.modifier))
            }
            servers.append(ServerView(server, name, names, access.modifier, types))
            if index == api.defaultServer { defaultValue = name.bare + (server.variables.isEmpty ? "" : "()") }
        }
    }
}
