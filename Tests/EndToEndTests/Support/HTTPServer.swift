#if MockServer
import Hummingbird
import Logging
import Synchronization
import Testing

/// Runs a server that answers with `respond` on a free port of loopback, for as long as `body` runs with its base URL.
func withServer(
    _ respond: @escaping @Sendable (Request) async throws -> Response,
    _ body: (_ base: String) async throws -> Void
) async throws {
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let application = Application(
        responder: CallbackResponder<BasicRequestContext> { request, _ in try await respond(request) },
        configuration: .init(address: .hostname("127.0.0.1", port: 0), backlog: 1_024),
        onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) },
        logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { port.finish() }
            try await application.run()
        }
        let chosen = await ports.first { _ in true }
        try await body("http://127.0.0.1:\(try #require(chosen))")
        group.cancelAll()
    }
}

/// Counts what is going on at the same time.
final class Gauge: Sendable {
    private struct State {
        var present = 0
        var total = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let full: Int

    /// A gauge that holds up whoever enters until `full` are there.
    init(full: Int = 1) { self.full = full }

    /// How many have entered.
    var total: Int { state.withLock { $0.total } }

    /// Enters, and waits until enough others have.
    func enter() async {
        await withCheckedContinuation { continuation in
            let ready = state.withLock { state in
                state.total += 1
                state.waiting.append(continuation)
                guard state.total >= full else { return [CheckedContinuation<Void, Never>]() }
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in ready { continuation.resume() }
        }
    }
}
#endif
