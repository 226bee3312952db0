import ArgumentParser
import PacelineDiagnostics
import PacelinePolicy

/// The command line of the generator.
@main
struct Paceline: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paceline",
        abstract: "Generates Swift clients that keep within their API's rate limits.",
        version: PacelineVersion.current,
        subcommands: [
            GenerateCommand.self, LimitsCommand.self, TemplatesCommand.self, ExplainCommand.self, SchemaCommand.self,
        ])

    static func main() {
        StandardStream.prepare()
        main(nil)
    }
}
