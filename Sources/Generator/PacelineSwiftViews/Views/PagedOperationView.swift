import PacelineModel
package import PacelineTemplating

/// The method that returns a list page by page, beside the one of a single page: what it takes is the same, but for
/// what says which page is wanted.
package struct PagedOperationView: TemplateView {
    let docs: String
    let access: String
    let name: String
    /// What the caller gives, but for the options.
    let parameters: [OperationView.Parameter]
    /// The type of a page, and that of an item.
    let value: String
    let item: String
    /// The operation's name among the descriptors.
    let descriptor: String
    /// `var` where the request is changed after it is made, else `let`, on which the compiler insists.
    let binding: String
    /// What is put into the request, in this order.
    let sendings: [OperationView.Sending]
    /// The function of the core that makes the list.
    let call: String
    /// How the pages follow one another, as a member of `PageStyle`.
    let style: String
    /// The items of a response `$0`, and what it says of the next page.
    let items: String
    let next: String?

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "name": .init(\.name), "parameters": .init(\.parameters),
        "value": .init(\.value), "item": .init(\.item), "descriptor": .init(\.descriptor),
        "binding": .init(\.binding), "sendings": .init(\.sendings), "call": .init(\.call), "style": .init(\.style),
        "items": .init(\.items),
        "next": .init(\.next),
    ]

    init(
        _ operation: Operation, _ pagination: Pagination, _ api: API, _ names: APINames, _ access: FileHeader.Access
    ) {
        guard let type = operation.listType else {
            preconditionFailure("the pages of `\(operation.id)` are not JSON")
        }
        call = if case .optional = operation.result { "optionalPages" } else { "pages" }
        var asked = operation
        asked.parameters.removeAll { pagination.parameter?.isOf($0) == true }
        let arguments = MethodArguments(
            asked, body: operation.requestBody, api: api, names: names, locals: ["paging"])
        docs = OperationDocs.paged(operation, arguments, api: api)
        self.access = access.modifier
        name = names.pagedMethod(operation.id).description
        parameters = arguments.parameters
        let typed = TypeExpression.outside(names)
        value = typed(type)
        item = typed(pagination.item)
        descriptor = names.descriptor(operation.id).description
        binding = arguments.sendings.isEmpty ? "let" : "var"
        sendings = arguments.sendings
        style = pagination.expression
        let (path, isOptional) = names.expression(of: pagination.items, isOptional: type.isNullable)
        items = isOptional ? "\(path) ?? []" : path
        next = pagination.next.map { names.expression(of: $0, isOptional: type.isNullable).path }
    }
}

extension APINames {
    /// The properties inside one another of a value `$0`, and whether that is an optional.
    fileprivate func expression(of path: Pagination.Path, isOptional: Bool) -> (path: String, isOptional: Bool) {
        path.steps.reduce(("$0", isOptional)) { result, step in
            guard case .record(let record)? = declaration(of: step.record),
                let index = record.properties.firstIndex(where: { $0.name == step.property })
            else { preconditionFailure("there is no property `\(step.property)`") }
            var scope = NameAssigner(taken: ["hashValue"])
            guard let member = members(of: record, in: &scope)[index] else {
                preconditionFailure("the property `\(step.property)` has no name")
            }
            let property = record.properties[index]
            let dot = result.1 ? "?." : "."
            return (
                result.0 + dot + member.bare + (property.tellsNullFromAbsent ? ".value" : ""),
                result.1 || property.isOptional
            )
        }
    }
}

extension Pagination {
    /// The style as a member of the runtime's type.
    fileprivate var expression: String {
        switch style {
        case .cursor(.body(let names), isInteger: true):
            "cursor(\(Pagination.RequestPart.body(names).expression), isInteger: true)"
        case .cursor(let part, _): "cursor(\(part.expression))"
        case .offset(let part, let first):
            "offset(\(part.expression)\(first == 0 ? "" : ", first: \(first)")\(sizeArgument))"
        case .page(let part, let first):
            "page(\(part.expression)\(first == 1 ? "" : ", first: \(first)")\(sizeArgument))"
        case .link: "link"
        case .bodyURL: "bodyURL"
        }
    }

    private var sizeArgument: String {
        guard let size else { return "" }
        let others = [size.whenAbsent.map { "whenAbsent: \($0)" }, size.most.map { "most: \($0)" }].compactMap(\.self)
        return ", size: .init(\(([size.part.expression] + others).joined(separator: ", ")))"
    }
}

extension Pagination.RequestPart {
    fileprivate var expression: String {
        switch self {
        case .query(let name): ".query(\(StringLiteral.of(name)))"
        case .header(let name): ".header(\(StringLiteral.of(name)))"
        case .body(let names): ".body(\(StringLiteral.list(names)))"
        }
    }

    /// Whether it is the parameter.
    fileprivate func isOf(_ parameter: Parameter) -> Bool {
        switch self {
        case .query(let name): parameter.location == .query && parameter.name == name
        case .header(let name): parameter.location == .header && parameter.name == name
        case .body: false
        }
    }
}
