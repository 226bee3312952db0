import Foundation
import PackagePlugin

/// Generates the client of a target's OpenAPI document when the target is built.
@main
struct PacelinePlugin: BuildToolPlugin {
    private static let documents = ["openapi.yaml", "openapi.yml", "openapi.json"]
    private static let configurations = [
        "openapi.paceline.yaml", "openapi.paceline.yml", "paceline.yaml", "paceline.yml",
    ]

    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let target = target as? any SourceModuleTarget else { return [] }
        let package = context.package.directoryURL
        let inputs = InputFiles(ofTarget: target.directoryURL, inPackage: package).files
        // One in the target's folder goes before those further inside.
        let own = inputs.filter { $0.path.hasPrefix(target.directoryURL.path + "/") }
            .sorted { $0.pathComponents.count < $1.pathComponents.count }
        guard let document = own.first(where: { Self.documents.contains($0.lastPathComponent) }) else {
            throw Problem(
                "\(target.name) has none of \(Self.documents.joined(separator: ", ")). Put the document there.")
        }
        guard target.recursiveTargetDependencies.contains(where: { $0.name == "PacelineRuntime" }) else {
            throw Problem("\(target.name) uses PacelinePlugin, so it must depend on the product PacelineRuntime.")
        }
        let output = context.pluginWorkDirectoryURL.appending(path: "Generated")
        let list = context.pluginWorkDirectoryURL.appending(path: "inputs.txt")
        try write(inputs.map { $0.path + "\n" }.joined(), to: list)
        let shards = Self.shards(try document.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0)
        var arguments = [
            "generate", document.path, "--output", output.path, "--layout", "shards", "--shards", "\(shards)",
            "--references", package.path, "--inputs", list.path,
        ]
        let configuration = own.first { Self.configurations.contains($0.lastPathComponent) }
        if let configuration { arguments += ["--config", configuration.path] }
        let names = ["Client", "Limits"] + (0..<shards).map { "Shard\($0)" }
        return [
            .buildCommand(
                displayName: "Generate the client of \(document.lastPathComponent) for \(target.name)",
                executable: try context.tool(named: "paceline").url, arguments: arguments,
                inputFiles: inputs + [list], outputFiles: names.map { output.appending(path: "\($0).swift") })
        ]
    }

    /// Writes a text where it differs from what is there, so that nothing is built anew for it.
    private func write(_ text: String, to file: URL) throws {
        if (try? Data(contentsOf: file)) == Data(text.utf8) { return }
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    /// The number of files for calls and types: a power of two that puts some 20 to 50 types into each.
    private static func shards(_ bytes: Int) -> Int {
        var shards = 1
        while shards * 98_304 < bytes { shards *= 2 }
        return shards
    }
}

/// What keeps the plugin from doing its work.
private struct Problem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
