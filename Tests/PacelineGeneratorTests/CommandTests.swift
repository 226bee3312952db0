import Foundation
import Testing

/// The built `paceline`, run as a process.
struct CommandTests {
    private static let document = """
        openapi: 3.1.0
        info: { title: Small Museum, version: 1.0.0 }
        servers: [{ url: https://museum.example }]
        paths:
          /tickets:
            get: { operationId: listTickets, tags: [Tickets], responses: { '204': { description: None } } }

        """

    private struct Run {
        var code: Int32
        var output: String
        var errors: String
    }

    /// The build's folder, which holds the test bundle and the tool.
    private static let tool: URL = {
        let folder = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
            .deletingLastPathComponent()
        return (folder ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()).appending(
            path: "paceline")
    }()

    private func run(_ arguments: String..., in folder: URL) throws -> Run { try run(arguments, in: folder) }

    private func run(_ arguments: [String], in folder: URL) throws -> Run {
        let process = Process()
        process.executableURL = Self.tool
        process.arguments = arguments
        process.currentDirectoryURL = folder
        // Files and not pipes: nothing waits for a reader.
        let (output, errors) = (folder.appending(path: ".stdout"), folder.appending(path: ".stderr"))
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Run(
            code: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }

    private func write(_ text: String, _ name: String, in folder: URL) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    private func files(_ folder: URL, _ name: String = "out") -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: name).path())
        return (names ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }

    @Test func generatesAndSaysSo() throws {
        try withTemporaryFolder { folder in
            try write(Self.document, "museum.yaml", in: folder)
            let run = try run("generate", "museum.yaml", "--output", "out", in: folder)
            #expect(run.code == 0 && run.errors == "")
            #expect(run.output == "out: 3 written, 0 unchanged\n")
            #expect(files(folder) == ["Client.swift", "Limits.swift", "Tickets.swift"])
            let client = try String(contentsOf: folder.appending(path: "out/Client.swift"), encoding: .utf8)
            #expect(client.contains("\nstruct SmallMuseum: Sendable {"))
            #expect(
                try self.run("generate", "museum.yaml", "--output", "out", in: folder).output
                    == "out: 0 written, 3 unchanged\n")
        }
    }

    @Test func optionsOutrankTheConfiguration() throws {
        try withTemporaryFolder { folder in
            try write(Self.document, "museum.yaml", in: folder)
            try write("module: Configured\naccess: package\n", "museum.paceline.yaml", in: folder)
            try write("module: Second\n", "paceline.yaml", in: folder)
            func client(_ options: String...) throws -> String {
                let process = try run(
                    "generate", "museum.yaml", "--output", "out", options.first ?? "--layout",
                    options.dropFirst().first ?? "groups",
                    in: folder)
                #expect(process.code == 0)
                return try String(contentsOf: folder.appending(path: "out/Client.swift"), encoding: .utf8)
            }
            #expect(try client().contains("\npackage struct Configured: Sendable {"))
            #expect(try client("--module", "Given").contains("\npackage struct Given: Sendable {"))
            #expect(try client("--access", "public").contains("\npublic struct Configured: Sendable {"))
            #expect(try client("--config", "paceline.yaml").contains("\nstruct Second: Sendable {"))
            try FileManager.default.removeItem(at: folder.appending(path: "museum.paceline.yaml"))
            #expect(try client().contains("\nstruct Second: Sendable {"))
            _ = try client("--layout", "shards")
            #expect(files(folder) == ["Client.swift", "Limits.swift", "Shard0.swift"])
        }
    }

    @Test func anErrorWritesNothingAndKeepsWhatIsThere() throws {
        try withTemporaryFolder { folder in
            try write(Self.document, "museum.yaml", in: folder)
            #expect(try run("generate", "museum.yaml", "--output", "out", in: folder).code == 0)
            let broken = Self.document.replacing(
                "openapi: 3.1.0",
                with: "openapi: 3.1.0\nx-rate-limits: { policies: { a: { quota: 0, window: 1s }, b: { quota: 1 } } }")
            try write(broken, "museum.yaml", in: folder)
            let before = try String(contentsOf: folder.appending(path: "out/Limits.swift"), encoding: .utf8)
            let run = try run("generate", "museum.yaml", "--output", "out", in: folder)
            #expect(run.code == 1 && run.output == "")
            #expect(run.errors.hasPrefix("museum.yaml:2:"))
            #expect(run.errors.ranges(of: ": error: ").count == 2)
            #expect(files(folder) == ["Client.swift", "Limits.swift", "Tickets.swift"])
            #expect(try String(contentsOf: folder.appending(path: "out/Limits.swift"), encoding: .utf8) == before)
            #expect(try self.run("generate", "museum.yaml", "--output", "fresh", in: folder).code == 1)
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "fresh").path()))
        }
    }

    @Test func checkComparesAndWritesNothing() throws {
        try withTemporaryFolder { folder in
            try write(Self.document, "museum.yaml", in: folder)
            let missing = try run("generate", "museum.yaml", "--output", "out", "--check", in: folder)
            #expect(missing.code == 3 && missing.output.split(separator: "\n").count == 3)
            #expect(files(folder) == [])
            _ = try run("generate", "museum.yaml", "--output", "out", in: folder)
            let same = try run("generate", "museum.yaml", "--output", "out", "--check", in: folder)
            #expect(same.code == 0 && same.output == "" && same.errors == "")
            try write("// edited\n", "out/Limits.swift", in: folder)
            let run = try run("generate", "museum.yaml", "--output", "out", "--check", in: folder)
            #expect(run.code == 3)
            #expect(run.output == "out/Limits.swift differs from what museum.yaml gives\n")
        }
    }

    @Test func strictTakesWhatIsLostForAnErrorAndNotWhatIsUntidy() throws {
        try withTemporaryFolder { folder in
            let warned = Self.document.replacing(
                "operationId: listTickets,",
                with: "operationId: listTickets, parameters: [{ in: query, schema: { type: string } }],")
            try write(warned, "museum.yaml", in: folder)
            let plain = try run("generate", "museum.yaml", "--output", "out", in: folder)
            #expect(plain.code == 0 && plain.errors.contains(": warning: "))
            let strict = try run("generate", "museum.yaml", "--output", "strict", "--strict", in: folder)
            #expect(strict.code == 1 && strict.errors.contains(": error: ") && !strict.errors.contains(": warning: "))
            #expect(files(folder, "strict") == [])
            // A response without a description, a status that no server sends, a key that no one knows.
            let untidy = Self.document.replacing(
                "'204': { description: None }", with: "'204': { colour: red }, '600': {}")
            try write(untidy, "museum.yaml", in: folder)
            let passed = try run("generate", "museum.yaml", "--output", "strict", "--strict", in: folder)
            #expect(passed.code == 0 && passed.errors.ranges(of: ": warning: ").count == 3)
            #expect(!passed.errors.contains("[lost]") && files(folder, "strict") != [])
        }
    }

    @Test(arguments: [
        ["generate"], ["generate", "museum.yaml"], ["generate", "absent.yaml", "--output", "out"], ["nonsense"],
        ["generate", "museum.yaml", "--output", "out", "--access", "open"],
        ["generate", "museum.yaml", "--output", "out", "--layout", "one"],
        ["generate", "museum.yaml", "--output", "out", "--shards", "0"],
        ["generate", "museum.yaml", "--output", "out", "--config", "absent.yaml"],
    ])
    func wrongUsageIs64(_ arguments: [String]) throws {
        try withTemporaryFolder { folder in
            try write(Self.document, "museum.yaml", in: folder)
            let run = try run(arguments, in: folder)
            #expect(run.code == 64 && run.output == "" && run.errors.hasPrefix("Error: "))
            #expect(files(folder) == [])
        }
    }

    @Test func aFolderThatCannotBeWrittenIsAnError() throws {
        try withTemporaryFolder { folder in
            try write(Self.document, "museum.yaml", in: folder)
            try write("", "file", in: folder)
            let run = try run("generate", "museum.yaml", "--output", "file/out", in: folder)
            #expect(run.code == 1 && run.errors.hasPrefix("error: file/out: "))
        }
    }

    @Test func aFileNamedLikeCodeIsAComment() throws {
        try withTemporaryFolder { folder in
            let name = "a\nimport Nowhere\u{202E}.yaml"
            try Data(Self.document.utf8).write(to: URL(filePath: "\(folder.path())/\(name)"))
            let run = try run("generate", name, "--output", "out", in: folder)
            #expect(run.code == 0)
            for file in files(folder) {
                let text = try String(contentsOf: folder.appending(path: "out/\(file)"), encoding: .utf8)
                #expect(text.hasPrefix("// Generated by Paceline from a\\nimport Nowhere\\u{202e}.yaml. "))
            }
        }
    }

    @Test func aTagOfAnyLengthHasAFile() throws {
        try withTemporaryFolder { folder in
            let (one, other) = (String(repeating: "Long", count: 100), String(repeating: "Long", count: 101))
            let second =
                "  /other:\n    get: { operationId: b, tags: [\(other)], responses: { '204': { description: x } } }\n"
            try write(Self.document.replacing("[Tickets]", with: "[\(one)]") + second, "museum.yaml", in: folder)
            let run = try run("generate", "museum.yaml", "--output", "out", in: folder)
            #expect(run.code == 0 && run.output == "out: 4 written, 0 unchanged\n")
            #expect(files(folder).allSatisfy { $0.utf8.count <= 120 })
            #expect(files(folder).count { $0.hasPrefix("LongLong") } == 2)
        }
    }

    @Test func aFileThatWasWrittenByHandIsInTheWay() throws {
        try withTemporaryFolder { folder in
            try write(Self.document, "museum.yaml", in: folder)
            try FileManager.default.createDirectory(
                at: folder.appending(path: "out"), withIntermediateDirectories: true)
            try write("struct Mine {}\n", "out/Client.swift", in: folder)
            let run = try run("generate", "museum.yaml", "--output", "out", in: folder)
            #expect(run.code == 1 && run.errors.hasPrefix("error: out: Client.swift was not generated"))
            #expect(files(folder) == ["Client.swift"])
        }
    }

    /// As `paceline … >&-` in a shell.
    @Test(arguments: [
        (">&-", ["generate", "museum.yaml", "--output", "out"], 0), (">/dev/full", ["limits", "museum.yaml"], 1),
        (">&-", ["limits", "museum.yaml"], 0), (">&- 2>&-", ["generate", "museum.yaml", "--output", "out"], 0),
        ("2>&-", ["generate", "absent.yaml", "--output", "out"], 64),
    ])
    func aClosedStreamIsNoTrap(_ redirection: String, _ arguments: [String], _ code: Int32) throws {
        try withTemporaryFolder { folder in
            try write(Self.document, "museum.yaml", in: folder)
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", "exec \"$0\" \"$@\" \(redirection)", Self.tool.path()] + arguments
            process.currentDirectoryURL = folder
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && process.terminationStatus == code)
            #expect(code != 0 || arguments[0] == "limits" || files(folder).count == 3)
        }
    }
}
