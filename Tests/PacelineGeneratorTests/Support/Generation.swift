import Foundation
import PacelineDiagnostics
import PacelineGenerator
import Testing

/// One run of the pipeline on texts.
struct Generation {
    /// The generated texts by file name; empty when nothing was generated.
    var files: [String: String]
    var diagnostics: DiagnosticSink

    init(
        _ document: String, configuration: String? = nil,
        options: Pipeline.Options = Pipeline.Options(module: "Sample"), isStrict: Bool = false
    ) {
        self.init(
            Source(path: "openapi.yaml", bytes: Array(document.utf8)),
            configuration.map { Source(path: "paceline.yaml", bytes: Array($0.utf8)) }, options, isStrict: isStrict)
    }

    init(
        _ document: Source, _ configuration: Source? = nil, limits: Source? = nil,
        _ options: Pipeline.Options = Pipeline.Options(), isStrict: Bool = false
    ) {
        var diagnostics = DiagnosticSink(isStrict: isStrict)
        let configuration = configuration.map { Configuration.read($0, diagnostics: &diagnostics) } ?? Configuration()
        let input = Pipeline.Input(
            document: document, configuration: configuration, limits: limits, options: options)
        let generated = Pipeline.generate(input, diagnostics: &diagnostics) ?? []
        self.diagnostics = diagnostics
        files = Dictionary(uniqueKeysWithValues: generated.map { ($0.name, $0.text) })
    }

    /// All files, one after the other.
    var text: String { files.sorted { $0.key < $1.key }.map(\.value).joined() }
}

/// The package's own files.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func source(_ path: String) throws -> Source {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return Source(path: name, bytes: try [UInt8](Data(contentsOf: root.appending(path: path))))
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// The Swift files of a folder by name.
    static func swiftFiles(in folder: URL) throws -> [String: String] {
        guard FileManager.default.fileExists(atPath: folder.path()) else { return [:] }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter { $0.hasSuffix(".swift") }
        return try Dictionary(
            uniqueKeysWithValues: names.map {
                ($0, try String(contentsOf: folder.appending(path: $0), encoding: .utf8))
            })
    }

    /// Whether the run rewrites what it would compare with. It fails then, so that a recording is read before it
    /// counts.
    static let isRecording = ProcessInfo.processInfo.environment["RECORD"] != nil
}

/// A folder that is there while `body` runs.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "generator-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.resolvingSymlinksInPath())
}
