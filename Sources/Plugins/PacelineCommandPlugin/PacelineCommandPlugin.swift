import Foundation
import PackagePlugin

/// Generates the clients of all documents in the package whose configuration names an `output`.
@main
struct PacelineCommandPlugin: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) async throws {
        var arguments = ArgumentExtractor(arguments)
        // Xcode names the chosen targets. The documents are the package's, so they do not matter.
        _ = arguments.extractOption(named: "target")
        let process = Process()
        process.executableURL = try context.tool(named: "paceline").url
        process.arguments = ["generate", "--all", "."] + arguments.remainingArguments
        // Places in diagnostics are then relative to the package's folder.
        process.currentDirectoryURL = context.package.directoryURL
        try process.run()
        process.waitUntilExit()
        if process.terminationStatus != 0 { throw Failure(code: process.terminationStatus) }
    }
}

/// The tool has said what is wrong; this makes the command fail.
private struct Failure: Error, CustomStringConvertible {
    let code: Int32

    var description: String {
        switch code {
        case 1: "a document has errors; its client is as it was"
        case 3: "clients differ from what their documents give; generate and commit them"
        default: "paceline ended with exit code \(code)"
        }
    }
}
