/// One thing to say about a document: what is wrong, where, and what to write instead.
package struct Diagnostic: Hashable, Sendable {
    /// How much a diagnostic weighs.
    package enum Severity: Hashable, Comparable, Sendable {
        /// Worth knowing; the document is right.
        case note
        /// A warning: the document is not as it should be, and nothing of the API is lost by it.
        case untidy
        /// A warning: the smallest part that cannot be expressed is skipped, or what is said about it has no effect.
        /// Something of the API cannot be used as the document has it. An error under `--strict`.
        case lost
        /// Nothing sensible could come out.
        case error

        /// The word that editors and build logs know.
        var word: String {
            switch self {
            case .note: "note"
            case .untidy, .lost: "warning"
            case .error: "error"
            }
        }
    }

    package var severity: Severity
    /// The kind of mistake.
    package var code: DiagnosticCode
    /// One sentence without a final full stop.
    package var message: String
    /// What to write instead; nil when the message says it all.
    package var hint: String?
    /// nil only for what concerns no document, such as a mistake in the arguments.
    package var location: SourceLocation?

    package init(
        _ severity: Severity, _ code: DiagnosticCode, _ message: String, at location: SourceLocation?,
        hint: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.hint = hint
        self.location = location
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The first line of the rendering: `path:line:column: error: message [code]`, with a mark where something is lost.
    package var description: String {
        let place = location.map { "\($0.description.printable): " } ?? ""
        return "\(place)\(severity.word): \(message.printable) [\(code.rawValue)]\(severity == .lost ? " [lost]" : "")"
    }
}
