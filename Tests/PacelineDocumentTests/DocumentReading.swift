import PacelineDiagnostics
import PacelineDocument
import PacelineYAML
import Testing

/// A document, read, with what was said about it.
struct Reading {
    var document: Document?
    var diagnostics = DiagnosticSink()

    init(_ text: String, path: String = "t.yaml", loader: SourceLoader = .none) {
        let source = Source(path: path, bytes: Array(text.utf8))
        document = Document.read(source: source, loader: loader, diagnostics: &diagnostics)
    }

    /// `line:column code` of each diagnostic.
    var said: [String] {
        diagnostics.diagnostics.map { diagnostic in
            let place = diagnostic.location.map { "\($0.line):\($0.column)" } ?? "-"
            return "\(place) \(diagnostic.code)"
        }
    }
}

/// A document that must be read without a word.
func document(_ text: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws -> Document {
    let reading = Reading(text)
    #expect(reading.said.isEmpty, sourceLocation: sourceLocation)
    return try #require(reading.document, sourceLocation: sourceLocation)
}

/// The schema `S` of a document whose components hold the given schemas.
func schema(
    _ text: String, version: String = "3.1.0", sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws -> Schema {
    let document = try document(
        "openapi: \(version)\ninfo: {title: T, version: '1'}\ncomponents: {schemas: {S: \(text)}}\n",
        sourceLocation: sourceLocation)
    return try #require(document.components.schemas.first?.value, sourceLocation: sourceLocation)
}
