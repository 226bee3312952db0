import Dispatch
import PacelineLimiter
import PacelineRuntime
import PacelineTesting
import Testing

/// Streams of events over HTTP: each is there when it has come, and each permit ends.
@Suite(.timeLimit(.minutes(3))) struct StreamedEventTests {
    private static let head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"

    private static func chunk(_ text: String) -> String {
        "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
    }

    private func events(
        _ client: StreamingClient, end: String? = nil, canResume: Bool = false, _ options: CallOptions = .default
    ) async throws(CallError) -> ValueStream<ServerSentEvent<Int>> {
        try await client.core.events(
            RequestBuilder(OperationKind.get.descriptor, options), end: end, canResume: canResume)
    }

    /// The server writes the next event only when its reader has seen the last one.
    @Test(arguments: TransportKind.exact) func eventsWhileTheyArrive(kind: TransportKind) async throws {
        let seen = (0..<3).map { _ in DispatchSemaphore(value: 0) }
        let server = SocketServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(Self.head)
            for number in 0..<3 {
                connection.write(Self.chunk("data: \(number)\r") + Self.chunk("\n\r\n"))
                seen[number].wait()
            }
            connection.write(Self.chunk("data: [DONE]\n\n"))
            connection.waitForEnd()
        }
        defer { server.stop() }
        let client = StreamingClient(server.port, kind)
        var values: [Int] = []
        for try await event in try await events(client, end: "[DONE]") {
            values.append(event.data)
            #expect(client.inFlight == 1)
            seen[event.data].signal()
        }
        #expect(values == [0, 1, 2] && client.inFlight == 0 && client.held == 1)
    }

    /// Cut before the first event it is asked for again, cut later it is the caller's to know.
    @Test(arguments: TransportKind.exact) func cuts(kind: TransportKind) async throws {
        let server = SocketServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(Self.head)
            connection.write(Self.chunk(connection.number == 0 ? "data: 1" : "id: a\ndata: 2\n\ndata: 3"))
        }
        defer { server.stop() }
        let client = StreamingClient(server.port, kind)
        var values: [Int] = []
        let error = await #expect(throws: CallError.self) {
            for try await event in try await events(client) { values.append(event.data) }
        }
        #expect(values == [2] && error?.code == .transport && error?.attempts == 2)
        #expect(server.requests.count == 2 && client.inFlight == 0 && client.held == 2)
    }

    @Test(arguments: TransportKind.exact) func resumed(kind: TransportKind) async throws {
        let server = SocketServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(Self.head)
            if connection.number == 0 {
                connection.write(Self.chunk("id: a\ndata: 1\n\n"))
            } else {
                connection.write(Self.chunk("id: b\ndata: 2\n\n") + "0\r\n\r\n")
            }
        }
        defer { server.stop() }
        let client = StreamingClient(server.port, kind)
        var values: [Int] = []
        for try await event in try await events(client, canResume: true, CallOptions(resumesStreams: true)) {
            values.append(event.data)
        }
        #expect(values == [1, 2] && client.inFlight == 0)
        #expect(server.requests.map { $0.values("Last-Event-ID") } == [[], ["a"]])
    }

    /// A server that never ends: the reader leaves, and the connection ends with it.
    @Test(arguments: TransportKind.exact) func abandoned(kind: TransportKind) async throws {
        let closed = Signal()
        let server = SocketServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(Self.head + Self.chunk("data: 1\n\n"))
            connection.waitForEnd()
            closed.set()
        }
        defer { server.stop() }
        let client = StreamingClient(server.port, kind)
        for try await _ in try await events(client) { break }
        await closed.wait()
        #expect(server.requests.count == 1 && client.inFlight == 0)
    }

    /// Given up by somebody else than its reader, who waits for more.
    @Test(arguments: TransportKind.exact) func givenUpWhileRead(kind: TransportKind) async throws {
        let (seen, closed) = (Signal(), Signal())
        let server = SocketServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(Self.head + Self.chunk("data: 1\n\n"))
            connection.waitForEnd()
            closed.set()
        }
        defer { server.stop() }
        let client = StreamingClient(server.port, kind)
        let stream = try await events(client)
        let reader = Task {
            for try await _ in stream { seen.set() }
        }
        await seen.wait()
        stream.cancel()
        let error = await #expect(throws: CallError.self) { try await reader.value }
        #expect(error?.code == .cancelled)
        await closed.wait()
        #expect(server.requests.count == 1 && client.inFlight == 0)
    }
}
