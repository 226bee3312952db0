import Foundation
import Testing

/// The built `paceline`, as a process.
final class Tool {
    let process = Process()
    private let outputs = Pipe()
    private let errors: URL
    private var unread = ""

    /// The build's folder, which holds the test bundle and the tool.
    private static let executable: URL = {
        let folder = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
            .deletingLastPathComponent()
        return (folder ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()).appending(
            path: "paceline")
    }()

    /// Starts the tool in a folder. It is killed after 30 s, so that a test that waits for it in vain fails.
    init(_ arguments: [String], in folder: URL) throws {
        errors = folder.appending(path: ".stderr")
        try Data().write(to: errors)
        process.executableURL = Self.executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = outputs
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        let process = process
        // Not `terminate`: a watch that does not hear SIGTERM is what a test may be about.
        DispatchQueue.global().asyncAfter(deadline: .now() + 30) {
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        }
    }

    /// The next line of the standard output, without its end; nil when no more comes.
    func line() -> String? {
        while true {
            if let end = unread.firstIndex(of: "\n") {
                defer { unread.removeSubrange(...end) }
                return String(unread[..<end])
            }
            let data = outputs.fileHandleForReading.availableData
            if data.isEmpty { return nil }
            unread += String(decoding: data, as: UTF8.self)
        }
    }

    /// All that was written to the standard error so far.
    func errorText() throws -> String { try String(contentsOf: errors, encoding: .utf8) }

    /// Waits for the tool's end: its exit code, the rest of its output, and its errors.
    static func run(_ arguments: String..., in folder: URL) throws -> (code: Int32, output: String, errors: String) {
        let tool = try Tool(arguments, in: folder)
        var output = ""
        while let line = tool.line() { output += line + "\n" }
        tool.process.waitUntilExit()
        return (tool.process.terminationStatus, output, try tool.errorText())
    }
}

/// A small document for tests of what is around the generator.
enum SmallMuseum {
    static let document = """
        openapi: 3.1.0
        info: { title: Small Museum, version: 1.0.0 }
        servers: [{ url: https://museum.example }]
        paths:
          /tickets:
            get: { operationId: listTickets, tags: [Tickets], responses: { '204': { description: None } } }

        """

    static func write(_ name: String, in folder: URL) throws { try write(document, name, in: folder) }

    static func write(_ text: String, _ name: String, in folder: URL) throws {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    static func swiftFiles(_ folder: URL, _ name: String) throws -> [String] {
        try Repository.swiftFiles(in: folder.appending(path: name)).keys.sorted()
    }
}
