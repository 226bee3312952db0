import PacelineModel

/// How a type is written where it is used.
struct TypeExpression {
    let names: APINames
    /// What stands before the names of the document's types: nothing inside the client's own scope, else `Client.`.
    let scope: String

    /// For code inside `extension Client`.
    static func inside(_ names: APINames) -> TypeExpression { TypeExpression(names: names, scope: "") }
    /// For code elsewhere.
    static func outside(_ names: APINames) -> TypeExpression {
        TypeExpression(names: names, scope: names.client.bare + ".")
    }

    func callAsFunction(_ type: TypeReference) -> String {
        switch type {
        case .string: "String"
        case .boolean: "Bool"
        case .integer: "Int"
        case .int32: "Int32"
        case .int64: "Int64"
        case .uint64: "UInt64"
        case .float: "Float"
        case .double: "Double"
        case .decimal: "Decimal"
        case .base64: "Base64"
        case .dateTime: "Date"
        case .date: "CalendarDate"
        case .json: "JSON"
        case .array(let element): "[\(self(element))]"
        case .map(let value): "[String: \(self(value))]"
        case .nullable(.nullable(let inner)): self(.nullable(inner))
        case .nullable(let inner): "\(self(inner))?"
        case .named(let id): names.external(id)?.swift ?? scope + names.type(id).bare
        }
    }

    /// The type of a value that may be absent.
    func optional(_ type: TypeReference) -> String {
        if case .nullable = type { return self(type) }
        return self(type) + "?"
    }
}

extension TypeReference {
    /// Whether code that mentions the type needs Foundation.
    var usesFoundation: Bool {
        switch self {
        case .dateTime, .decimal: true
        case .array(let inner), .map(let inner), .nullable(let inner): inner.usesFoundation
        default: false
        }
    }
}
