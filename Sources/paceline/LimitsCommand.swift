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
        name: [.short, .long], help: ArgumentHelp("The file to write. Standard: standard output.", valueName: "file"))
    var output: String?

    @Flag(help: "Print every diagnostic: not the first of a kind with the number of the others, nor at most 100.")
    var allDiagnostics = false

    func validate() throws { try DocumentArgument.check(document) }

    func run() throws {
        var diagnostics = DiagnosticSink()
        let report = LimitReport.make(
            try Self.source(document), limits: try limits.map(Self.source), as: format, diagnostics: &diagnostics)
        FileHandle.standardError.write(Data(diagnostics.rendered(all: allDiagnostics).utf8))
        guard let report else { throw ExitCode(1) }
        guard let output else { return FileHandle.standardOutput.write(Data(report.utf8)) }
        do { try Data(report.utf8).write(to: URL(fileURLWithPath: output), options: .atomic) } catch {
            FileHandle.standardError.write(Data("error: \(output): \(error.localizedDescription)\n".utf8))
            throw ExitCode(1)
        }
    }

    private static func source(_ path: String) throws -> Source {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw ValidationError("The file \(path) cannot be read.")
        }
        return Source(path: path, bytes: [UInt8](bytes))
    }
}

extension LimitReport.Format: ExpressibleByArgument {}
