#if AsyncHTTPClient
import AsyncHTTPClient
import HTTPTypes
import InMemoryTracing
import PacelineAsyncHTTPClient
import PacelineRuntime
import Testing

/// Whose client it is, and what its configuration may say.
@Suite(.timeLimit(.minutes(3))) struct AsyncHTTPClientTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    private static let moved = "HTTP/1.1 302 Found\r\nLocation: /target\r\nContent-Length: 0\r\n\r\n"

    private func redirectingServer() -> SocketServer {
        SocketServer(answering: { $0.head.hasPrefix("GET /target ") ? Self.ok : Self.moved })
    }

    /// Whatever the configuration says, the runtime sees the redirect.
    @Test func configurationCannotFollowRedirects() async throws {
        let server = redirectingServer()
        defer { server.stop() }
        let configuration = HTTPClient.Configuration(redirectConfiguration: .follow(max: 5, allowCycles: false))
        let transport = AsyncHTTPClientTransport(configuration: configuration)
        let (head, _) = try await transport.send(.loopback(server.port), body: .none)
        #expect(head.status.code == 302)
        #expect(server.requests.count == 1)
        // Nothing is asked for compressed, as the configuration does not decompress.
        #expect(server.requests.first?.values("Accept-Encoding") == [])
    }

    /// The client's own spans are those of the tracer that its configuration has, of which there may be two.
    @Test func tracers() async throws {
        let server = SocketServer(answering: { _ in Self.ok })
        defer { server.stop() }
        let tracers = [InMemoryTracer(), InMemoryTracer()]
        for (calls, tracer) in zip(1..., tracers) {
            var configuration = HTTPClient.Configuration()
            configuration.tracing.tracer = tracer
            let transport = AsyncHTTPClientTransport(configuration: configuration)
            for _ in 0..<calls {
                let (_, body) = try await transport.send(.loopback(server.port), body: .none)
                _ = try await body.collect(upTo: 10)
            }
        }
        #expect(tracers.map(\.finishedSpans.count) == [1, 2])
    }

    /// A borrowed client cannot be asked for its configuration, so what it did is an error.
    @Test func borrowedClientThatFollows() async throws {
        let server = redirectingServer()
        defer { server.stop() }
        let error = try await AsyncHTTPClientTransport(borrowing: .shared).failure(.loopback(server.port))
        #expect(error.delivery == .maybeSent)
        #expect(error.message == "the HTTP client followed a redirect, which its configuration must disallow")
    }

    /// The transport does not shut down what it borrowed.
    @Test func borrowedClientLivesOn() async throws {
        let server = SocketServer(answering: { _ in Self.ok })
        defer { server.stop() }
        let client = HTTPClient(configuration: .init(redirectConfiguration: .disallow))
        for _ in 0..<2 {
            let (_, body) = try await AsyncHTTPClientTransport(borrowing: client).send(
                .loopback(server.port), body: .none)
            #expect(try await body.collect(upTo: 10) == Array("ok".utf8))
        }
        #expect(server.connections == 1)
        try await client.shutdown()
        let error = try await AsyncHTTPClientTransport(borrowing: client).failure(.loopback(server.port))
        #expect(error.delivery == .notSent)
    }

    /// More calls than connections wait for one.
    @Test func connectionsPerHost() async throws {
        let server = SocketServer(answering: { _ in Self.ok })
        defer { server.stop() }
        let transport = AsyncHTTPClientTransport(connectionsPerHost: 3)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    let (_, body) = try await transport.send(.loopback(server.port), body: .none)
                    #expect(try await body.collect(upTo: 10) == Array("ok".utf8))
                }
            }
            try await group.waitForAll()
        }
        #expect(server.requests.count == 50)
        #expect(server.connections <= 3)
    }

    /// A body is not read by two at a time.
    @Test func oneReader() async throws {
        let came = Signal()
        let server = SocketServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n")
            came.set()
            connection.waitForEnd()
        }
        defer { server.stop() }
        let (_, body) = try await AsyncHTTPClientTransport().send(.loopback(server.port), body: .none)
        await came.wait()
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<2 { group.addTask { (try? await body.collect(upTo: 10)) == nil } }
            // The first to end is the one that was turned away; the other one waits until it is cancelled.
            let first = await group.next()
            group.cancelAll()
            return [first, await group.next()]
        }
        #expect(failures == [true, true])
    }
}
#endif
