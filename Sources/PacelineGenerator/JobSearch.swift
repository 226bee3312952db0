import Foundation
import PacelineDiagnostics

/// Finds the documents of a package whose configuration names an `output`.
package enum JobSearch {
    /// The jobs of a folder, in the order of their configurations' paths.
    ///
    /// The document of `NAME.paceline.yaml` is `NAME.yaml`, `.yml` or `.json` beside it, that of `paceline.yaml` is
    /// `openapi` with one of these endings. Hidden folders are passed over, the folder's own `Tests`, which holds cases
    /// and no clients, and other packages, which have jobs of their own.
    package static func jobs(in folder: String, isStrict: Bool = false) -> [Job] {
        let reader = SourceReader(folders: [folder])
        return configurations(in: folder).compactMap { path in
            guard let source = try? reader.source(at: path), let output = Configuration.output(namedBy: source)
            else { return nil }
            return Job(document: document(of: path), configuration: path, output: output, isStrict: isStrict)
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
            } else if name == "paceline.yaml" || name.hasSuffix(".paceline.yaml") {
                paths.append(whole)
            }
        }
        return paths.sorted()
    }

    /// The document that a configuration is for; where there is none, the one that is missed.
    private static func document(of configuration: String) -> String {
        let name = SourcePath.name(of: configuration)
        let stem = name == "paceline.yaml" ? "openapi" : String(name.dropLast(".paceline.yaml".count))
        let candidates = ["yaml", "yml", "json"].map { "\(SourcePath.folder(of: configuration))\(stem).\($0)" }
        return candidates.first { FileManager.default.fileExists(atPath: $0) } ?? candidates[0]
    }
}
