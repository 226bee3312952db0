import PacelineDiagnostics
import PacelineLowering
import PacelineYAML

/// Reads a mapping of the configuration and reports what does not belong there.
struct ConfigurationReader {
    /// The members that there are; nil where the keys are free.
    let members: [String]?
    let name: String

    func entries(of node: Node, _ diagnostics: inout DiagnosticSink) -> [(String, Entries.Entry)] {
        guard node.isMapping else {
            if !node.isNull {
                diagnostics.error(.wrongType, "\(name) should be a mapping", at: node.location)
            }
            return []
        }
        return node.entries.compactMap { entry in
            guard let members, !members.contains(entry.key) else { return (entry.key, entry) }
            diagnostics.error(
                .unknownMember, "`\(entry.key)` is not a member of \(name)", at: entry.keyNode.location,
                hint: Suggestion.hint(for: entry.key, among: members)
                    ?? "members are \(members.joined(separator: ", "))")
            return nil
        }
    }

    func text(_ entry: Entries.Entry, _ diagnostics: inout DiagnosticSink) -> String? {
        guard let text = entry.value.string, !text.isEmpty else {
            diagnostics.error(.wrongType, "`\(entry.key)` should be a text", at: entry.value.location)
            return nil
        }
        return text
    }

    func word<Word: RawRepresentable>(
        _ entry: Entries.Entry, _ words: [Word], _ diagnostics: inout DiagnosticSink
    ) -> Word? where Word.RawValue == String {
        if let word = entry.value.text.flatMap(Word.init) { return word }
        diagnostics.error(
            .unknownWord, "`\(entry.key)` is none of \(words.map { "`\($0.rawValue)`" }.joined(separator: ", "))",
            at: entry.value.location)
        return nil
    }

    /// A list of texts; empty after an error.
    func names(_ entry: Entries.Entry, _ diagnostics: inout DiagnosticSink) -> [ModelOptions.Name] {
        let elements = entry.value.isSequence ? Array(entry.value.elements) : []
        let names = elements.compactMap { element in
            element.string.map { ModelOptions.Name(text: $0, location: element.location) }
        }
        guard names.count == elements.count, !names.isEmpty else {
            diagnostics.error(
                .wrongType, "`\(entry.key)` should be a list of texts", at: entry.value.location,
                hint: entry.value.string.map { "write `\(entry.key): [\($0)]`" })
            return []
        }
        return names
    }

    /// `all`, or a list of types.
    func types(_ entry: Entries.Entry, _ diagnostics: inout DiagnosticSink) -> ModelOptions.Types {
        if entry.value.string == "all" { return .all }
        guard entry.value.isSequence else {
            diagnostics.error(
                .wrongType, "`\(entry.key)` should be `all` or a list of types", at: entry.value.location,
                hint: entry.value.string.map { "write `\(entry.key): [\($0)]`" })
            return .named([])
        }
        return .named(names(entry, &diagnostics))
    }

    /// A text that can be a name in Swift; nil after an error.
    func identifier(_ entry: Entries.Entry, _ diagnostics: inout DiagnosticSink) -> String? {
        guard let text = text(entry, &diagnostics) else { return nil }
        guard !Self.isIdentifier(text) else { return text }
        diagnostics.error(
            .wrongName, "`\(text)` cannot be a name in Swift", at: entry.value.location,
            hint: "letters, digits and `_`, not beginning with a digit")
        return nil
    }

    static func isIdentifier(_ text: some StringProtocol) -> Bool {
        text.first.map { $0.isLetter || $0 == "_" } == true
            && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } && text.contains { $0 != "_" }
    }
}
