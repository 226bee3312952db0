import ArgumentParser
import PacelineLimiter
import PacelineRuntime

/// One call again and again, under one kind of limit.
struct CellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cell",
        abstract: "Makes calls under one kind of limit and compares with what the limiter's rule allows.",
        discussion: """
            Prints one row: refusals, the share of the ideal that was reached, and the share that the rule itself \
            allows. Fails on a refusal where the rule excludes it, and more than two points below the rule.
            """)

    @Argument(help: "The kind of limit.")
    var cell: Cell

    @OptionGroup var load: LoadOptions

    @Option(help: "The seconds by which latencies differ at most, for a server with weighted windows.")
    var latencySpread = 0.15

    @Flag(help: "Latencies differ by more than the spread at times.")
    var unbounded = false

    @Option(help: "The seconds by which the server holds the second half of each body back.")
    var bodyDelay = 0.0

    func run() async throws {
        let settings = LimitSettings(latencySpread: .seconds(latencySpread))
        let client = ServerCells(
            server: .init(url: load.url), transport: load.transport.make(),
            // A refused call is not repeated here, so that every refusal shows.
            options: ClientOptions(limits: settings, retry: .never))
        let run = Load(calls: load.calls, tasks: load.tasks) { _ throws(CallError) in try await cell.call(client) }
        let outcome = await run.run()
        for failure in outcome.failures.prefix(5) { print("failed: \(failure)") }
        guard outcome.failures.isEmpty, let log = try load.readLog(), !log.entries.isEmpty else { throw ExitCode(1) }

        let result = CellResult(
            cell: cell, outcome: outcome, log: log, tasks: load.tasks, latencySpread: latencySpread,
            bodyDelay: bodyDelay)
        print(result.row)
        let isProven = cell != .counter || !unbounded
        guard outcome.refused == 0 ? result.isNearTheRule : !isProven else { throw ExitCode(2) }
    }
}
