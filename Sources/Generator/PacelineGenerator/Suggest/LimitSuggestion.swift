package import PacelineDiagnostics
import PacelineDocument
import PacelineLowering

/// What `paceline limits --suggest` prints: the start of a limits file for a document that declares no limits.
///
/// What the document declares is in effect, and says only how refusals and header fields are read. Every number of a
/// description is behind `#`, until somebody has looked at it. The same document gives the same bytes.
package struct LimitSuggestion {
    /// What came of a document.
    package enum Outcome: Hashable, Sendable {
        /// The limits file.
        case file(String)
        /// The document declares its limits itself.
        case declared
        /// The document has errors.
        case invalid
    }

    let evidence: LimitEvidence
    let title: String
    /// The document's name, without its folders: the file may be committed.
    let name: String
    /// The document's path as a word of a command line.
    let path: String

    init(_ evidence: LimitEvidence, title: String, path: String) {
        self.evidence = evidence
        self.title = title
        name = SourcePath.name(of: path)
        self.path = name.asArgument
    }

    /// Reads a document and suggests; every mistake goes to `diagnostics`.
    ///
    /// - Parameter loader: Gives the files to which the document refers.
    package static func make(
        _ document: Source, loader: SourceLoader = .none, diagnostics: inout DiagnosticSink
    ) -> Outcome {
        diagnostics.register(document)
        let loaded = loadDocument(document, loader: loader, diagnostics: &diagnostics)
        guard let loaded else { return .invalid }
        if loaded.document.declaresLimits { return .declared }
        guard !diagnostics.hasErrors else { return .invalid }
        let suggestion = LimitSuggestion(
            LimitEvidence(of: loaded.document), title: loaded.document.info.title, path: document.path)
        return .file(suggestion.text)
    }

    /// The limits file, ending with a line break.
    var text: String {
        var text = SuggestionText()
        text.remark("Limits of \(title.isEmpty ? name : title), as far as \(name) tells of them.")
        text.line("## Found: \(counts).")
        text.gap()
        text.remark(
            """
            Use this file by `paceline generate \(path) --limits FILE`, or by `limits: FILE` in the configuration. Only \
            what the document declares is in effect. Lines behind a single # are guesses: look each up in the API's \
            documentation, correct it, and delete "# " from all lines of its entry. Lines behind ## are remarks.
            """)
        if evidence.isEmpty {
            text.remark("Nothing in the document tells about limits; the API's documentation may.")
        }
        text.line("x-rate-limits:")
        text.line("  policies:")
        writeRefusals(to: &text)
        writeFields(to: &text)
        writeStated(to: &text)
        writeForeign(to: &text)
        return text.text
    }

    /// What was found, in numbers: a line for each document where there are many.
    private var counts: String {
        func count(_ number: Int, _ one: String) -> String { "\(number) \(one)\(number == 1 ? "" : "s")" }
        let fields = evidence.fields.filter { $0.role != .retryAfter }.count
        return [
            "\(count(evidence.operations.count, "operation")), \(evidence.refusing.count) with 429",
            count(fields, "quota header field"),
            "\(count(evidence.stated.count, "limit")) in descriptions",
            "\(count(evidence.foreign.count, "extension")) of other vocabularies",
        ].joined(separator: "; ")
    }
}
