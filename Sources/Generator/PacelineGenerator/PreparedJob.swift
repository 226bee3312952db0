import Foundation
import PacelineDiagnostics
import PacelineDocument

/// A job whose configuration has been read, which happens once.
package struct PreparedJob {
    let job: Job
    private let reader: SourceReader
    private let configuration: Configuration
    /// What there is to say about the configuration.
    private let diagnostics: DiagnosticSink

    package init(_ job: Job) throws(Job.Failure) {
        self.job = job
        let own = [job.document, job.configuration, job.limits].compactMap { $0 }.map(SourcePath.folder(of:))
        reader = SourceReader(
            folders: own + [job.templates].compactMap { $0 } + job.folders, inputs: job.listedInputs)
        var diagnostics = DiagnosticSink(isStrict: job.isStrict)
        let found = ConfigurationFile.candidates(for: job.document).filter { [reader] in reader.exists($0) }
        if let path = job.configuration ?? found.first {
            configuration = Configuration.read(try Self.read(path, with: reader), diagnostics: &diagnostics)
        } else {
            configuration = Configuration()
        }
        self.diagnostics = diagnostics
    }

    /// The folder for the generated files; nil where nobody names one.
    package var output: String? { job.output ?? configuration.output }

    /// Whether the configuration has mistakes. Without them it might name an `output`.
    package var hasWrongConfiguration: Bool { diagnostics.hasErrors }

    /// Generates, and writes the files or, with `check`, only compares them.
    package func run(check: Bool = false) throws(Job.Failure) -> Job.Result {
        var sink = diagnostics
        var input = Pipeline.Input(
            document: try Self.read(job.document, with: reader), configuration: configuration, loader: reader.loader,
            options: job.options)
        input.limits = try limits(&sink)
        if let folder = job.templates {
            input.templates = TemplateFolder.read(folder, with: reader, namedAt: nil, &sink)
        } else if let named = configuration.templates {
            input.templates = TemplateFolder.read(named.text, with: reader, namedAt: named.location, &sink)
        }
        let files = Pipeline.generate(input, diagnostics: &sink)
        var result = Job.Result(
            diagnostics: sink.rendered(all: job.showsAll), outcome: .invalid, inputs: reader.requests)
        guard let files, !sink.hasErrors else { return result }
        guard let output else { throw .noOutput }
        result.outcome = Self.put(files, into: output, check: check)
        return result
    }

    private func limits(_ diagnostics: inout DiagnosticSink) throws(Job.Failure) -> Source? {
        if let path = job.limits { return try Self.read(path, with: reader) }
        guard let named = configuration.limits else {
            // What the configuration does not say, or says wrongly, is not known where it has mistakes.
            if !hasWrongConfiguration { reportUnusedLimits(&diagnostics) }
            return nil
        }
        do { return try reader.source(at: named.text) } catch {
            diagnostics.error(
                .missingFile, "the file `\(named.text)` \(error.reason)", at: named.location, hint: error.hint)
            return nil
        }
    }

    /// Reports a limits file beside the document that nobody names: whoever wrote it takes its limits for enforced.
    private func reportUnusedLimits(_ diagnostics: inout DiagnosticSink) {
        let stem = SourcePath.folder(of: job.document) + SourcePath.stem(of: job.document)
        for path in ["\(stem).limits.yaml", "\(stem).limits.yml"] where reader.exists(path) {
            if let source = try? reader.source(at: path) { diagnostics.register(source) }
            let name = SourcePath.name(of: path)
            diagnostics.lost(
                .unusedLimits, "the limits of `\(name)` are not enforced: nothing names that file",
                at: SourceLocation(path: path, line: 1, column: 1),
                hint: "write `limits: \(name)` in the configuration, or give `--limits \(name)`")
        }
    }

    private static func put(_ files: [GeneratedFile], into folder: String, check: Bool) -> Job.Outcome {
        let sink = OutputSink(folder: URL(fileURLWithPath: folder, isDirectory: true))
        if check { return .checked(sink.check(files), folder: folder) }
        do { return .written(try sink.write(files), folder: folder) } catch {
            return .unwritable(error.localizedDescription, folder: folder)
        }
    }

    private static func read(_ path: String, with reader: SourceReader) throws(Job.Failure) -> Source {
        do { return try reader.source(at: path) } catch { throw .unreadable(path, error) }
    }
}
