package import PacelineDiagnostics
internal import PacelineYAML

extension Document {
    /// Notes that the document tells about limits and declares none, so that a client keeps to none; nothing where it
    /// tells nothing either.
    ///
    /// 429 at an operation counts for more than header fields, these for more than what descriptions state: of the
    /// weightiest kind that there is, the number is told.
    package func noteUndeclaredLimits(_ diagnostics: inout DiagnosticSink) {
        guard !declaresLimits, let (words, location) = undeclaredLimits() else { return }
        diagnostics.note(
            .undeclaredLimits,
            "\(words) and no limits are declared; `paceline limits \(path.asArgument) --suggest` writes a start",
            at: location)
    }

    /// What there is to say, and where it stands first.
    private func undeclaredLimits() -> (words: String, location: SourceLocation)? {
        let refusing = refusingOperations
        if let first = refusing.first, let response = operations[first].responses.first(where: { $0.name == "429" }) {
            return ("\(Self.operations(refusing.count, "document")) 429", response.location)
        }
        let evidence = LimitEvidence(of: self)
        let fields = evidence.fields.filter { $0.role != .retryAfter }
        if let field = fields.max(by: { $0.operations < $1.operations }) {
            return ("\(Self.operations(field.operations, "document")) the header field `\(field.name)`", field.location)
        }
        if let stated = evidence.stated.first, let node = stated.descriptions.first {
            let count = evidence.stated.count
            return ("descriptions state \(count == 1 ? "a limit" : "\(count) limits")", node.location)
        }
        if let foreign = evidence.foreign.first(where: { $0.vocabulary == nil }) {
            return ("`\(foreign.entry.key)` seems to declare limits", foreign.entry.keyNode.location)
        }
        return nil
    }

    private static func operations(_ count: Int, _ verb: String) -> String {
        count == 1 ? "1 operation \(verb)s" : "\(count) operations \(verb)"
    }
}

extension String {
    /// The text as a word of a command line.
    package var asArgument: String {
        let isPlain =
            !isEmpty
            && utf8.allSatisfy { byte in
                ProseScanner.isLetter(byte) || ProseScanner.isDigit(byte) || "-_./+,:@%=".utf8.contains(byte)
            }
        return isPlain ? self : "'\(replacing("'", with: #"'\''"#))'"
    }
}
