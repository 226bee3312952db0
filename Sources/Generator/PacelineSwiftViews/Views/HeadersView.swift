import PacelineModel
package import PacelineTemplating

/// A header field that answers of the API have, as a static value that reads it.
package struct HeaderView: TemplateView {
    let docs: String
    let access: String
    let name: String
    /// The type of the value.
    let type: String
    /// Whether the type is one of Foundation's.
    let usesFoundation: Bool
    /// The field's name as a literal.
    let field: String

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "name": .init(\.name), "type": .init(\.type),
        "field": .init(\.field),
    ]

    /// The fields of all responses, each name once: APIs have the same ones everywhere.
    static func all(_ api: API, names: APINames, access: FileHeader.Access) -> [HeaderView] {
        var found: [Response.Field] = []
        var places: [String: Int] = [:]
        for operation in api.operations {
            for field in operation.responses.flatMap(\.fields) {
                let key = field.name.lowercased()
                guard let place = places[key] else {
                    places[key] = found.count
                    found.append(field)
                    continue
                }
                if found[place].type.headerType != field.type.headerType { found[place].type = .string }
                if found[place].description.isEmpty { found[place].description = field.description }
            }
        }
        var scope = NameAssigner()
        return found.map { HeaderView($0, names: names, scope: &scope, access: access) }
    }

    private init(
        _ field: Response.Field, names: APINames, scope: inout NameAssigner, access: FileHeader.Access
    ) {
        var docs = DocLines(depth: 8)
        docs.paragraph(field.description.isEmpty ? "`\(field.name)`" : field.description)
        self.docs = docs.text
        self.access = access.modifier
        name = scope.assign(names.spelled(field.name)).description
        type = field.type.headerType
        usesFoundation = field.type.headerUsesFoundation
        self.field = StringLiteral.of(field.name)
    }
}

extension TypeReference {
    /// The type under which a header field is read; text for what has no simpler form.
    fileprivate var headerType: String {
        switch self {
        case .boolean: "Bool"
        case .integer: "Int"
        case .int32: "Int32"
        case .int64: "Int64"
        case .float, .double: "Double"
        case .dateTime: "Date"
        case .date: "CalendarDate"
        case .array(let element): "[\(element.headerType)]"
        case .nullable(let inner): inner.headerType
        default: "String"
        }
    }

    /// Whether a header field is read under a type of Foundation.
    fileprivate var headerUsesFoundation: Bool {
        switch self {
        case .dateTime: true
        case .array(let inner), .nullable(let inner): inner.headerUsesFoundation
        default: false
        }
    }
}

/// A request that the server sends on its own: the name for the type of what it carries.
package struct WebhookView: TemplateView {
    let docs: String
    let access: String
    let name: String
    let type: String

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "name": .init(\.name), "type": .init(\.type),
    ]

    /// The webhooks that carry something.
    static func all(_ api: API, names: APINames, access: FileHeader.Access) -> [WebhookView] {
        var scope = NameAssigner(taken: ReservedWords.typeNames)
        let typed = TypeExpression.outside(names)
        return api.webhooks.compactMap { webhook in
            webhook.payload.map { payload in
                var docs = DocLines(depth: 8)
                docs.paragraph(webhook.summary.isEmpty ? "`\(webhook.name)`" : webhook.summary)
                docs.paragraph(webhook.description)
                return WebhookView(
                    docs: docs.text, access: access.modifier,
                    name: scope.assign(names.spelledType(webhook.name)).description,
                    type: typed(payload))
            }
        }
    }
}
