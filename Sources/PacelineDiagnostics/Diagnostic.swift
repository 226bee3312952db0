/// One thing to say about a document: what is wrong, where, and what to write instead.
package struct Diagnostic: Hashable, Sendable {
    /// How much a diagnostic weighs.
    package enum Severity: String, Hashable, Sendable {
        /// Worth knowing; nothing is left out.
        case note
        /// The smallest part that cannot be expressed is skipped; an error under `--strict`.
        case warning
        /// Nothing sensible could come out.
        case error
    }

    package var severity: Severity
    /// A stable kebab-case name of the kind of mistake, such as `unknown-key`.
    package var code: String
    /// One sentence without a final full stop.
    package var message: String
    /// What to write instead; nil when the message says it all.
    package var hint: String?
    /// nil only for what concerns no document, such as a mistake in the arguments.
    package var location: SourceLocation?

    package init(
        _ severity: Severity, _ code: String, _ message: String, at location: SourceLocation?, hint: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.hint = hint
        self.location = location
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The first line of the rendering: `path:line:column: error: message`.
    package var description: String {
        let place = location.map { "\($0): " } ?? ""
        return "\(place)\(severity.rawValue): \(message)"
    }
}
