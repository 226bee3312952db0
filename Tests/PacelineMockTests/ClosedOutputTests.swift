#if MockServer
import Foundation
import Testing

/// The mock as a process of which nobody reads the output any more, as with `paceline-mock serve … | head -1`.
struct ClosedOutputTests {
    private static let executable: URL = {
        let folder = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
            .deletingLastPathComponent()
        return (folder ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()).appending(
            path: "paceline-mock")
    }()

    @Test func endsAsAskedWhenItsReaderHasGone() throws {
        let document = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).yaml")
        let text = """
            openapi: 3.1.0
            info: { title: X, version: "1" }
            paths: { /a: { get: { operationId: a, responses: { "204": { description: x } } } } }
            """
        try Data(text.utf8).write(to: document)
        defer { try? FileManager.default.removeItem(at: document) }
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = Self.executable
        process.arguments = ["serve", document.path()]
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // One that never ends fails the test.
        DispatchQueue.global().asyncAfter(deadline: .now() + 60) {
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        }
        #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).contains("listening on"))
        try output.fileHandleForReading.close()
        kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        #expect(try errors.fileHandleForReading.readToEnd() ?? Data() == Data())
    }
}
#endif
