import ArgumentParser
import ContactCenterAI
import PacelineLimiter
import PacelineRuntime

/// The calls of all groups of an API, all under one limit.
struct MixCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mix", abstract: "Makes calls of every group of the contact center's API.")

    @OptionGroup var load: LoadOptions

    @Option(help: "The factor by which the windows of all limits are stretched, as the server was told.")
    var windowScale = 1.0

    @Option(help: "A quota that replaces the declared one.")
    var quota: Double?

    @Option(help: "A window in seconds that replaces the declared one.")
    var window: Double?

    @Flag(inversion: .prefixedNo, help: "Wait for the limits, or send at once.")
    var limiter = true

    func validate() throws {
        guard windowScale > 0, (quota ?? 1) > 0, (window ?? 1) > 0 else {
            throw ValidationError("--window-scale, --quota and --window must be positive.")
        }
    }

    func run() async throws {
        let client = ContactCenterAI(
            server: .init(url: load.url), accountID: "demo-account", applicationID: "st-demo",
            credentials: .auth { "demo-token" }, transport: load.transport.make(),
            // A refused call is not repeated here, so that every refusal shows.
            options: ClientOptions(limits: settings, retry: .never))
        for policy in client.limits.policies {
            print(
                "\(load.calls) calls from \(load.tasks) tasks, \(limiter ? "limited to" : "NOT limited to") \(policy)")
        }
        let calls = ContactCenterCalls(client: client)
        let run = Load(calls: load.calls, tasks: load.tasks, call: calls.call)
        let outcome = await run.run(reporting: Progress(limits: client.limits, total: load.calls))
        try Report(outcome: outcome, policies: client.limits.policies, tasks: load.tasks, log: load.readLog()).print()
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
