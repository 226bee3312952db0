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
        let document = try loader.source(at: "api/museum.yaml")
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

/// What a document or a configuration may not make the generator read.
struct OutsideTests {
    private static let frame = """
        openapi: 3.1.0
        info: { title: Museum, version: '1' }
        paths: { /open: { get: { operationId: isOpen, responses: { '204': { description: It is. } } } } }

        """

    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "outside-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func write(_ text: String, _ name: String, in folder: URL) throws {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private func job(_ folder: URL, _ document: String = "api/museum.yaml") -> Job {
        Job(document: folder.appending(path: document).path(), output: folder.appending(path: "out").path())
    }

    @Test(arguments: ["/proc/self/environ", "../secret.txt", "link.txt", "../secret%2Etxt", "sub/../../secret.txt"])
    func aReferenceOutOfTheFolderIsAnErrorThatShowsNothing(_ file: String) throws {
        try withFolder { folder in
            try write("{ TOKEN: very-secret ]\n", "secret.txt", in: folder)
            let schema = "components: { schemas: { Ticket: { $ref: '\(file)' } } }\n"
            try write(Self.frame + schema, "api/museum.yaml", in: folder)
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "api/link.txt").path(), withDestinationPath: "../secret.txt")
            let result = try job(folder).run()
            #expect(result.outcome == .invalid)
            #expect(result.diagnostics.contains("museum.yaml:4:") && result.diagnostics.contains("is outside of"))
            #expect(result.diagnostics.contains("--references"))
            #expect(!result.diagnostics.contains("very-secret") && !result.diagnostics.contains("PATH="))
        }
    }

    @Test func aFolderThatIsNamedMayBeReferredTo() throws {
        try withFolder { folder in
            let schema = "components: { schemas: { Ticket: { $ref: ../shared/ticket.yaml } } }\n"
            try write(Self.frame + schema, "api/museum.yaml", in: folder)
            try write("type: object\nproperties: { id: { type: string } }\n", "shared/ticket.yaml", in: folder)
            #expect(try job(folder).run().outcome == .invalid)
            var named = job(folder)
            named.folders = [folder.appending(path: "shared").path()]
            let result = try named.run()
            #expect(result.diagnostics == "")
            #expect(result.inputs.map { SourcePath.name(of: $0.path) }.contains("ticket.yaml"))
        }
    }

    @Test func aConfigurationNamesNoLimitsOutside() throws {
        try withFolder { folder in
            try write(Self.frame, "api/museum.yaml", in: folder)
            try write("x-rate-limits: { policies: { a: { quota: 1, window: 1s } } }\n", "limits.yaml", in: folder)
            try write("module: M\nlimits: ../limits.yaml\n", "api/paceline.yaml", in: folder)
            let refused = try job(folder).run()
            #expect(refused.outcome == .invalid)
            #expect(refused.diagnostics.contains("paceline.yaml:2:9: error: "))
            #expect(refused.diagnostics.contains("is outside"))
            // The command line may.
            try write("module: M\n", "api/paceline.yaml", in: folder)
            var named = job(folder)
            named.limits = folder.appending(path: "limits.yaml").path()
            #expect(try named.run().outcome != .invalid)
        }
    }

    /// A document that is a link is read where it leads, which must be allowed as well.
    @Test func aDocumentThatIsALinkShowsNothing() throws {
        try withFolder { folder in
            try write("{ TOKEN: very-secret ]\n", "secret.txt", in: folder)
            try write("", "api/x", in: folder)
            let link = folder.appending(path: "api/museum.yaml").path()
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../secret.txt")
            #expect(throws: Job.Failure.unreadable(link, .outside)) { try job(folder).run() }
            var named = job(folder)
            named.folders = [folder.path()]
            #expect(try named.run().diagnostics.contains("very-secret"), "the folder was named")
        }
    }

    @Test func aFileThatTheBuildDoesNotKnowIsAnError() throws {
        try withFolder { folder in
            let schema = "components: { schemas: { Ticket: { $ref: ticket.yaml } } }\n"
            try write(Self.frame + schema, "api/museum.yaml", in: folder)
            try write("type: object\n", "api/ticket.yaml", in: folder)
            var known = job(folder)
            known.listedInputs = ["museum.yaml", "ticket.yaml"].map { folder.appending(path: "api/\($0)").path() }
            #expect(try known.run().diagnostics == "")
            known.listedInputs?.removeLast()
            let result = try known.run()
            #expect(result.outcome == .invalid)
            #expect(result.diagnostics.contains("ticket.yaml` is not among the inputs of the build"))
            #expect(result.diagnostics.contains("hint: "))
        }
    }
}
