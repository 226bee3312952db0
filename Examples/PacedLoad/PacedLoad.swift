import ArgumentParser

/// Sends more calls than the limits allow at once, from several tasks, and says how it went.
@main
struct PacedLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paced-load",
        abstract: "Calls a server from several tasks through a generated client, which keeps to the declared limits.",
        subcommands: [MixCommand.self, CellCommand.self, CutCommand.self, ObserveCommand.self],
        defaultSubcommand: MixCommand.self)
}

/// What every load is made of.
struct LoadOptions: ParsableArguments {
    @Option(help: "The server's base URL.")
    var url: String

    @Option(help: "The number of calls.")
    var calls = 300

    @Option(help: "The number of tasks that make them.")
    var tasks = 24

    @Option(help: "What sends the requests.")
    var transport = TransportChoice.urlSession

    @Option(help: "The server's log of this run, to recount the arrivals and to work out the ideal.")
    var log: String?

    func validate() throws {
        guard calls > 0, tasks > 0 else { throw ValidationError("--calls and --tasks must be positive.") }
    }

    /// The requests in the server's log.
    func readLog() throws -> ServerLog? { try log.map(ServerLog.init) }
}
