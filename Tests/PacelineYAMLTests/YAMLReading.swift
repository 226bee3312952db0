import PacelineDiagnostics
import PacelineYAML
import Testing

/// A text, read, with what was said about it.
struct Reading {
    var tree: YAMLTree?
    var diagnostics = DiagnosticSink()

    init(_ text: String) { self.init(bytes: Array(text.utf8)) }

    init(bytes: [UInt8]) {
        tree = YAMLTree.read(Source(path: "t.yaml", bytes: bytes), diagnostics: &diagnostics)
    }

    /// `line:column severity code` of each diagnostic.
    var said: [String] {
        diagnostics.diagnostics.map { diagnostic in
            let place = diagnostic.location.map { "\($0.line):\($0.column)" } ?? "-"
            return "\(place) \(diagnostic.severity) \(diagnostic.code)"
        }
    }
}

/// The root of a text that must be read without a word.
func node(_ text: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws -> Node {
    let reading = Reading(text)
    #expect(reading.said.isEmpty, sourceLocation: sourceLocation)
    return try #require(reading.tree?.root, sourceLocation: sourceLocation)
}
