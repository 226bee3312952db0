import ArgumentParser
import HTTPTypes
import PacelineLimiter
import PacelineRuntime

/// Calls to a server whose limits nobody declared.
struct ObserveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "observe",
        abstract: "Makes calls to a server whose limits nobody declared (scripts/observe).",
        discussion: """
            Prints the calls that were answered, those that were refused for good, those that failed, and the seconds;
            then what the client has learned.
            """)

    @OptionGroup var load: LoadOptions

    @Option(help: "The number of operations, which are called in turn.")
    var routes = 1

    @Flag(help: "Few requests are under way until the first responses.")
    var gently = false

    func run() async throws {
        let client = ClientCore(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Observed", policies: []),
            server: ServerAddress(load.url), credentials: CredentialSet(), transport: load.transport.make(),
            options: ClientOptions(limits: LimitSettings(undeclared: .observe(gently: gently))))
        // Half of the calls must not be made twice: every other round of the operations.
        let operations = [OperationDescriptor.Method.get, .post].map { method in
            (0..<routes).map { OperationDescriptor(id: "route\($0)", method: method, path: "/\($0)") }
        }
        guard let field = HTTPField.Name("X-Call") else { return }
        let run = Load(calls: load.calls, tasks: load.tasks) { number throws(CallError) in
            let operation = operations[number / routes % 2][number % routes]
            try await client.send(RequestBuilder(operation, CallOptions(headers: [field: "\(number)"])))
        }
        let outcome = await run.run()
        for failure in outcome.failures.prefix(3) { print("failed: \(failure)") }
        print(outcome.succeeded, outcome.refused, outcome.failures.count, outcome.time.asSeconds)
        print(client.limits.snapshot())
    }
}
