/// Collects what there is to say about the sources, and decides whether the run has failed.
///
/// Nothing stops at the first mistake: every step adds what it finds, the caller asks once at the end.
package struct DiagnosticSink: Sendable {
    /// Whether what is lost counts as an error.
    package let isStrict: Bool
    /// Whether anything collected so far forbids going on to write files.
    package private(set) var hasErrors = false
    private var collected: [Diagnostic] = []
    private var known: Set<Diagnostic> = []
    /// The codes of warnings and notes that are not collected, since they are about nothing of what the run is for.
    package var irrelevant: Set<DiagnosticCode> = []
    /// The sources whose lines can be shown, by path.
    private(set) var sources: [String: Source] = [:]

    package init(isStrict: Bool = false) { self.isStrict = isStrict }

    /// Makes the lines of a source available to the rendering.
    package mutating func register(_ source: Source) { sources[source.path] = source }

    /// Adds a diagnostic; one that is already there is not repeated (a node that several aliases name is read more
    /// than once).
    package mutating func add(_ diagnostic: Diagnostic) {
        guard diagnostic.severity == .error || !irrelevant.contains(diagnostic.code) else { return }
        var diagnostic = diagnostic
        if isStrict, diagnostic.severity == .lost { diagnostic.severity = .error }
        guard known.insert(diagnostic).inserted else { return }
        collected.append(diagnostic)
        if diagnostic.severity == .error { hasErrors = true }
    }

    package mutating func error(
        _ code: DiagnosticCode, _ message: String, at location: SourceLocation?, hint: String? = nil
    ) {
        add(Diagnostic(.error, code, message, at: location, hint: hint))
    }

    /// Warns that something of the API cannot be used as the document has it.
    package mutating func lost(
        _ code: DiagnosticCode, _ message: String, at location: SourceLocation?, hint: String? = nil
    ) {
        add(Diagnostic(.lost, code, message, at: location, hint: hint))
    }

    /// Warns of what is not as it should be, although nothing of the API is lost by it.
    package mutating func untidy(
        _ code: DiagnosticCode, _ message: String, at location: SourceLocation?, hint: String? = nil
    ) {
        add(Diagnostic(.untidy, code, message, at: location, hint: hint))
    }

    package mutating func note(
        _ code: DiagnosticCode, _ message: String, at location: SourceLocation?, hint: String? = nil
    ) {
        add(Diagnostic(.note, code, message, at: location, hint: hint))
    }

    /// The hint that a word was meant to be another; nil where none is near.
    ///
    /// Nothing is compared any more once there are a thousand diagnostics, whose hints no one reads, or fewer where
    /// there is more to compare with: documents may have any number of wrong words, and of right ones.
    package func suggestion(for word: String, among candidates: some Sequence<String>) -> String? {
        collected.count < 1000 && collected.count * candidates.underestimatedCount < 1_000_000
            ? Suggestion.hint(for: word, among: candidates) : nil
    }

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
}
