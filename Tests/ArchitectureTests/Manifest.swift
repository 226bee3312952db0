import Foundation

/// What `swift package dump-package` says of the manifest: targets and what they depend on.
struct Manifest {
    struct Target {
        var name: String
        var kind: String
        /// The folder, from the root.
        var folder: String
        /// The names of targets and products that it depends on, each with the traits that it is conditional on.
        var dependencies: [String: [String]]
    }

    var targets: [Target]

    /// Runs the dump. A scratch path of its own keeps it clear of the lock that a running `swift test` holds.
    static func dump() async throws -> Manifest {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "arrows-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "swift", "package", "--package-path", Repository.root.path(), "--scratch-path", scratch.path(),
            "dump-package",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Read to the end before waiting: the dump is longer than a pipe holds.
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try JSONDecoder().decode(Dump.self, from: data).manifest
    }
}

/// The part of the dump that matters here.
private struct Dump: Decodable {
    struct Target: Decodable {
        var name: String
        var type: String
        var path: String?
        var dependencies: [[String: [Part?]]]
    }

    /// An element of a dependency's list: a name, or the condition.
    enum Part: Decodable {
        case name(String)
        case condition(Condition)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let name = try? container.decode(String.self) {
                self = .name(name)
            } else {
                self = .condition(try container.decode(Condition.self))
            }
        }
    }

    struct Condition: Decodable {
        var traits: [String]?
    }

    var targets: [Target]

    var manifest: Manifest {
        Manifest(
            targets: targets.map { target in
                let parts = target.dependencies.flatMap(\.values)
                let pairs = parts.compactMap { parts -> (String, [String])? in
                    guard case .name(let name)?? = parts.first else { return nil }
                    let traits = parts.flatMap { part in
                        if case .condition(let condition)? = part { condition.traits ?? [] } else { [] as [String] }
                    }
                    return (name, traits)
                }
                return Manifest.Target(
                    name: target.name, kind: target.type, folder: target.path ?? "Sources/\(target.name)",
                    dependencies: Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
            })
    }
}
