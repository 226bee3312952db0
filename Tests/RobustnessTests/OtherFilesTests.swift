import Foundation
import PacelineDiagnostics
import PacelineGenerator
import Testing

/// A document in several files, from the folder in which they lie to the generated types.
struct OtherFilesTests {
    private static let files = [
        "api/museum.yaml": """
        openapi: 3.1.0
        info: { title: Museum, version: '1' }
        paths:
          /tickets: { $ref: paths/tickets.yaml }
        """,
        "api/paths/tickets.yaml": """
        get:
          operationId: listTickets
          parameters: [{ $ref: '../common.json#/page' }]
          responses:
            '200':
              description: Tickets
              content: { application/json: { schema: { type: array, items: { $ref: ../Ticket.yaml } } } }
        """,
        "api/common.json": """
        {"page": {"name": "page", "in": "query", "schema": {"type": "integer"}},
         "Guest": {"type": "object", "properties": {"name": {"type": "string"}, "ticket": {"$ref": "Ticket.yaml"}}}}
        """,
        "api/Ticket.yaml": """
        type: object
        required: [id]
        properties: { id: { type: string }, guest: { $ref: 'common.json#/Guest' }, next: { $ref: '#' } }
        """,
    ]

    @Test func becomesOneClient() throws {
        let loader = SourceLoader { path in Self.files[path].map { Array($0.utf8) } }
        let document = try #require(loader.source(at: "api/museum.yaml"))
        var diagnostics = DiagnosticSink()
        let files = try #require(
            Pipeline.generate(Pipeline.Input(document: document, loader: loader), diagnostics: &diagnostics))
        #expect(diagnostics.rendered() == "")
        let text = files.map(\.text).joined()
        for declaration in ["struct Ticket:", "struct Guest:", "func listTickets(page: Int?"] {
            #expect(text.contains(declaration), "\(declaration)")
        }
    }

    @Test func areReadFromTheFolderOfTheDocument() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "other-files-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, text) in Self.files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        let job = Job(
            document: folder.appending(path: "api/museum.yaml").path(), output: folder.appending(path: "out").path())
        let result = try job.run()
        #expect(result.diagnostics == "")
        try FileManager.default.removeItem(at: folder.appending(path: "api/Ticket.yaml"))
        let lost = try job.run().diagnostics
        #expect(lost.contains("api/paths/tickets.yaml:7:") && lost.contains("`../Ticket.yaml` cannot be followed"))
        // What has no end is no file.
        try FileManager.default.createSymbolicLink(
            atPath: folder.appending(path: "api/Ticket.yaml").path(), withDestinationPath: "/dev/zero")
        #expect(try job.run().diagnostics.contains("cannot be followed"))
    }
}
