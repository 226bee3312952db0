import ArgumentParser
import PacelineDiagnostics

/// The command line of the generator.
@main
struct Paceline: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paceline",
        abstract: "Generates Swift clients that keep within their API's rate limits.",
        subcommands: [GenerateCommand.self, LimitsCommand.self, TemplatesCommand.self])

    static func main() {
        StandardStream.prepare()
        main(nil)
    }
}
