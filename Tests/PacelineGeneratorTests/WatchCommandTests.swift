import Foundation
import Testing

/// `--watch` as a process: each line of its output is waited for.
struct WatchCommandTests {
    /// Whether the line tells of a run that wrote so many files.
    private func tells(_ line: String?, _ what: String) -> Bool {
        line?.wholeMatch(of: /(.*), \d+ ms/).map { String($0.1) } == what
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func generatesAfterEveryEditAndSurvivesMistakes(_ signal: Int32) throws {
        try withTemporaryFolder { folder in
            try SmallMuseum.write("museum.yaml", in: folder)
            let tool = try Tool(["generate", "museum.yaml", "--output", "out", "--watch"], in: folder)
            #expect(tool.line()?.hasPrefix("watching museum.yaml") == true)
            #expect(tells(tool.line(), "out: 3 written, 0 unchanged"))

            try SmallMuseum.write(
                SmallMuseum.document.replacing("tags: [Tickets]", with: "tags: [Sales]"), "museum.yaml", in: folder)
            #expect(tells(tool.line(), "out: 3 written, 0 unchanged, 1 removed"))

            let kept = "museum.yaml: nothing written, what was generated before stays"
            try SmallMuseum.write("openapi: 3.1.0\ninfo: [\n", "museum.yaml", in: folder)
            #expect(tool.line() == kept)
            #expect(try tool.errorText().hasPrefix("museum.yaml:3:1: error: "))
            try FileManager.default.removeItem(at: folder.appending(path: "museum.yaml"))
            #expect(tool.line() == kept)
            #expect(try tool.errorText().hasSuffix("error: The file museum.yaml cannot be read.\n"))
            #expect(try SmallMuseum.swiftFiles(folder, "out") == ["Client.swift", "Limits.swift", "Sales.swift"])

            try SmallMuseum.write("museum.yaml", in: folder)
            #expect(tells(tool.line(), "out: 3 written, 0 unchanged, 1 removed"))
            // A configuration that was not there before counts too.
            try SmallMuseum.write("module: Museum\n", "museum.paceline.yaml", in: folder)
            #expect(tells(tool.line(), "out: 3 written, 0 unchanged"))

            kill(tool.process.processIdentifier, signal)
            #expect(tool.line() == nil)
            tool.process.waitUntilExit()
            #expect(tool.process.terminationReason == .exit && tool.process.terminationStatus == 0)
        }
    }

    @Test func watchDoesNotGoWithCheck() throws {
        try withTemporaryFolder { folder in
            try SmallMuseum.write("museum.yaml", in: folder)
            let run = try Tool.run("generate", "museum.yaml", "--output", "out", "--watch", "--check", in: folder)
            #expect(run.code == 64 && run.output == "" && run.errors.hasPrefix("Error: "))
        }
    }
}
