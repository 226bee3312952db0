import Foundation
import PacelineDiagnostics

/// Finds the documents of a package that have a configuration.
package enum JobSearch {
    /// The jobs of a folder, in the order of their configurations' paths.
    ///
    /// The document of `NAME.paceline.yaml` (or `.yml`) is `NAME.yaml`, `.yml` or `.json` beside it, that of
    /// `paceline.yaml` is `openapi` with one of these endings. Hidden folders are ignored, the folder's own `Tests`,
    /// which holds cases and no clients, and other packages, which have jobs of their own.
    package static func jobs(in folder: String, isStrict: Bool = false) -> [Job] {
        configurations(in: folder).map { path in
            Job(document: document(of: path), configuration: path, isStrict: isStrict)
        }
    }

    private static func configurations(in folder: String) -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: folder) else { return [] }
        var paths: [String] = []
        for case let path as String in walk {
            let name = SourcePath.name(of: path)
            let whole = SourcePath.resolve(path, from: folder)
            if name.hasPrefix(".") || path == "Tests"
                || FileManager.default.fileExists(atPath: "\(whole)/Package.swift")
            {
                walk.skipDescendants()
            } else if ConfigurationFile.document(of: name) != nil {
                paths.append(whole)
            }
        }
        // Of two that differ in their endings the first counts, as beside a document.
        return paths.sorted().filter { !$0.hasSuffix(".yml") || !paths.contains("\($0.dropLast(4)).yaml") }
    }

    /// The document that a configuration is for; where there is none, the one that is missed.
    private static func document(of configuration: String) -> String {
        let stem = ConfigurationFile.document(of: SourcePath.name(of: configuration)) ?? "openapi"
        let candidates = ["yaml", "yml", "json"].map { "\(SourcePath.folder(of: configuration))\(stem).\($0)" }
        return candidates.first { FileManager.default.fileExists(atPath: $0) } ?? candidates[0]
    }
}
