import ArgumentParser
import ContactCenterAI
import Foundation
import PacelineLimiter
import PacelineRuntime
import PacelineURLSession

/// Sends more calls than a window allows, from several tasks, and says how it went.
@main
struct PacedLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paced-load",
        abstract: "Calls a server from several tasks through the generated client, which keeps to the declared limits.")

    @Option(help: "The server's base URL.")
    var url: String

    @Option(help: "The number of calls.")
    var calls = 300

    @Option(help: "The number of tasks that make them.")
    var tasks = 24

    @Option(help: "The factor by which the windows of all limits are stretched, as the server was told.")
    var windowScale = 1.0

    @Option(help: "A quota that replaces the declared one.")
    var quota: Double?

    @Option(help: "A window in seconds that replaces the declared one.")
    var window: Double?

    @Flag(inversion: .prefixedNo, help: "Wait for the limits, or send at once.")
    var limiter = true

    @Option(help: "The server's log of this run, to recount the arrivals and to work out the ideal.")
    var log: String?

    func validate() throws {
        guard calls > 0, tasks > 0 else { throw ValidationError("--calls and --tasks must be positive.") }
        guard windowScale > 0, (quota ?? 1) > 0, (window ?? 1) > 0 else {
            throw ValidationError("--window-scale, --quota and --window must be positive.")
        }
    }

    func run() async throws {
        let client = ContactCenterAI(
            server: .init(url: url), accountID: "demo-account", applicationID: "st-demo",
            credentials: .auth { "demo-token" }, transport: .urlSession,
            // A refused call is not repeated here, so that every refusal shows.
            options: ClientOptions(limits: settings, retry: .never))
        for policy in client.limits.policies {
            print("\(calls) calls from \(tasks) tasks, \(limiter ? "limited to" : "NOT limited to") \(policy)")
        }
        let load = Load(client: client, calls: calls, tasks: tasks)
        let outcome = await load.run(reporting: Progress(client: client, total: calls))
        try Report(outcome: outcome, policies: client.limits.policies, tasks: tasks, log: log.map(ServerLog.init))
            .print()
        guard outcome.failures.isEmpty, outcome.refused == 0 || !limiter else { throw ExitCode(1) }
    }

    /// The declared limits, with the numbers that the command line replaces.
    private var settings: LimitSettings {
        var settings: LimitSettings = limiter ? .declared : .notEnforced
        for policy in ContactCenterAI.Limits.all {
            let window = window.map { Duration.seconds($0) } ?? policy.numbers.window.map { $0 * windowScale }
            settings.override(policy, with: .init(quota: quota, window: window))
        }
        return settings
    }
}
