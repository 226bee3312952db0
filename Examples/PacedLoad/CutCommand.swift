import ArgumentParser
import PacelineLimiter
import PacelineRuntime

/// One call again and again, to a server that closes some connections after it has read their requests.
struct CutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cut",
        abstract: "Makes calls to a server that closes some connections without a response (scripts/cut-connections).",
        discussion: "Prints the calls that were answered, those that were refused, those that failed, and the seconds.")

    @OptionGroup var load: LoadOptions

    @Option(help: "The units of a window.")
    var quota: Double

    @Option(help: "The length of a window in seconds.")
    var window: Double

    func run() async throws {
        var settings = LimitSettings.declared
        settings.override(ServerCells.Limits.sliding, with: .init(quota: quota, window: .seconds(window)))
        let client = ServerCells(
            server: .init(url: load.url), transport: load.transport.make(),
            options: ClientOptions(limits: settings, retry: RetryOptions(attempts: 9, refusals: 0, budget: nil)))
        let run = Load(calls: load.calls, tasks: load.tasks) { _ throws(CallError) in _ = try await client.sliding() }
        let outcome = await run.run()
        for failure in outcome.failures.prefix(5) { print("failed: \(failure)") }
        print(outcome.succeeded, outcome.refused, outcome.failures.count, outcome.time.asSeconds)
    }
}
