#if MockServer
import Hummingbird
import PacelineLimiter
import PacelineRuntime
import Synchronization
import Testing

/// Identical reads over real connections: what the server gets of 200 tasks that read the same ten resources.
@Suite(.timeLimit(.minutes(3))) struct CoalescedReadsTests {
    /// A server that keeps 60 requests in any 2 s, and answers the first ones when all tasks have begun.
    private final class Judge: Sendable {
        private let arrivals = Mutex<[ContinuousClock.Instant]>([])
        private let refusals = Mutex(0)
        let gate: Gauge

        init(tasks: Int) { gate = Gauge(full: tasks) }

        var count: Int { arrivals.withLock { $0.count } }
        var refused: Int { refusals.withLock { $0 } }

        func respond(_ request: Request) async -> Hummingbird.Response {
            let now = ContinuousClock.now
            let isAdmitted = arrivals.withLock { arrivals in
                arrivals.append(now)
                return arrivals.count { $0 > now - .seconds(2) } <= 60
            }
            if !isAdmitted { refusals.withLock { $0 += 1 } }
            await gate.enter()
            let text = ByteBuffer(string: "read \(request.uri.path)")
            return Hummingbird.Response(
                status: isAdmitted ? .ok : .tooManyRequests, body: .init(byteBuffer: text))
        }
    }

    @Test(arguments: TransportKind.exact, [false, true])
    func manyReaders(kind: TransportKind, areCancelled: Bool) async throws {
        // The tasks enter, and so do the first ten requests.
        let judge = Judge(tasks: 210)
        let policy = RateLimitPolicy(name: "p", numbers: .quota(60, per: .seconds(2)))
        let operations = (0..<10).map {
            OperationDescriptor(id: "read\($0)", method: .get, path: "/things/\($0)", limits: [AppliedLimit(policy)])
        }
        try await withServer({ await judge.respond($0) }) { base in
            let core = ClientCore(
                api: APIDescriptor(generatedFor: .paceline0_2, id: "Reads", policies: [policy]),
                server: ServerAddress(base), credentials: CredentialSet(), transport: kind.make(),
                options: ClientOptions(limiter: RateLimiter(), coalesce: true))
            let texts = await withTaskGroup(of: (Int, String?).self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let call = Task {
                            try await core.text(RequestBuilder(operations[number % 10], .default))
                        }
                        // Every second reader of each resource.
                        if areCancelled, number / 10 % 2 == 1 { call.cancel() }
                        await judge.gate.enter()
                        return (number, try? await call.value)
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            #expect(judge.refused == 0)
            #expect((10..<60).contains(judge.count))
            for number in 0..<200 where !areCancelled || number / 10 % 2 == 0 {
                #expect(texts[number] == "read /things/\(number % 10)")
            }
            let bucket = core.limits.snapshot()[0]
            #expect([bucket.inFlight, Double(bucket.waiting)] == [0, 0])
            #expect(bucket.held <= Double(judge.count))
        }
    }
}
#endif
