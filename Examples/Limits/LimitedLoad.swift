// Compiled by `scripts/limits-demo` beside a generated client that is called `Demo`: a load on whatever operations the
// document has, by their descriptors, so that nothing here knows the API.
import Foundation
import HTTPTypes
import PacelineRuntime
import PacelineURLSession
import Synchronization

/// What the command line says: URL, window scale, calls, tasks, most operations.
struct Arguments {
    let url: String
    let scale: Double
    let calls: Int
    let tasks: Int
    let operations: Int

    init?(_ texts: [String]) {
        guard texts.count == 6, let scale = Double(texts[2]), let calls = Int(texts[3]), let tasks = Int(texts[4]),
            let operations = Int(texts[5])
        else { return nil }
        url = texts[1]
        self.scale = scale
        self.calls = calls
        self.tasks = tasks
        self.operations = operations
    }
}

/// What the tasks share: the calls that are left, and what became of the others.
final class Progress: Sendable {
    struct Outcome {
        var begun = 0
        var succeeded = 0
        var failed = 0
        /// Attempts that were answered with 429 or 403, those that were repeated included.
        var refused = 0
    }

    private let state = Mutex(Outcome())

    var outcome: Outcome { state.withLock { $0 } }

    func update(_ change: (inout Outcome) -> Void) { state.withLock { change(&$0) } }

    /// The next call's number, nil when all are taken.
    func next(of calls: Int) -> Int? {
        state.withLock { state in
            guard state.begun < calls else { return nil }
            state.begun += 1
            return state.begun
        }
    }
}

@main
struct LimitedLoad {
    static func main() async {
        guard let arguments = Arguments(CommandLine.arguments) else {
            print("usage: LimitedLoad URL WINDOW-SCALE CALLS TASKS OPERATIONS")
            exit(64)
        }
        let progress = Progress()
        let refusals: CustomMiddleware = .custom { request, body, _, next in
            let (response, responseBody) = try await next(request, body)
            if [403, 429].contains(response.status.code) { progress.update { $0.refused += 1 } }
            return (response, responseBody)
        }
        let core = client(arguments, refusals)
        let operations = await callable(core, atMost: arguments.operations)
        guard !operations.isEmpty else {
            print("no GET operation could be called with sample values")
            exit(1)
        }
        for operation in operations { print("  \(operation.id): \(operation.limits.map(\.description))") }
        let start = ContinuousClock.now
        await withTaskGroup { group in
            for _ in 0..<arguments.tasks {
                group.addTask {
                    while let number = progress.next(of: arguments.calls) {
                        let worked = await call(operations[number % operations.count], core)
                        progress.update { if worked { $0.succeeded += 1 } else { $0.failed += 1 } }
                    }
                }
            }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let result = progress.outcome
        print("  calls \(arguments.calls) from \(arguments.tasks) tasks in \(String(format: "%.2f", seconds)) s")
        print("  succeeded \(result.succeeded), failed \(result.failed), refused \(result.refused)")
        if result.failed > 0 || result.refused > 0 { exit(1) }
    }

    /// A client of the document's limits, the windows scaled as the server's are. It shows one token for every security
    /// scheme.
    private static func client(_ arguments: Arguments, _ middleware: some Middleware) -> ClientCore {
        var settings = LimitSettings.declared
        for policy in Demo.Limits.all {
            guard case .quota(_, let window, _, _) = policy.numbers else { continue }
            settings.override(policy, with: LimitSettings.Override(window: window * arguments.scale))
        }
        let credentials = Set(Demo.Operations.all.flatMap(\.security).joined()).reduce(CredentialSet()) {
            $0.merging(CredentialSet(scheme: $1, placement: .authorization(scheme: "Bearer")) { "demo" })
        }
        return ClientCore(
            api: Demo.Limits.api, server: ServerAddress(arguments.url), credentials: credentials,
            transport: .urlSession,
            options: ClientOptions(limits: settings, middleware: [middleware]))
    }

    /// The first GET operations that answer a call with sample values in the path and nothing else.
    private static func callable(_ core: ClientCore, atMost count: Int) async -> [OperationDescriptor] {
        var found: [OperationDescriptor] = []
        for operation in Demo.Operations.all where operation.method == .get && found.count < count {
            if await call(operation, core) { found.append(operation) }
        }
        return found
    }

    /// Whether a call worked.
    private static func call(_ operation: OperationDescriptor, _ core: ClientCore) async -> Bool {
        var request = RequestBuilder(operation, .default)
        for part in operation.path.split(separator: "{").dropFirst() {
            request.path(String(part.prefix { $0 != "}" }), "1")
        }
        do {
            _ = try await core.download(request)
            return true
        } catch {
            return false
        }
    }
}
