import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// Streams over transports that heed no cancellation, and streams that two read.
@Suite(.timeLimit(.minutes(1))) struct DeafStreamTests {
    /// Answers with one event; what follows comes when the test says so, whatever is cancelled.
    private final class DeafTransport: Transport {
        let isWaiting = Signal()
        private let rest = Mutex<CheckedContinuation<Void, Never>?>(nil)
        private let isBegun = Atomic(false)

        func send(
            _ request: HTTPRequest, body: RequestBody, context: TransportContext
        ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
            let body = ResponseBody { [self] () throws(TransportError) in
                if !isBegun.exchange(true, ordering: .relaxed) { return Array("data: 1\n\n".utf8) }
                await withCheckedContinuation { continuation in
                    rest.withLock { $0 = continuation }
                    isWaiting.set()
                }
                return nil
            }
            return (HTTPResponse(status: .ok, headerFields: [.contentType: "text/event-stream"]), body)
        }

        func end() { rest.withLock { $0.take() }?.resume() }
    }

    private struct Client {
        let transport = DeafTransport()
        let core: ClientCore

        init(idleTimeout: Duration?) {
            core = ClientCore(
                api: APIDescriptor(generatedFor: .paceline0_2, id: "Deaf", policies: StreamFixture.policies),
                server: "https://library.example", credentials: CredentialSet(), transport: transport,
                options: ClientOptions(
                    limiter: RateLimiter(time: ManualTimeSource().source), idleTimeout: idleTimeout))
        }

        var inFlight: Double { core.limits.snapshot().map(\.inFlight).reduce(0, +) }

        /// A stream whose second event its reader waits for, and that reader.
        func waiting() async throws -> (ValueStream<ServerSentEvent<Int>>, Task<[Int], any Error>) {
            let operation = OperationDescriptor(
                id: "watch", method: .get, path: "/watch", limits: StreamFixture.policies.map { AppliedLimit($0) })
            let stream: ValueStream<ServerSentEvent<Int>> = try await core.events(RequestBuilder(operation, .default))
            let reader = Task { try await stream.collect().map(\.data) }
            await transport.isWaiting.wait()
            #expect(inFlight == 1)
            return (stream, reader)
        }
    }

    @Test(arguments: [nil, Duration.seconds(60)]) func givenUp(idleTimeout: Duration?) async throws {
        let client = Client(idleTimeout: idleTimeout)
        let (stream, reader) = try await client.waiting()
        stream.cancel()
        let error = await #expect(throws: CallError.self) { try await reader.outcome.get() }
        #expect(error?.code == .cancelled && error?.message == "the stream was given up" && client.inFlight == 0)
        client.transport.end()
    }

    @Test func cancelled() async throws {
        let client = Client(idleTimeout: nil)
        let (_, reader) = try await client.waiting()
        reader.cancel()
        let error = await #expect(throws: CallError.self) { try await reader.outcome.get() }
        #expect(error?.code == .cancelled && client.inFlight == 0)
        client.transport.end()
    }

    /// The one who comes second is told, and takes nothing from the other.
    @Test func readByTwo() async throws {
        let client = Client(idleTimeout: nil)
        let (stream, reader) = try await client.waiting()
        let error = await #expect(throws: CallError.self) { try await stream.collect() }
        #expect(error?.code == .transport && error?.message == "the response's body is already being read")
        #expect(client.inFlight == 1)
        client.transport.end()
        #expect(try await reader.outcome.get() == [1])
        #expect(client.inFlight == 0)
    }

    /// Nor does it end the stream while that waits to be asked for again.
    @Test func readByTwoBetweenRequests() async throws {
        let streams = StreamFixture(.events("").thenFails(), .events("data: 1\n\n"))
        let stream = try await streams.events()
        let reader = Task { try await stream.collect().map(\.data) }
        try await streams.fixture.time.sleepers(atLeast: 1)
        let error = await #expect(throws: CallError.self) { try await stream.collect() }
        #expect(error?.code == .transport && error?.message == "the stream is already being read")
        streams.fixture.time.advance(by: .seconds(10))
        #expect(try await reader.outcome.get() == [1])
        #expect(streams.sent.count == 2 && streams.inFlight == 0)
    }
}
