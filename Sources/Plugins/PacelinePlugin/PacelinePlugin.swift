import Foundation
import PackagePlugin

/// Generates the client of a target's OpenAPI document when the target is built.
@main
struct PacelinePlugin: BuildToolPlugin {
    private static let documents = ["openapi.yaml", "openapi.yml", "openapi.json"]

    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let target = target as? any SourceModuleTarget else { return [] }
        let files = target.sourceFiles.map(\.url)
        guard let document = files.first(where: { Self.documents.contains($0.lastPathComponent) }) else {
            throw Problem(
                "\(target.name) has none of \(Self.documents.joined(separator: ", ")). Put the document there.")
        }
        guard target.recursiveTargetDependencies.contains(where: { $0.name == "PacelineRuntime" }) else {
            throw Problem("\(target.name) uses PacelinePlugin, so it must depend on the product PacelineRuntime.")
        }
        let output = context.pluginWorkDirectoryURL.appending(path: "Generated")
        let shards = Self.shards(try document.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0)
        var arguments = [
            "generate", document.path, "--output", output.path, "--layout", "shards", "--shards", "\(shards)",
        ]
        let configuration = files.first {
            $0.lastPathComponent == "openapi.paceline.yaml" || $0.lastPathComponent == "paceline.yaml"
        }
        if let configuration { arguments += ["--config", configuration.path] }
        // A configuration may name one of these; which one is for the generator to read.
        let limits = files.filter { $0.lastPathComponent.hasSuffix(".limits.yaml") }
        let names = ["Client", "Limits"] + (0..<shards).map { "Shard\($0)" }
        return [
            .buildCommand(
                displayName: "Generate the client of \(document.lastPathComponent) for \(target.name)",
                executable: try context.tool(named: "paceline").url, arguments: arguments,
                inputFiles: [document] + (configuration.map { [$0] } ?? []) + limits,
                outputFiles: names.map { output.appending(path: "\($0).swift") })
        ]
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
