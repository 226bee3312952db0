/// Collects what there is to say about the sources, and decides whether the run has failed.
///
/// Nothing stops at the first mistake: every step adds what it finds, the caller asks once at the end.
package struct DiagnosticSink: Sendable {
    /// Whether warnings count as errors.
    package let isStrict: Bool
    private var collected: [Diagnostic] = []
    private var known: Set<Diagnostic> = []
    private var sources: [String: Source] = [:]

    package init(isStrict: Bool = false) { self.isStrict = isStrict }

    /// Makes the lines of a source available to the rendering.
    package mutating func register(_ source: Source) { sources[source.path] = source }

    /// Adds a diagnostic; one that is already there is not repeated (a node that several aliases name is read more
    /// than once).
    package mutating func add(_ diagnostic: Diagnostic) {
        var diagnostic = diagnostic
        if isStrict, diagnostic.severity == .warning { diagnostic.severity = .error }
        if known.insert(diagnostic).inserted { collected.append(diagnostic) }
    }

    package mutating func error(_ code: String, _ message: String, at location: SourceLocation?, hint: String? = nil) {
        add(Diagnostic(.error, code, message, at: location, hint: hint))
    }

    package mutating func warning(_ code: String, _ message: String, at location: SourceLocation?, hint: String? = nil)
    {
        add(Diagnostic(.warning, code, message, at: location, hint: hint))
    }

    package mutating func note(_ code: String, _ message: String, at location: SourceLocation?, hint: String? = nil) {
        add(Diagnostic(.note, code, message, at: location, hint: hint))
    }

    /// Whether anything collected so far forbids going on to write files.
    package var hasErrors: Bool { collected.contains { $0.severity == .error } }

    /// What was collected, by path, line and column; in order of arrival at the same place, and first what has none.
    package var diagnostics: [Diagnostic] {
        collected.enumerated().sorted { left, right in
            switch (left.element.location, right.element.location) {
            case (nil, nil): left.offset < right.offset
            case (nil, _): true
            case (_, nil): false
            case (let first?, let second?): first == second ? left.offset < right.offset : first < second
            }
        }.map(\.element)
    }

    /// Every diagnostic with its source line, a caret and the hint; empty when there is nothing to say.
    package func rendered() -> String {
        var lines: [String: LineIndex] = [:]
        var text = ""
        for diagnostic in diagnostics {
            text += "\(diagnostic)\n"
            if let location = diagnostic.location, let source = sources[location.path] {
                let index = lines[location.path] ?? LineIndex(source.bytes)
                lines[location.path] = index
                let excerpt = Excerpt(
                    bytes: source.bytes, line: index.range(ofLine: location.line), column: location.column)
                if let excerpt { text += "\(excerpt.text)\n\(excerpt.caret)\n" }
            }
            if let hint = diagnostic.hint { text += "hint: \(hint)\n" }
        }
        return text
    }
}
