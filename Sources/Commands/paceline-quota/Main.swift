import ArgumentParser
import PacelineDiagnostics
import PacelinePolicy

/// The command line for quotas that processes share.
@main
struct PacelineQuota: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paceline-quota",
        abstract: "Shows what the processes that share a quota make of it.",
        version: PacelineVersion.current,
        subcommands: [ShowCommand.self])

    static func main() async {
        StandardStream.prepare()
        await main(nil)
    }
}
