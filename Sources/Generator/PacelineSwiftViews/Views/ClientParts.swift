import PacelineModel
package import PacelineTemplating

/// A value that the client holds for all its calls.
package struct ValueView: TemplateView {
    let docs: String
    let access: String
    let name: String
    let bare: String
    let type: String
    let optionalType: String
    /// What the initialiser takes when nothing is said, where the value may be left out.
    let defaultValue: String?
    let summary: String

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "name": .init(\.name), "bare": .init(\.bare),
        "type": .init(\.type), "optionalType": .init(\.optionalType), "default": .init(\.defaultValue),
    ]

    static func all(_ api: API, names: APINames, access: FileHeader.Access) -> [ValueView] {
        let typed = TypeExpression.inside(names)
        let parameters = api.clientParameters.map { parameter in
            ValueView(
                names.clientParameter(parameter.name), typed(parameter.type), typed.optional(parameter.type),
                defaultValue: nil,
                summary: parameter.description.isEmpty
                    ? "Sent with every call that asks for it." : parameter.description,
                access)
        }
        let principals = api.freePrincipals.map { word in
            ValueView(
                names.principal(word), "String", "String?", defaultValue: "\"\"",
                summary: "The \(word) whose quota the calls draw on: clients that name the same one share it.", access)
        }
        return parameters + principals
    }

    private init(
        _ name: SwiftName, _ type: String, _ optionalType: String, defaultValue: String?, summary: String,
        _ access: FileHeader.Access
    ) {
        var docs = DocLines(depth: 4)
        docs.paragraph(summary)
        self.docs = docs.text
        self.access = access.modifier
        self.name = name.description
        bare = name.bare
        self.type = type
        self.optionalType = optionalType
        self.defaultValue = defaultValue
        self.summary = summary
    }
}

/// A namespace of the client.
package struct GroupView: TemplateView {
    let docs: String
    let access: String
    let type: String
    let accessor: String

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "type": .init(\.type), "accessor": .init(\.accessor),
    ]

    init(_ group: Group, names: APINames, access: FileHeader.Access) {
        var docs = DocLines(depth: 4)
        docs.paragraph(group.title.isEmpty || group.title == group.name ? "Calls of `\(group.name)`." : group.title)
        docs.paragraph(group.description)
        self.docs = docs.text
        self.access = access.modifier
        type = names.groupType(group.name).description
        accessor = names.groupAccessor(group.name).description
    }
}
