import ArgumentParser
import Foundation
import PacelineDiagnostics
import PacelineGenerator

/// `paceline limits`: the limits of a document as a table or a picture.
struct LimitsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits",
        abstract: "Prints the rate limits of an OpenAPI document: level, limit, groups and calls.",
        discussion: """
            With --suggest: the start of a limits file for a document that declares no limits, from what it tells of them. \
            Every number in it is behind `#` until you have looked at it.

            Exit codes: 0 done; 1 the document has errors, or nothing to suggest; 64 usage.
            """)

    @Argument(help: ArgumentHelp("The OpenAPI 3.0 or 3.1 document, YAML or JSON.", valueName: "spec"))
    var document: String

    @Option(
        help: ArgumentHelp("The file that declares the limits of a document which does not.", valueName: "file"))
    var limits: String?

    @Option(help: "How the limits are shown: text, markdown, json or svg. Default: text.")
    var format: LimitReport.Format?

    @Flag(
        help: """
            Print the start of a limits file, to be given as --limits when it has been looked at: refusals and header \
            fields that the document declares, and as comments the numbers in its descriptions.
            """)
    var suggest = false

    @Option(
        name: [.short, .long], help: ArgumentHelp("The file to write. Default: standard output.", valueName: "file"))
    var output: String?

    @OptionGroup var references: ReferenceOptions

    @Flag(help: "Print every diagnostic: not the first of a kind with the number of the others, nor at most 100.")
    var allDiagnostics = false

    func validate() throws {
        try DocumentArgument.check(document)
        guard suggest else { return }
        if format != nil {
            throw ValidationError("--suggest prints a limits file, which has one form: leave --format out.")
        }
        if limits != nil {
            throw ValidationError(
                "--suggest writes what --limits reads: leave --limits out, or leave --suggest out to see the limits.")
        }
    }

    func run() throws {
        if suggest { return try runSuggestion() }
        var diagnostics = DiagnosticSink()
        let folders = [document, limits].compactMap { $0 }.map(SourcePath.folder(of:))
        let reader = SourceReader(folders: folders + references.references)
        let report = LimitReport.make(
            try source(document, from: reader), limits: try limits.map { try source($0, from: reader) },
            loader: reader.loader, as: format ?? .text, diagnostics: &diagnostics)
        Report.complain(diagnostics.rendered(all: allDiagnostics))
        guard let report else { throw ExitCode(1) }
        try put(report)
    }

    private func runSuggestion() throws {
        var diagnostics = DiagnosticSink()
        let reader = SourceReader(folders: [SourcePath.folder(of: document)] + references.references)
        let outcome = LimitSuggestion.make(
            try source(document, from: reader), loader: reader.loader, diagnostics: &diagnostics)
        if outcome != .declared { Report.complain(diagnostics.rendered(all: allDiagnostics)) }
        switch outcome {
        case .file(let text): try put(text)
        case .invalid: throw ExitCode(1)
        case .declared:
            Report.fail(
                """
                \(document) declares its limits in `x-rate-limits`, so there is nothing to suggest: without --suggest \
                they are printed, and `paceline generate` warns of operations that document 429 and have no limit
                """)
            throw ExitCode(1)
        }
    }

    /// Writes to the file that was named, else to the standard output.
    private func put(_ report: String) throws {
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
