package import PacelineDiagnostics

/// A form that texts of our own languages have: names, paths, expressions.
package struct TextForm: Sendable {
    /// Why a text has not the form.
    package struct Problem: Sendable {
        let code: DiagnosticCode
        let message: String
        let hint: String?

        package init(_ code: DiagnosticCode, _ message: String, hint: String? = nil) {
            self.code = code
            self.message = message
            self.hint = hint
        }
    }

    /// With its article, for messages: "a name in Swift".
    package let name: String
    package let plural: String
    /// The form as a regular expression of ECMA-262, for editors; nil where any text but an empty one will do, or where
    /// `schema` says more.
    package let pattern: String?
    /// The form as members of a JSON Schema.
    let schema: [(String, SchemaJSON)]
    /// Whether an empty text may have the form.
    let allowsEmpty: Bool
    /// What is wrong with a text; nil for one of the form.
    package let problem: @Sendable (String) -> Problem?

    package init(
        _ name: String, plural: String, pattern: String?, problem: @escaping @Sendable (String) -> Problem?
    ) {
        self.name = name
        self.plural = plural
        self.pattern = pattern
        self.problem = problem
        allowsEmpty = false
        schema = [("type", "string"), pattern.map { ("pattern", .string($0)) } ?? ("minLength", 1)]
    }

    /// A form of scalars of any type.
    init(
        _ name: String, plural: String, schema: SchemaJSON, allowsEmpty: Bool = false,
        problem: @escaping @Sendable (String) -> Problem?
    ) {
        self.name = name
        self.plural = plural
        pattern = nil
        self.problem = problem
        self.allowsEmpty = allowsEmpty
        self.schema = schema.members
    }

    /// Any text but an empty one.
    package static let name = TextForm("a string", plural: "names", pattern: nil) { _ in nil }

    /// A path of the document, perhaps with `*` and `**`.
    package static let path = TextForm("a path", plural: "paths", pattern: "^/") { text in
        text.hasPrefix("/")
            ? nil
            : Problem(.wrongPath, "the path `\(text)` does not begin with `/`", hint: "write `/\(text)`")
    }

    /// A method of HTTP in either case, as far as a path item has it.
    package static let method = TextForm(
        "a method", plural: "methods",
        pattern: "^(\(methods.map(anyCase).joined(separator: "|")))$"
    ) { text in
        PathItem.methods.contains(text.lowercased())
            ? nil
            : Problem(
                .unknownMethod, "`\(text)` is not a method",
                hint: Suggestion.hint(for: text, among: methods) ?? "one of \(methods.joined(separator: ", "))")
    }

    /// A pattern for a word in either case, which patterns cannot ask for otherwise.
    static func anyCase(_ word: String) -> String {
        word.map { $0.isLetter ? "[\($0.uppercased())\($0.lowercased())]" : String($0) }.joined()
    }

    private static let methods = PathItem.methods.map { $0.uppercased() }
}
