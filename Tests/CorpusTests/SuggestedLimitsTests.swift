import PacelineDiagnostics
import PacelineDocument
import PacelineGenerator
import PacelinePolicy
import Testing

/// What is suggested for the documents of the corpus: always a limits file as it stands, and always the same.
struct SuggestedLimitsTests {
    @Test(.enabled(if: Corpus.isThere, "There is no corpus beside the repository."), arguments: Corpus.documents)
    func theSuggestionIsValidAndTheSameEachTime(_ document: String) throws {
        let source = try #require(try Corpus.source(of: document), "the document is missing")
        let text = try Self.suggestion(for: source)
        #expect(try Self.suggestion(for: source) == text)
        var diagnostics = DiagnosticSink()
        let limits = Source(path: "limits.yaml", bytes: Array(text.utf8))
        let read = try #require(Document.read(source: source, limits: limits, diagnostics: &diagnostics))
        #expect(!diagnostics.hasErrors)
        #expect(!diagnostics.diagnostics.contains { $0.location?.path == limits.path })
        let policies = try #require(read.rateLimits).policies
        #expect(policies.map(\.name) == ["refused"] && policies.allSatisfy { $0.numbers == .undisclosed })
    }

    private static func suggestion(for source: Source) throws -> String {
        var diagnostics = DiagnosticSink()
        guard case .file(let text) = LimitSuggestion.make(source, diagnostics: &diagnostics) else { throw Nothing() }
        return text
    }

    private struct Nothing: Error {}
}
