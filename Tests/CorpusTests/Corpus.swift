import Foundation
import PacelineDiagnostics

/// The documents beside the repository, and the committed line of each.
enum Corpus {
    private static let environment = ProcessInfo.processInfo.environment
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// `PACELINE_CORPUS`, else `../shared/corpus` beside the package.
    private static let folder =
        environment["PACELINE_CORPUS"].map { URL(filePath: $0) }
        ?? root.appending(path: "../shared/corpus").standardized
    private static let linesFile = root.appending(path: "Tests/Cases/corpus/baseline.tsv")
    private static let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()) ?? []

    /// Whether the lines are written anew. The test that does so fails, so that a recording is read before it counts.
    static let isRecording = environment["RECORD"] != nil

    /// Whether there are documents to look at.
    static let isThere = !sources.isEmpty

    /// The files that are documents, by their names without the ending.
    static let sources: [String: String] = Dictionary(
        files.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".json") }.map { file in
            (URL(filePath: file).deletingPathExtension().lastPathComponent, folder.appending(path: file).path())
        }, uniquingKeysWith: { first, _ in first })

    /// The committed lines, in the order of their documents.
    static let lines: [Line] = {
        let text = (try? String(contentsOf: linesFile, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").dropFirst().compactMap { Line($0) }
    }()

    /// The documents that a test looks at: those that have a line; when recording, those that are there.
    static let documents = isRecording ? sources.keys.sorted() : lines.map(\.document)

    static func source(of document: String) throws -> Source? {
        guard let path = sources[document] else { return nil }
        let name = URL(filePath: path).lastPathComponent
        return Source(path: name, bytes: [UInt8](try Data(contentsOf: URL(filePath: path))))
    }

    static func record(_ lines: [Line]) throws {
        try FileManager.default.createDirectory(
            at: linesFile.deletingLastPathComponent(), withIntermediateDirectories: true)
        let text = ([Line.heading] + lines.map(\.text)).joined(separator: "\n") + "\n"
        try Data(text.utf8).write(to: linesFile)
    }
}
