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
    /// The form as a regular expression of ECMA-262, for editors; nil where any text but an empty one will do.
    package let pattern: String?
    /// What is wrong with a text; nil for one of the form.
    package let problem: @Sendable (String) -> Problem?

    package init(
        _ name: String, plural: String, pattern: String?, problem: @escaping @Sendable (String) -> Problem?
    ) {
        self.name = name
        self.plural = plural
        self.pattern = pattern
        self.problem = problem
    }

    /// Any text but an empty one.
    package static let name = TextForm("a text", plural: "names", pattern: nil) { _ in nil }

    /// A path of the document, perhaps with `*` and `**`.
    package static let path = TextForm("a path", plural: "paths", pattern: "^/") { text in
        text.hasPrefix("/")
            ? nil
            : Problem(.wrongPath, "the path `\(text)` does not begin with `/`", hint: "write `/\(text)`")
    }

    /// A method of HTTP in either case, as far as a path item has it.
    package static let method = TextForm(
        "a method", plural: "methods",
        pattern: "^(\((methods + methods.map { $0.lowercased() }).joined(separator: "|")))$"
    ) { text in
        PathItem.methods.contains(text.lowercased())
            ? nil
            : Problem(
                .unknownMethod, "`\(text)` is not a method",
                hint: Suggestion.hint(for: text, among: methods) ?? "one of \(methods.joined(separator: ", "))")
    }

    private static let methods = PathItem.methods.map { $0.uppercased() }
}
