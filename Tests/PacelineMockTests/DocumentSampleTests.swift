import Foundation
import PacelineDiagnostics
import PacelineDocument
import PacelineLowering
@testable import PacelineMock
import PacelineModel
import Testing

/// What real documents are answered with is valid by their own schemas.
///
/// The repository's documents are always looked at, those of `PACELINE_CORPUS` where that is a folder.
/// `scripts/check-samples` has the responses written to the folder `PACELINE_SAMPLES` and judged by a validator of
/// others.
@Suite struct DocumentSampleTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        .standardizedFileURL
    private static let environment = ProcessInfo.processInfo.environment

    private static let documents: [String] = ["Specs", "Examples", "Tests/Cases", environment["PACELINE_CORPUS"]]
        .compactMap(\.self).flatMap { folder -> [String] in
            let url = folder.hasPrefix("/") ? URL(filePath: folder) : root.appending(path: folder)
            let files = FileManager.default.enumerator(at: url, includingPropertiesForKeys: nil)?.allObjects ?? []
            return files.compactMap { ($0 as? URL)?.path }.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".json") }
        }.sorted()

    @Test func samplesSatisfyTheirSchemas() throws {
        var (documents, samples) = (0, 0)
        for path in Self.documents {
            var diagnostics = DiagnosticSink()
            let source = Source(path: path, bytes: [UInt8](try Data(contentsOf: URL(filePath: path))))
            let loaded = loadDocument(source, diagnostics: &diagnostics)
            guard let (document, api) = loaded, !diagnostics.hasErrors else { continue }
            documents += 1
            let replies = ReplyMaker(document, of: api, patterns: PatternCache())
            var lines: [String] = []
            for (index, operation) in api.operations.enumerated() {
                let key = replies.key(
                    of: index, for: MockRequest(method: "GET", target: "/"), success: operation.success.status)
                guard let response = replies.contracts.response(of: index, under: key.pattern),
                    let media = response.content.first(where: { $0.name == key.media }), media.kind == .json,
                    let schema = media.value.schema
                else { continue }
                let text = replies.reply(key).text
                let value = try #require(Sample(json: Array(text.utf8)), "\(operation.id)")
                let violations = replies.samples.check.violations(of: value, by: schema)
                if !Self.impossible.contains("\(URL(filePath: path).lastPathComponent) \(operation.id)") {
                    #expect(violations == [], "\(path) \(operation.id): \(text.prefix(300))")
                }
                samples += 1
                lines.append(
                    Sample.object([
                        .init("path", .string(operation.path.text)),
                        .init("method", .string(operation.method.rawValue)),
                        .init("status", .string(key.pattern.key)), .init("mediaType", .string(media.name)),
                        .init("body", .string(text)),
                    ]).jsonText)
            }
            if let folder = Self.environment["PACELINE_SAMPLES"] {
                let file = URL(filePath: folder).appending(path: URL(filePath: path).lastPathComponent + ".jsonl")
                try Data(lines.map { "\($0)\n" }.joined().utf8).write(to: file)
            }
        }
        #expect(documents >= 20)
        #expect(samples >= 100)
    }

    /// Responses whose schema no value satisfies.
    private static let impossible: Set<String> = ["2ch.yaml post user posting"]
}
