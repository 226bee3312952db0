import Foundation
import PacelineDiagnostics
import Testing

@testable import PacelineGenerator

/// Limits that stand in a file of their own: what comes out is what would if they stood in the document.
struct LimitsFileTests {
    private static let limits = "x-rate-limits: { policies: { calls: { quota: 5, window: 1s, per: account } } }\n"

    private func source(_ path: String, _ text: String) -> Source { Source(path: path, bytes: Array(text.utf8)) }

    @Test func theResultIsThatOfTheMergedDocument() throws {
        let document = try Repository.text("Tests/Cases/positive/limits-file/openapi.yaml")
        let inDocument = Generation(document + Self.limits)
        let inFile = Generation(
            source("openapi.yaml", document), limits: source("a/calls.yaml", Self.limits),
            Pipeline.Options(module: "Sample"))
        #expect(inDocument.diagnostics.diagnostics.isEmpty && inFile.diagnostics.diagnostics.isEmpty)
        #expect(inFile.files.keys.sorted() == inDocument.files.keys.sorted())
        for (name, text) in inFile.files where name != "Limits.swift" { #expect(text == inDocument.files[name]) }
        var lines = try #require(inFile.files["Limits.swift"]).split(separator: "\n", omittingEmptySubsequences: false)
        let line = lines.remove(at: 1)
        #expect(lines.joined(separator: "\n") == inDocument.files["Limits.swift"])
        let hash = StableHash.digits(of: Array(Self.limits.utf8))
        #expect(line == "// The limits are those of calls.yaml (FNV-1a \(hash)).")
    }

    @Test(arguments: [("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8")])
    func theHashIsTheStandardOne(_ text: String, _ digits: String) {
        #expect(StableHash.digits(of: Array(text.utf8)) == digits)
    }

    @Test func theConfigurationNamesTheFileFromItsOwnFolder() throws {
        try withTemporaryFolder { folder in
            try SmallMuseum.write("museum.yaml", in: folder)
            try SmallMuseum.write("output: out\nlimits: ../limits.yaml\n", "api/paceline.yaml", in: folder)
            try SmallMuseum.write(Self.limits, "limits.yaml", in: folder)
            let configuration = folder.appending(path: "api/paceline.yaml").path()
            let job = Job(document: folder.appending(path: "museum.yaml").path(), configuration: configuration)
            let result = try job.run()
            #expect(result.inputs.last?.path == folder.path() + "/limits.yaml")
            #expect(result.diagnostics == "")
            let text = try String(contentsOf: folder.appending(path: "api/out/Limits.swift"), encoding: .utf8)
            #expect(text.contains("// The limits are those of limits.yaml (") && text.contains("5 requests per 1 s"))
        }
    }

    @Test func theJobsFileOutranksTheConfigurationsAndMustBeThere() throws {
        try withTemporaryFolder { folder in
            try SmallMuseum.write("museum.yaml", in: folder)
            try SmallMuseum.write("limits: configured.yaml\n", "paceline.yaml", in: folder)
            let document = folder.appending(path: "museum.yaml").path()
            #expect(throws: Job.Failure.unreadable("given.yaml", .unreadable)) {
                try Job(document: document, output: "out", limits: "given.yaml").run()
            }
            let result = try Job(document: document, output: "out").run()
            #expect(result.outcome == .invalid)
            #expect(result.diagnostics.contains("paceline.yaml:1:9: error: ") && !result.inputs.isEmpty)
        }
    }

    /// Both commands take the file, and `--check` notices an edit of it.
    @Test func theToolTakesTheFile() throws {
        try withTemporaryFolder { folder in
            try SmallMuseum.write("museum.yaml", in: folder)
            try SmallMuseum.write(Self.limits, "calls.yaml", in: folder)
            let generate = { (flag: String) in
                try Tool.run("generate", "museum.yaml", "--limits", "calls.yaml", "--output", "out", flag, in: folder)
            }
            #expect(try generate("--strict").code == 0)
            #expect(try generate("--check").code == 0)
            try SmallMuseum.write(Self.limits + "# edited\n", "calls.yaml", in: folder)
            let checked = try generate("--check")
            #expect(checked.code == 3 && checked.output.hasPrefix("out/Limits.swift differs"))
            let printed = try Tool.run("limits", "museum.yaml", "--limits", "calls.yaml", in: folder)
            #expect(printed.code == 0 && printed.output.contains("5 per second"))
        }
    }
}
