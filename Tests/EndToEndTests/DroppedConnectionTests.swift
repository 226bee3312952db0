import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import Synchronization
import Testing

/// A server that reads requests and drops some connections without a response, as one behind a balancer does.
@Suite(.timeLimit(.minutes(3))) struct DroppedConnectionTests {
    /// Drops every tenth request that arrives, on whichever connection, and answers the others on connections that stay
    /// open.
    private func droppingServer() -> SocketServer {
        let arrivals = Mutex(0)
        return SocketServer { connection in
            while connection.readRequest() != nil {
                let number = arrivals.withLock { arrivals in
                    arrivals += 1
                    return arrivals
                }
                if number.isMultiple(of: 10) { return }
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            }
        }
    }

    /// As many requests arrive as the limiter admitted, so that a quota that it keeps to is kept at the server, too.
    @Test(arguments: TransportKind.exact, [OperationDescriptor.Method.get, .put])
    func everyArrivalIsAdmitted(kind: TransportKind, method: OperationDescriptor.Method) async throws {
        let server = droppingServer()
        defer { server.stop() }
        let policy = RateLimitPolicy(name: "per-hour", numbers: .quota(10_000, per: .seconds(3_600)))
        let operation = OperationDescriptor(id: "list", method: method, path: "/", limits: [AppliedLimit(policy)])
        let core = ClientCore(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Dropped", policies: [policy]),
            server: "http://127.0.0.1:\(server.port)", credentials: CredentialSet(), transport: kind.make(),
            options: ClientOptions(
                limiter: RateLimiter(),
                retry: RetryOptions(attempts: 9, backoff: Backoff(base: .zero, minimum: .zero), budget: nil)))
        let answered = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var answered = 0
                    for _ in 0..<30 where (try? await core.download(RequestBuilder(operation, .default))) != nil {
                        answered += 1
                    }
                    return answered
                }
            }
            return await group.reduce(0, +)
        }
        #expect(answered == 240)
        let used = core.limits.snapshot().first.map { $0.held + Double($0.inFlight) }
        #expect(server.requests.count >= 264)
        #expect(used == Double(server.requests.count))
    }
}
