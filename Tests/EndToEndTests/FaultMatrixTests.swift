import PacelineLimiter
import PacelineRuntime
import Testing

/// Each fault × operation × transport: what the caller sees, what the server received, what the limiter counts.
///
/// No call is lost, no POST is sent twice unless it was refused or never left, and no slot leaks.
@Suite(.timeLimit(.minutes(3))) struct FaultMatrixTests {
    @Test(arguments: FaultRow.all, TransportKind.allCases)
    func everyRequestFails(row: FaultRow, transport: TransportKind) async throws {
        try await expect(row.always, of: row, transport, faults: .max)
    }

    @Test(arguments: FaultRow.all.filter { $0.once != nil }, TransportKind.allCases)
    func firstRequestFails(row: FaultRow, transport: TransportKind) async throws {
        try await expect(try #require(row.once), of: row, transport, faults: 1)
    }

    /// Makes one call to a server whose first requests meet with the row's fault, and compares.
    private func expect(
        _ expected: FaultRow.Outcome, of row: FaultRow, _ transport: TransportKind, faults: Int
    ) async throws {
        let server = SocketServer(row.fault, times: faults)
        let refusing = RefusingPort()
        let port = row.fault == .connectionRefused ? refusing.number : server.port
        defer { withExtendedLifetime(refusing) { server.stop() } }
        let time = AttemptTime { row.fault == .slowBody ? min(server.requests.count, faults) : 0 }
        let core = Self.core(port, transport.make(), time.source)
        let start = ContinuousClock.now
        do throws(CallError) {
            let value: JSON = try await core.value(row.kind.request)
            #expect(expected.code == nil)
            #expect(value == ["a": 1])
        } catch {
            #expect(error.code == expected.code, "\(error)")
            #expect(error.attempts == expected.attempts)
        }
        if row.fault == .unavailable, expected.received > 1 { #expect(ContinuousClock.now - start >= .seconds(1)) }
        let requests = server.requests
        #expect(requests.count == expected.received)
        #expect(requests.allSatisfy { $0.body == (row.kind == .get ? [] : Array("{\"b\": 2}".utf8)) })
        let keys = Set(requests.map { $0.values(OperationKind.keyField) })
        #expect(keys.count <= 1)
        #expect(keys.allSatisfy { $0.count == (row.kind == .postWithKey ? 1 : 0) })
        let buckets = core.limits.snapshot()
        #expect(buckets.map(\.inFlight) == [0, 0])
        #expect(buckets.map(\.waiting) == [0, 0])
        #expect(buckets.first?.held == expected.held)
    }

    /// A client that sends a request twice at most, after short waits.
    private static func core(_ port: Int, _ transport: any Transport, _ time: TimeSource) -> ClientCore {
        let backoff = Backoff(base: .milliseconds(1), minimum: .milliseconds(1))
        let retry = RetryOptions(attempts: 2, backoff: backoff, throttledBackoff: backoff, refusals: 1)
        return ClientCore(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Faults", policies: OperationKind.policies),
            server: "http://127.0.0.1:\(port)", credentials: CredentialSet(), transport: transport,
            options: ClientOptions(
                limiter: RateLimiter(time: time), retry: retry, attemptTimeout: AttemptTime.timeout))
    }
}
