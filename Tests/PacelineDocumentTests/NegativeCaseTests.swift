import Foundation
import PacelineDiagnostics
import PacelineDocument
import Testing

/// Every directory of `Tests/Cases/negative`: a document with mistakes, and what is said about it, to the letter.
///
/// `RECORD=1` rewrites `diagnostics.txt` and fails, so that a recording is read before it counts.
struct NegativeCaseTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Cases/negative")

    private static let cases = (try? FileManager.default.contentsOfDirectory(atPath: root.path()))?.sorted() ?? []

    @Test func thereAreCases() { #expect(Self.cases.count >= 20) }

    @Test(arguments: cases)
    func saysExactly(_ name: String) throws {
        let folder = Self.root.appending(path: name)
        let file = try #require(
            ["openapi.yaml", "openapi.json"].first {
                FileManager.default.fileExists(atPath: folder.appending(path: $0).path())
            })
        let bytes = try [UInt8](Data(contentsOf: folder.appending(path: file)))
        var diagnostics = DiagnosticSink()
        let loader = SourceLoader { path in (try? Data(contentsOf: folder.appending(path: path))).map { [UInt8]($0) } }
        _ = Document.read(source: Source(path: file, bytes: bytes), loader: loader, diagnostics: &diagnostics)
        #expect(!diagnostics.diagnostics.isEmpty)
        #expect(diagnostics.diagnostics.allSatisfy { $0.location != nil })
        let expected = folder.appending(path: "diagnostics.txt")
        if ProcessInfo.processInfo.environment["RECORD"] != nil {
            try Data(diagnostics.rendered(all: true).utf8).write(to: expected)
            Issue.record("recorded \(name)/diagnostics.txt")
        } else {
            #expect(try diagnostics.rendered(all: true) == String(contentsOf: expected, encoding: .utf8))
        }
    }
}
