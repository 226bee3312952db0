import Foundation

/// The package's own files.
enum Repository {
    /// The folder of `Package.swift`.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A file, by its path from the root.
    struct File: CustomStringConvertible {
        var path: String
        var text: String

        var description: String { path }
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        /// The number of lines; the line break at the end does not begin another.
        var lineCount: Int { lines.count - (text.hasSuffix("\n") ? 1 : 0) }
    }

    /// The files under a folder that have one of the endings, in the order of their paths. Build folders do not count.
    static func files(under folder: String, endings: [String] = ["swift"]) throws -> [File] {
        let base = root.appending(path: folder).resolvingSymlinksInPath()
        guard let paths = FileManager.default.enumerator(atPath: base.path()) else { return [] }
        return try paths.compactMap { $0 as? String }
            .filter { path in
                endings.contains { path.hasSuffix(".\($0)") } && !path.split(separator: "/").contains(".build")
            }
            .sorted()
            .map {
                File(path: "\(folder)/\($0)", text: try String(contentsOf: base.appending(path: $0), encoding: .utf8))
            }
    }
}
