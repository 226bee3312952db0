import Foundation
import Testing

/// `paceline limits --suggest` and the note of `paceline generate`, run as processes.
struct SuggestCommandTests {
    private static let refusing = SmallMuseum.document.replacing(
        "responses: {", with: "responses: { '429': { description: No },")

    @Test func theNoteLeadsToAFileThatEndsIt() throws {
        try withTemporaryFolder { folder in
            try SmallMuseum.write(Self.refusing, "museum.yaml", in: folder)
            let generate = { (arguments: [String]) in
                let tool = try Tool(["generate", "museum.yaml", "--output", "out", "--strict"] + arguments, in: folder)
                while tool.line() != nil {}
                tool.process.waitUntilExit()
                return (code: tool.process.terminationStatus, errors: try tool.errorText())
            }
            let first = try generate([])
            #expect(first.code == 0, "a note is no warning")
            #expect(
                first.errors.hasPrefix(
                    "museum.yaml:6:68: note: 1 operation documents 429 and no limits are declared; "
                        + "`paceline limits museum.yaml --suggest` writes a start [undeclared-limits]\n"))
            let printed = try Tool.run("limits", "museum.yaml", "--suggest", in: folder)
            #expect(printed.code == 0 && printed.errors == "" && printed.output.contains("\n    refused:\n"))
            let written = try Tool.run("limits", "museum.yaml", "--suggest", "-o", "limits.yaml", in: folder)
            #expect(written.code == 0 && written.errors == "" && written.output == "")
            #expect(
                try String(contentsOf: folder.appending(path: "limits.yaml"), encoding: .utf8) == printed.output)
            let second = try generate(["--limits", "limits.yaml"])
            #expect(second.code == 0 && second.errors == "")
        }
    }

    /// The note is one of each document, and the matrix has it as well.
    @Test func theNoteIsCountedForOneDocument() throws {
        try withTemporaryFolder { folder in
            for name in ["a", "b"] {
                try SmallMuseum.write(Self.refusing, "\(name).yaml", in: folder)
                try SmallMuseum.write("output: \(name)\n", "\(name).paceline.yaml", in: folder)
            }
            let all = try Tool.run("generate", "--all", ".", in: folder)
            #expect(all.code == 0 && all.errors.components(separatedBy: "[undeclared-limits]").count == 3)
            let matrix = try Tool.run("limits", "a.yaml", in: folder)
            #expect(matrix.code == 0 && matrix.errors.contains("`paceline limits a.yaml --suggest`"))
        }
    }

    @Test(arguments: [
        (["--format", "json"], "--suggest prints a limits file, which has one form: leave --format out."),
        (["--limits", "a.yaml"], "--suggest writes what --limits reads: leave --limits out"),
    ])
    func wrongUsageIs64(_ arguments: [String], _ words: String) throws {
        try withTemporaryFolder { folder in
            try SmallMuseum.write("museum.yaml", in: folder)
            let tool = try Tool(["limits", "museum.yaml", "--suggest"] + arguments, in: folder)
            #expect(tool.line() == nil)
            tool.process.waitUntilExit()
            #expect(tool.process.terminationStatus == 64)
            #expect(try tool.errorText().hasPrefix("Error: \(words)"))
        }
    }

    @Test func aDocumentWithLimitsIsToldPlainly() throws {
        try withTemporaryFolder { folder in
            try SmallMuseum.write(museum, "museum.yaml", in: folder)
            let run = try Tool.run("limits", "museum.yaml", "--suggest", in: folder)
            #expect(run.code == 1 && run.output == "")
            #expect(
                run.errors.hasPrefix(
                    "error: museum.yaml declares its limits in `x-rate-limits`, so there is nothing to suggest"))
        }
    }
}
