import Foundation
import Testing

/// `--all`, and outputs that configurations name, as a process.
struct BatchCommandTests {
    /// A package of two documents that have outputs.
    private func withPackage(_ body: (URL) throws -> Void) throws {
        try withTemporaryFolder { folder in
            try SmallMuseum.write("Specs/museum.yaml", in: folder)
            try SmallMuseum.write("output: ../Generated/Museum\n", "Specs/museum.paceline.yaml", in: folder)
            try SmallMuseum.write("Sources/Shop/openapi.yaml", in: folder)
            try SmallMuseum.write("module: Shop\noutput: Client\n", "Sources/Shop/paceline.yaml", in: folder)
            try body(folder)
        }
    }

    @Test func generatesAllAndChecksAll() throws {
        try withPackage { folder in
            let missing = try Tool.run("generate", "--all", ".", "--check", in: folder)
            #expect(missing.code == 3 && missing.output.split(separator: "\n").count == 6)
            let run = try Tool.run("generate", "--all", ".", in: folder)
            #expect(run.code == 0 && run.errors == "")
            #expect(
                run.output == """
                    Sources/Shop/Client: 3 written, 0 unchanged
                    Generated/Museum: 3 written, 0 unchanged

                    """)
            #expect(try Tool.run("generate", "--all", ".", "--check", in: folder) == (0, "", ""))
            try SmallMuseum.write("// edited\n", "Generated/Museum/Limits.swift", in: folder)
            let edited = try Tool.run("generate", "--all", ".", "--check", in: folder)
            #expect(edited.code == 3)
            #expect(edited.output == "Generated/Museum/Limits.swift differs from what Specs/museum.yaml gives\n")
        }
    }

    @Test func aDocumentWithErrorsDoesNotKeepTheOthersFromBeingWritten() throws {
        try withPackage { folder in
            try SmallMuseum.write("openapi: 3.1.0\n", "Sources/Shop/openapi.yaml", in: folder)
            try SmallMuseum.write("output: out\n", "absent.paceline.yaml", in: folder)
            let run = try Tool.run("generate", "--all", ".", in: folder)
            #expect(run.code == 1 && run.output == "Generated/Museum: 3 written, 0 unchanged\n")
            #expect(run.errors.contains("Sources/Shop/openapi.yaml:1:1: error: "))
            #expect(run.errors.contains("error: absent.paceline.yaml: The file absent.yaml cannot be read.\n"))
            // Errors outrank differences.
            try SmallMuseum.write("// edited\n", "Generated/Museum/Limits.swift", in: folder)
            #expect(try Tool.run("generate", "--all", ".", "--check", in: folder).code == 1)
        }
    }

    @Test func twoClientsDoNotShareAFolder() throws {
        try withPackage { folder in
            try SmallMuseum.write("output: ../Sources/Shop/Client\n", "Specs/museum.paceline.yaml", in: folder)
            let run = try Tool.run("generate", "--all", ".", in: folder)
            #expect(run.code == 1 && run.output == "Sources/Shop/Client: 3 written, 0 unchanged\n")
            #expect(
                run.errors == """
                    error: Sources/Shop/Client is the output of both Sources/Shop/openapi.yaml and Specs/museum.yaml

                    """)
        }
    }

    @Test func aConfigurationsOutputStandsInForTheOption() throws {
        try withPackage { folder in
            let run = try Tool.run("generate", "Specs/museum.yaml", in: folder)
            #expect(run.code == 0 && run.output == "Generated/Museum: 3 written, 0 unchanged\n")
            let given = try Tool.run("generate", "Specs/museum.yaml", "--output", "given", in: folder)
            #expect(given.code == 0 && given.output == "given: 3 written, 0 unchanged\n")
        }
    }

    @Test(arguments: [
        ["--all", ".", "Specs/museum.yaml"], ["--all", ".", "--output", "out"], ["--all", ".", "--watch"],
        ["--all", ".", "--module", "M"], ["--all", ".", "--config", "Specs/museum.paceline.yaml"],
        ["--all", ".", "--access", "public"], ["--all", ".", "--layout", "shards"], ["--all", ".", "--shards", "2"],
        ["--all", "empty"], [],
    ])
    func wrongUsageIs64(_ arguments: [String]) throws {
        try withPackage { folder in
            try SmallMuseum.write("", "empty/file", in: folder)
            let tool = try Tool(["generate"] + arguments, in: folder)
            #expect(tool.line() == nil)
            tool.process.waitUntilExit()
            #expect(tool.process.terminationStatus == 64)
            #expect(try tool.errorText().hasPrefix("Error: "))
            #expect(try SmallMuseum.swiftFiles(folder, "Generated/Museum").isEmpty)
        }
    }
}
