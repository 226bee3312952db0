import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import Testing

/// A document, loaded, with what was said about it.
struct Loading {
    var api: API?
    var diagnostics: DiagnosticSink

    /// Loads a document whose head is given: `text` begins with what follows `info`.
    init(_ text: String, options: LoweringOptions = LoweringOptions()) {
        let text = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\n" + text
        var diagnostics = DiagnosticSink()
        api = load(Source(path: "t.yaml", bytes: Array(text.utf8)), options: options, diagnostics: &diagnostics)
        self.diagnostics = diagnostics
    }

    /// `line:column code` of each diagnostic; lines count from the text that the test gave. That a document has no
    /// operations goes without saying where a test is about something else.
    var said: [String] {
        diagnostics.diagnostics.filter { $0.code.rawValue != "no-operations" }.map { diagnostic in
            let place = diagnostic.location.map { "\($0.path == "t.yaml" ? $0.line - 2 : $0.line):\($0.column)" } ?? "-"
            return "\(place) \(diagnostic.code)"
        }
    }
}

/// A document that must be loaded without a word.
func loaded(
    _ text: String, options: LoweringOptions = LoweringOptions(),
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws -> API {
    let loading = Loading(text, options: options)
    #expect(loading.said == [], sourceLocation: sourceLocation)
    return try #require(loading.api, sourceLocation: sourceLocation)
}

/// The declaration of the type with that name in a document whose components hold the given schemas.
func declarations(
    _ schemas: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws -> [String: TypeDeclaration] {
    let api = try loaded("components:\n  schemas:\n" + schemas, sourceLocation: sourceLocation)
    return Dictionary(uniqueKeysWithValues: api.types.map { ($0.id.name, $0) })
}

extension TypeDeclaration {
    var record: Record? { if case .record(let record) = self { record } else { nil } }
    var union: Union? { if case .union(let union) = self { union } else { nil } }
    var enumeration: Enumeration? { if case .enumeration(let enumeration) = self { enumeration } else { nil } }
}
