import ArgumentParser
import Foundation
import PacelineDiagnostics
import PacelineGenerator

/// `paceline limits`: the limits of a document as a table or a picture.
struct LimitsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits",
        abstract: "Prints the rate limits of an OpenAPI document: level, limit, groups and calls.",
        discussion: "Exit codes: 0 done; 1 the document has errors; 64 usage.")

    @Argument(help: ArgumentHelp("The OpenAPI 3.0 or 3.1 document, YAML or JSON.", valueName: "spec"))
    var document: String

    @Option(
        help: ArgumentHelp("The file that declares the limits of a document which does not.", valueName: "file"))
    var limits: String?

    @Option(help: "How the limits are shown: text, markdown, json or svg.")
    var format = LimitReport.Format.text

    @Option(
        name: [.short, .long], help: ArgumentHelp("The file to write. Default: standard output.", valueName: "file"))
    var output: String?

    @OptionGroup var references: ReferenceOptions

    @Flag(help: "Print every diagnostic: not the first of a kind with the number of the others, nor at most 100.")
    var allDiagnostics = false

    func validate() throws { try DocumentArgument.check(document) }

    func run() throws {
        var diagnostics = DiagnosticSink()
        let folders = [document, limits].compactMap { $0 }.map(SourcePath.folder(of:))
        let reader = SourceReader(folders: folders + references.references)
        let report = LimitReport.make(
            try source(document, from: reader), limits: try limits.map { try source($0, from: reader) },
            loader: reader.loader, as: format, diagnostics: &diagnostics)
        Report.complain(diagnostics.rendered(all: allDiagnostics))
        guard let report else { throw ExitCode(1) }
        guard let output else {
            let problem = StandardStream.output.write(report)
            // Who reads no further has what was wanted.
            guard let problem, problem != EPIPE else { return }
            Report.fail("standard output: \(String(cString: strerror(problem)))")
            throw ExitCode(1)
        }
        do { try Data(report.utf8).write(to: URL(fileURLWithPath: output), options: .atomic) } catch {
            Report.fail("\(output): \(error.localizedDescription)")
            throw ExitCode(1)
        }
    }

    private func source(_ path: String, from reader: SourceReader) throws -> Source {
        do throws(SourceProblem) { return try reader.source(at: path) } catch {
            throw ValidationError("The file \(path) \(error.reason).")
        }
    }
}

extension LimitReport.Format: ExpressibleByArgument {}
