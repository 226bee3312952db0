import Foundation
package import PacelineDiagnostics
import PacelineLowering

/// What `paceline limits` prints: the limits of a document in one of four forms.
package enum LimitReport {
    package enum Format: String, CaseIterable, Sendable {
        /// A table for a terminal.
        case text
        /// A table for a README.
        case markdown
        /// ``LimitMatrix`` by the names of its properties, keys sorted.
        case json
        /// A picture: one page that stands by itself.
        case svg
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
        let api = load(document, limits: limits, loader: loader, diagnostics: &diagnostics)
        guard let api, !diagnostics.hasErrors else { return nil }
        return LimitMatrix(api).rendered(as: format)
    }
}

extension LimitMatrix {
    /// The matrix in the given form, ending with a line break.
    package func rendered(as format: LimitReport.Format) -> String {
        switch format {
        case .text: text
        case .markdown: markdown
        case .json: json
        case .svg: svg
        }
    }

    private var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Quotas are finite: the document's reader has refused all others.
        guard let data = try? encoder.encode(self) else {
            preconditionFailure("a matrix is strings and finite numbers")
        }
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}
