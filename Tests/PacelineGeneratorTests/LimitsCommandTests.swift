import Foundation
import Testing

/// The built `paceline limits`, run as a process.
struct LimitsCommandTests {
    private static let tool: URL = {
        let folder = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
            .deletingLastPathComponent()
        return (folder ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()).appending(
            path: "paceline")
    }()

    private func limits(_ arguments: [String], in folder: URL) throws -> (code: Int32, output: String, errors: String) {
        let process = Process()
        process.executableURL = Self.tool
        process.arguments = ["limits"] + arguments
        process.currentDirectoryURL = folder
        let (output, errors) = (folder.appending(path: ".stdout"), folder.appending(path: ".stderr"))
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return (
            process.terminationStatus, try String(contentsOf: output, encoding: .utf8),
            try String(contentsOf: errors, encoding: .utf8)
        )
    }

    @Test(arguments: [
        ([], "LEVEL "), (["--format", "text"], "LEVEL "), (["--format", "markdown"], "| Level |"),
        (["--format", "json"], "{\n"), (["--format", "svg"], "<svg "),
    ])
    func printsOrWrites(_ options: [String], _ start: String) throws {
        try withTemporaryFolder { folder in
            try Data(museum.utf8).write(to: folder.appending(path: "museum.yaml"))
            let printed = try limits(["museum.yaml"] + options, in: folder)
            #expect(printed.code == 0 && printed.errors == "" && printed.output.hasPrefix(start))
            let written = try limits(["museum.yaml", "--output", "out.txt"] + options, in: folder)
            #expect(written.code == 0 && written.errors == "" && written.output == "")
            #expect(try String(contentsOf: folder.appending(path: "out.txt"), encoding: .utf8) == printed.output)
        }
    }

    @Test func anErrorInTheDocumentWritesNothing() throws {
        try withTemporaryFolder { folder in
            let broken = museum.replacing("quota: 100", with: "quota: 0")
            try Data(broken.utf8).write(to: folder.appending(path: "museum.yaml"))
            let run = try limits(["museum.yaml", "--output", "out.txt"], in: folder)
            #expect(run.code == 1 && run.output == "" && run.errors.hasPrefix("museum.yaml:7:"))
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out.txt").path()))
        }
    }

    @Test func aFileThatCannotBeWrittenIsAnError() throws {
        try withTemporaryFolder { folder in
            try Data(museum.utf8).write(to: folder.appending(path: "museum.yaml"))
            let run = try limits(["museum.yaml", "--output", "absent/out.txt"], in: folder)
            #expect(run.code == 1 && run.output == "" && run.errors.hasPrefix("error: absent/out.txt: "))
        }
    }

    @Test(arguments: [[], ["absent.yaml"], ["museum.yaml", "--format", "pdf"]])
    func wrongUsageIs64(_ arguments: [String]) throws {
        try withTemporaryFolder { folder in
            try Data(museum.utf8).write(to: folder.appending(path: "museum.yaml"))
            let run = try limits(arguments, in: folder)
            #expect(run.code == 64 && run.output == "" && run.errors.hasPrefix("Error: "))
        }
    }
}
