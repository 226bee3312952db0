import Foundation
import PacelineDiagnostics

/// One document's way from its file to the folder of its client: what is done once, for every document of a package, or
/// after every edit.
package struct Job: Hashable, Sendable {
    /// The path of the OpenAPI document.
    package var document: String
    /// The path of the configuration; nil takes the one beside the document, where there is one.
    package var configuration: String?
    /// The folder for the generated files; it outranks the configuration's `output`.
    package var output: String?
    /// The path of the file that declares the limits; it outranks the configuration's `limits`.
    package var limits: String?
    /// What outranks the configuration.
    package var options: Pipeline.Options
    /// Whether what is lost counts as an error.
    package var isStrict: Bool
    /// Whether every diagnostic is printed, not only the first of a kind and the weightiest.
    package var showsAll = false

    package init(
        document: String, configuration: String? = nil, output: String? = nil, limits: String? = nil,
        options: Pipeline.Options = Pipeline.Options(), isStrict: Bool = false
    ) {
        self.document = document
        self.configuration = configuration
        self.output = output
        self.limits = limits
        self.options = options
        self.isStrict = isStrict
    }

    /// What keeps a job from being begun.
    package enum Failure: Error, Hashable, CustomStringConvertible {
        /// The file at this path is missing or closed to us.
        case unreadable(String)
        /// Neither the job nor its configuration names a folder for the files.
        case noOutput

        package var description: String {
            switch self {
            case .unreadable(let path): "The file \(path) cannot be read."
            case .noOutput: "Give --output, or name an `output` in the configuration."
            }
        }
    }

    /// What came of a job.
    package struct Result: Hashable, Sendable {
        /// What there is to say about document and configuration, with places; empty when nothing.
        package var diagnostics: String
        package var outcome: Outcome
    }

    package enum Outcome: Hashable, Sendable {
        /// The document or its configuration has errors; nothing was written.
        case invalid
        /// The files are in the folder.
        case written(OutputSink.Report, folder: String)
        /// The file system refused, for this reason.
        case unwritable(String, folder: String)
        /// The names of the files that differ from what would be generated; none when all is as it should be.
        case checked([String], folder: String)
    }

    /// The files whose contents decide the result. Not all of them need to be there. The configuration is read for it.
    package var inputs: [String] {
        let configurations = configuration.map { [$0] } ?? configurationCandidates
        let source = configurations.lazy.compactMap { try? Self.read($0) }.first
        let limits = limits ?? source.flatMap(Configuration.limits(namedBy:))
        return [document] + configurations + (limits.map { [$0] } ?? [])
    }

    /// Generates, and writes the files or, with `check`, only compares them.
    package func run(check: Bool = false) throws(Failure) -> Result {
        var input = Pipeline.Input(document: try Self.read(document), loader: .files, options: options)
        let path = configuration ?? configurationCandidates.first { FileManager.default.fileExists(atPath: $0) }
        if let path { input.configuration = try Self.read(path) }
        let limits = limits ?? input.configuration.flatMap(Configuration.limits(namedBy:))
        if let limits { input.limits = try Self.read(limits) }
        var sink = DiagnosticSink(isStrict: isStrict)
        let files = Pipeline.generate(input, diagnostics: &sink)
        let diagnostics = sink.rendered(all: showsAll)
        guard let files, !sink.hasErrors else { return Result(diagnostics: diagnostics, outcome: .invalid) }
        guard let folder = output ?? input.configuration.flatMap(Configuration.output(namedBy:)) else {
            throw .noOutput
        }
        return Result(diagnostics: diagnostics, outcome: Self.put(files, into: folder, check: check))
    }

    private var configurationCandidates: [String] {
        let folder = SourcePath.folder(of: document)
        return ["\(folder)\(SourcePath.stem(of: document)).paceline.yaml", "\(folder)paceline.yaml"]
    }

    private static func put(_ files: [GeneratedFile], into folder: String, check: Bool) -> Outcome {
        let sink = OutputSink(folder: URL(fileURLWithPath: folder, isDirectory: true))
        if check { return .checked(sink.check(files), folder: folder) }
        do { return .written(try sink.write(files), folder: folder) } catch {
            return .unwritable(error.localizedDescription, folder: folder)
        }
    }

    private static func read(_ path: String) throws(Failure) -> Source {
        guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
        return Source(path: path, bytes: [UInt8](data))
    }
}
