/// Words that Swift, or generated code itself, has taken.
enum ReservedWords {
    /// Keywords that need backticks where an identifier is declared or used without a dot before it.
    static let keywords: Set<String> = [
        "associatedtype", "borrowing", "class", "consuming", "deinit", "enum", "extension", "fileprivate", "func",
        "import",
        "inout", "internal", "let", "nonisolated", "open", "operator", "precedencegroup", "private", "protocol",
        "public",
        "rethrows", "static", "struct", "subscript", "typealias", "var", "break", "case", "catch", "continue",
        "default",
        "defer", "do", "else", "fallthrough", "for", "guard", "if", "in", "repeat", "return", "switch", "throw",
        "where",
        "while", "any", "as", "await", "false", "is", "nil", "super", "throws", "true", "try",
    ]

    /// Words that mean something in some places only, where a type of that name would not be understood.
    private static let contextual: Set<String> = [
        "actor", "async", "borrow", "consume", "copy", "discard", "distributed", "dynamic", "each", "final", "indirect",
        "infix", "init", "isolated", "lazy", "macro", "mutating", "nonmutating", "optional", "override", "package",
        "postfix", "prefix", "required", "self", "sending", "some", "then", "unowned", "unsafe", "weak", "yield",
    ]

    /// Whether the word is one of Swift's, so that a type cannot be called it.
    static func isSwift(_ word: String) -> Bool { keywords.contains(word) || contextual.contains(word) }

    /// Members that backticks do not help: `.init` is a call, `.self` the value itself.
    private static let impossibleMembers: Set<String> = ["init", "self", "Self", "Type", "Protocol"]

    static func legalMember(_ name: String) -> String { impossibleMembers.contains(name) ? name + "_" : name }

    /// Type names that generated code uses unqualified, so that a type of the document must not hide them.
    static let typeNames: Set<String> = [
        "APIDescriptor", "Any", "AnyObject", "AppliedLimit", "Array", "Base64", "Bool", "Boxed", "CalendarDate",
        "CallError", "CallOptions", "ClientCore", "ClientLimits", "ClientOptions", "ClosedEnum", "Codable",
        "CredentialSet", "Credentials", "Date", "Decimal", "Decodable", "Dictionary", "DocumentedError",
        "Double", "Download", "Duration", "Encodable", "Equatable", "Error", "FieldStyle", "FileOr", "Float",
        "FormFile", "FormPart", "Hashable", "Int", "Int32", "Int64", "JSON", "JSONCodable", "JSONError",
        "JSONModel", "JSONReader", "JSONValue", "JSONWriter", "LimitMatrix", "LimitedRequests", "Limits", "Never",
        "Nullable",
        "OpenEnum", "OpenIntegerEnum", "OperationDescriptor", "Operations", "Optional", "ParameterValue",
        "Protocol", "RateLimitPolicy", "RawRepresentable", "RefusalPattern", "RequestBuilder", "ResponseHeader",
        "ResponseUnion", "Self", "Sendable", "Server", "ServerAddress", "StaticString", "String", "TokenSource",
        "Transport", "Type", "UInt64", "UInt8", "UploadBody", "Void",
    ]

    /// Likewise of an API with lists that are returned page by page.
    static let pagedTypeNames: Set<String> = ["PageOptions", "PagedList"]

    /// The same, of clients that return streams of values.
    static let streamNames: Set<String> = ["ServerSentEvent", "ValueStream"]

    /// What a generated method calls its own values.
    static let methodLocals: Set<String> = ["client", "options", "request", "self"]
}
