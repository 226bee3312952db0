import ArgumentParser
import Foundation
import PacelineDiagnostics
import PacelineGenerator
import PacelineSwiftViews

/// `paceline generate`: reads the arguments and files, calls the pipeline, and reports.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Writes the Swift client of an OpenAPI document.",
        discussion: """
            Files are written only when their contents change; files of an earlier run that are no longer generated are \
            removed. With an error in the document nothing is written.

            Exit codes: 0 done; 1 the document has errors; 3 --check found files that differ; 64 usage.
            """)

    @Argument(help: ArgumentHelp("The OpenAPI 3.0 or 3.1 document, YAML or JSON.", valueName: "spec"))
    var document: String

    @Option(name: [.short, .long], help: ArgumentHelp("The folder for the generated files.", valueName: "dir"))
    var output: String

    @Option(help: "The client's name. Standard: the configuration's, else the document's title.")
    var module: String?

    @Option(help: "The access level of what is generated: public, package or internal.")
    var access: FileHeader.Access?

    @Option(help: "How the files are laid out: groups (for people) or shards (for build plugins).")
    var layout: OutputLayout?

    @Option(help: "The number of files for calls and types in the layout `shards`. Standard: by the document's size.")
    var shards: Int?

    @Option(
        help: ArgumentHelp(
            "The configuration. Standard: NAME.paceline.yaml or paceline.yaml beside the document, where there is one.",
            valueName: "file"))
    var config: String?

    @Flag(help: "Take warnings for errors.")
    var strict = false

    @Flag(help: "Write nothing; fail when the files in the folder differ from what would be generated.")
    var check = false

    func validate() throws {
        if let shards, shards < 1 || shards > 4096 { throw ValidationError("--shards must be from 1 to 4096.") }
    }

    func run() throws {
        var input = Pipeline.Input(document: try read(document))
        input.configuration = try configurationPath().map(read)
        input.options = Pipeline.Options(module: module, access: access, layout: layout, shards: shards)
        var diagnostics = DiagnosticSink(isStrict: strict)
        let files = Pipeline.generate(input, diagnostics: &diagnostics)
        FileHandle.standardError.write(Data(diagnostics.rendered().utf8))
        guard let files, !diagnostics.hasErrors else { throw ExitCode(1) }
        let sink = OutputSink(folder: URL(fileURLWithPath: output, isDirectory: true))
        if check {
            try report(differences: sink.check(files))
        } else {
            report(try write(files, to: sink))
        }
    }

    private func configurationPath() -> String? {
        if let config { return config }
        let url = URL(fileURLWithPath: document)
        let name = url.deletingPathExtension().lastPathComponent + ".paceline.yaml"
        let folder =
            document.contains("/") ? String(document[...(document.lastIndex(of: "/") ?? document.startIndex)]) : ""
        return [folder + name, folder + "paceline.yaml"].first { FileManager.default.fileExists(atPath: $0) }
    }

    private func read(_ path: String) throws -> Source {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("The file \(path) cannot be read.")
        }
        return Source(path: path, bytes: [UInt8](data))
    }

    private func write(_ files: [GeneratedFile], to sink: OutputSink) throws -> OutputSink.Report {
        do { return try sink.write(files) } catch {
            FileHandle.standardError.write(Data("error: \(output): \(error.localizedDescription)\n".utf8))
            throw ExitCode(1)
        }
    }

    private func report(_ report: OutputSink.Report) {
        let removed = report.removed.isEmpty ? "" : ", \(report.removed.count) removed"
        print("\(output): \(report.written.count) written, \(report.unchanged.count) unchanged\(removed)")
    }

    private func report(differences: [String]) throws {
        guard !differences.isEmpty else { return }
        for name in differences { print("\(output)/\(name) differs from what \(document) gives") }
        throw ExitCode(3)
    }
}

extension FileHeader.Access: ExpressibleByArgument {}
extension OutputLayout: ExpressibleByArgument {}
