import ArgumentParser
import PacelineDiagnostics
import PacelineGenerator
import PacelineSwiftViews

/// `paceline generate`: reads the arguments, calls the generator, and reports.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Writes the Swift client of an OpenAPI document.",
        usage: """
            paceline generate <spec> [--output <dir>] [--check | --watch] [<options>]
            paceline generate --all <dir> [--check] [--strict] [--references <dir>]
            """,
        discussion: """
            Files are written only when their contents change; files of an earlier run that are no longer generated are \
            removed. With an error in the document nothing is written.

            Exit codes: 0 done; 1 a document has errors; 3 --check found files that differ; 64 usage.
            """)

    @Argument(help: ArgumentHelp("The OpenAPI 3.0 or 3.1 document, YAML or JSON.", valueName: "spec"))
    var document: String?

    @Option(
        help: ArgumentHelp(
            "Generate for every configuration under the folder that names an `output`, instead of for one document.",
            valueName: "dir"))
    var all: String?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "The folder for the generated files. Default: the configuration's `output`.", valueName: "dir"))
    var output: String?

    @Option(help: "The client's name. Default: the configuration's, else the document's title.")
    var module: String?

    @Option(help: "The access level of what is generated: public, package or internal.")
    var access: FileHeader.Access?

    @Option(help: "How the files are laid out: groups (for people) or shards (for build plugins).")
    var layout: OutputLayout?

    @Option(
        help: ArgumentHelp(
            "Generate a part alone: limits (policies and operations, for requests that another client makes).",
            valueName: "part"))
    var only: GeneratedPart?

    @Option(help: "The number of files for calls and types in the layout `shards`. Default: by the document's size.")
    var shards: Int?

    @Option(
        help: ArgumentHelp(
            "The configuration. Default: NAME.paceline.yaml or paceline.yaml beside the document, where there is one.",
            valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "The file that declares the rate limits of a document which does not. Default: the configuration's.",
            valueName: "file"))
    var limits: String?

    @Option(
        help: ArgumentHelp(
            "A folder with templates that take the place of those of their names. Default: the configuration's.",
            valueName: "dir"))
    var templates: String?

    @OptionGroup var references: ReferenceOptions

    @Option(
        help: ArgumentHelp(
            "A list of the only files that may be read, a path on each line: what a build watches for changes.",
            valueName: "file"))
    var inputs: String?

    @Flag(help: "Treat what is lost as an error: warnings that are marked so, since a part of the API cannot be used.")
    var strict = false

    @Flag(help: "Print every diagnostic: not the first of a kind with the number of the others, nor at most 100.")
    var allDiagnostics = false

    @Flag(help: "Write nothing; fail when the files in the folder differ from what would be generated.")
    var check = false

    @Flag(
        help:
            "Generate again after every edit of a file that was read, until SIGINT or SIGTERM."
    )
    var watch = false

    func validate() throws {
        if let shards, shards < 1 || shards > 4096 { throw ValidationError("--shards must be from 1 to 4096.") }
        if let output, output.isEmpty { throw ValidationError("--output names no folder; `.` is the current one.") }
        if check && watch { throw ValidationError("--check writes nothing, so it does not go with --watch.") }
        guard all != nil else {
            guard let document else { throw ValidationError("Name a document, or a folder with --all.") }
            return try DocumentArgument.check(document)
        }
        let isAboutOne =
            [document, output, module, config, limits, templates, inputs].contains { $0 != nil } || access != nil
            || layout != nil || only != nil || shards != nil || watch
        if isAboutOne {
            throw ValidationError(
                "--all takes only --check, --strict, --references and --all-diagnostics: the rest is in the configurations."
            )
        }
    }

    func run() throws {
        let folders = references.references
        if let all {
            let batch = Batch(folder: all, isStrict: strict, showsAll: allDiagnostics, references: folders)
            return try batch.run(check: check)
        }
        let options = Pipeline.Options(module: module, access: access, layout: layout, only: only, shards: shards)
        var job = Job(
            document: document ?? "", configuration: config, output: output, limits: limits, options: options,
            isStrict: strict)
        job.templates = templates
        job.showsAll = allDiagnostics
        job.folders = folders
        job.listedInputs = try inputs.map(Self.lines(of:))
        if watch {
            var watch = Watch(job: job)
            return watch.run()
        }
        do {
            if let code = Report.show(try job.run(check: check), of: job) { throw ExitCode(code) }
        } catch let failure as Job.Failure {
            throw ValidationError("\(failure)")
        }
    }
}

extension GenerateCommand {
    /// The lines of a file that the command line names.
    private static func lines(of path: String) throws -> [String] {
        do throws(SourceProblem) {
            let source = try SourceReader(folders: [SourcePath.folder(of: path)]).source(at: path)
            return source.bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        } catch {
            throw ValidationError("The file \(path) \(error.reason).")
        }
    }
}

extension FileHeader.Access: ExpressibleByArgument {}
extension OutputLayout: ExpressibleByArgument {}
extension GeneratedPart: ExpressibleByArgument {}
