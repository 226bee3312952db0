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

            let kept = "museum.yaml: nothing was written; existing files are unchanged"
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

    /// The files behind a `$ref` and behind the configuration's `limits` are looked at as well, from the run that reads
    /// them first.
    @Test func seesEditsOfFilesThatOnlyOthersName() throws {
        try withTemporaryFolder { folder in
            func generated(_ file: String) throws -> String {
                try String(contentsOf: folder.appending(path: "out/\(file).swift"), encoding: .utf8)
            }
            let response = "content: { application/json: { schema: { $ref: 'shared/kinds.yaml#/Kind' } } }"
            let document = SmallMuseum.document.replacing(
                "'204': { description: None }", with: "'200': { description: The kind, \(response) }")
            let policies = "x-rate-limits: { policies: { tickets: { quota: 5, window: 1s } } }\n"
            try SmallMuseum.write(
                "Kind: { type: string, enum: [permanent, special] }\n", "shared/kinds.yaml", in: folder)
            try SmallMuseum.write(policies, "museum.limits.yaml", in: folder)
            try SmallMuseum.write(SmallMuseum.document, "museum.yaml", in: folder)
            let tool = try Tool(["generate", "museum.yaml", "--output", "out", "--watch"], in: folder)
            #expect(tool.line()?.hasPrefix("watching museum.yaml") == true)
            #expect(tells(tool.line(), "out: 3 written, 0 unchanged"))

            try SmallMuseum.write(document, "museum.yaml", in: folder)
            #expect(tool.line()?.contains(" written") == true)
            try SmallMuseum.write(
                "Kind: { type: string, enum: [permanent, nocturnal] }\n", "shared/kinds.yaml", in: folder)
            #expect(tool.line()?.contains(" written") == true)
            #expect(try generated("Tickets").contains("nocturnal"))

            try SmallMuseum.write("limits: museum.limits.yaml\n", "museum.paceline.yaml", in: folder)
            #expect(tool.line()?.contains(" written") == true)
            try SmallMuseum.write(policies.replacing("5", with: "7"), "museum.limits.yaml", in: folder)
            #expect(tool.line()?.contains(" written") == true)
            #expect(try generated("Limits").contains(".quota(7,"))

            kill(tool.process.processIdentifier, SIGTERM)
            #expect(tool.line() == nil)
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
