package import PacelineDiagnostics
import PacelineDocument
import PacelineLowering
package import PacelineModel
package import PacelinePolicy

/// What `paceline limits` prints: the limits of a document in one of four forms.
package struct LimitReport: Hashable, Sendable {
    /// The API's title.
    package var title: String
    /// The version of its document.
    package var version: String
    package var matrix: LimitMatrix

    package enum Format: String, CaseIterable, Sendable {
        /// A table for a terminal.
        case text
        /// A table for a README.
        case markdown
        /// The matrix with its names as keys, sorted.
        case json
        /// A picture: one page that stands by itself.
        case svg
    }

    /// The limits of an API.
    package init(_ api: API) {
        title = api.title.onOneLine
        version = api.version.onOneLine
        matrix = LimitMatrix(
            calls: api.operations.map { (.init(id: $0.id, name: $0.summary.onOneLine), $0.group, $0.limits) },
            groups: api.groups.map { .init($0.name, title: $0.title.onOneLine, parent: $0.parent?.onOneLine) })
    }

    /// The report on a document; every mistake goes to `diagnostics`, and the result is nil when it holds an error.
    ///
    /// - Parameters:
    ///   - limits: The file that declares the limits in the document's place.
    ///   - loader: Gives the files to which the document refers.
    package static func make(
        _ document: Source, limits: Source? = nil, loader: SourceLoader = .none, as format: Format,
        diagnostics: inout DiagnosticSink
    ) -> String? {
        diagnostics.register(document)
        let loaded = loadDocument(document, limits: limits, loader: loader, diagnostics: &diagnostics)
        loaded?.document.noteUndeclaredLimits(&diagnostics)
        guard let loaded, !diagnostics.hasErrors else { return nil }
        return LimitReport(loaded.api).rendered(as: format)
    }

    /// The report in the given form, ending with a line break.
    package func rendered(as format: Format) -> String {
        switch format {
        case .text: matrix.description
        case .markdown: matrix.markdown
        case .json: json
        case .svg: svg
        }
    }
}

extension String {
    /// The text with white space and what a table cannot show, since it would be obeyed, folded to single spaces.
    fileprivate var onOneLine: String {
        split { $0.isWhitespace || $0.unicodeScalars.contains(where: \.isCommand) }.joined(separator: " ")
    }
}
