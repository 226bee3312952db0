import PacelineDiagnostics
import Testing

/// What is lost of the documents of the corpus. Their committed lines are in `Tests/Cases/corpus/baseline.tsv`; a line
/// that gets worse fails. `RECORD=1` writes them anew.
struct CorpusTests {
    @Test(.enabled(if: Corpus.isThere, "There is no corpus beside the repository."), arguments: Corpus.documents)
    func nothingMoreIsLost(_ document: String) throws {
        let source = try #require(try Corpus.source(of: document), "the document is missing")
        let audit = try #require(Audit(source, of: document), "nothing is generated")
        let committed = try #require(Corpus.lines.first { $0.document == document }, "the document has no line")
        let losses = audit.line.losses(against: committed)
        #expect(losses.isEmpty, "\(losses.joined(separator: "\n"))\n\(audit.places.joined(separator: "\n"))")
    }

    @Test(.enabled(if: Corpus.isThere && Corpus.isRecording, "RECORD=1 writes the lines anew."))
    func record() throws {
        try Corpus.record(
            Corpus.documents.map { document in
                let source = try #require(try Corpus.source(of: document))
                return try #require(Audit(source, of: document), "nothing is generated").line
            })
        Issue.record("The lines of the corpus were written; read what has changed.")
    }

    @Test func noOperationIsSkipped() {
        #expect(Corpus.lines.count == 26)
        #expect(Corpus.lines.allSatisfy { $0.skippedOperations == 0 })
    }

    @Test func atMostOnePropertyInTwoHundredIsLost() {
        let lost = Corpus.lines.reduce(0) { $0 + $1.skippedProperties + $1.freeProperties }
        #expect(lost * 200 <= Corpus.lines.reduce(0) { $0 + $1.properties })
    }

    /// A check that cannot fail holds nothing: a document of which something is lost.
    @Test func whatIsLostIsFound() throws {
        let text = """
            openapi: 3.1.0
            info: {title: T, version: "1"}
            paths: {}
            components:
              schemas:
                Contradiction:
                  type: object
                  properties:
                    both: {allOf: [{type: string, minLength: 1}, {type: array, items: {type: integer}}]}
                    list: {type: array, items: {allOf: [{type: string, enum: [a]}, {type: number, minimum: 1}]}}
                    any: {}
                    some: {type: object}
            """
        let audit = try #require(Audit(Source(path: "a.yaml", bytes: Array(text.utf8)), of: "a"))
        #expect(audit.line.properties == 4)
        #expect(audit.line.freeProperties == 2)
        #expect(audit.line.schemas == 1)
        #expect(audit.line.warnings == ["conflicting-schemas": 2, "no-operations": 1])
        #expect(audit.line.losses(against: Line(document: "a")).count == 3)
    }
}
