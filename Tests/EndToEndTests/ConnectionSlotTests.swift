import Dispatch
import HTTPTypes
import PacelineRuntime
import PacelineURLSession
import Synchronization
import Testing

/// The connections that requests of their own may have at a time over URLSession.
@Suite(.timeLimit(.minutes(3))) struct ConnectionSlotTests {
    /// Responses requests only when it is let, and counts the connections that are open meanwhile.
    private final class HoldingServer: Sendable {
        private let open = Mutex((now: 0, most: 0))
        private let release = DispatchSemaphore(value: 0)
        private let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)

        var most: Int { open.withLock { $0.most } }

        func start() -> SocketServer {
            SocketServer { [self] connection in
                guard connection.readRequest() != nil else { return }
                open.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                arrival.yield()
                release.wait()
                open.withLock { $0.now -= 1 }
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }

        func waitForArrivals(_ count: Int) async { for await _ in arrivals.prefix(count) {} }

        func response(_ count: Int) { for _ in 0..<count { release.signal() } }
    }

    private static func exchange(_ transport: URLSessionTransport, _ port: Int) async throws -> [UInt8] {
        try await transport.send(.loopback(port), body: .none).1.collect(upTo: 10)
    }

    /// The others wait, and all are answered in the end.
    @Test func noMoreThanAllowed() async throws {
        let holding = HoldingServer()
        let server = holding.start()
        defer { server.stop() }
        let transport = URLSessionTransport(connectionsPerHost: 2)
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<12 { group.addTask { try await Self.exchange(transport, server.port) } }
            await holding.waitForArrivals(2)
            holding.response(12)
            for try await response in group { #expect(response == Array("ok".utf8)) }
        }
        #expect(holding.most == 2)
        #expect(server.requests.count == 12)
    }

    /// Who is cancelled while it waits sent nothing, and takes no connection from anyone.
    @Test func cancelledWhileWaiting() async throws {
        let holding = HoldingServer()
        let server = holding.start()
        defer { server.stop() }
        let transport = URLSessionTransport(connectionsPerHost: 1)
        let first = Task { try await Self.exchange(transport, server.port) }
        await holding.waitForArrivals(1)
        let waiting = Task { try await Self.exchange(transport, server.port) }
        let last = Task { try await Self.exchange(transport, server.port) }
        waiting.cancel()
        let result = await waiting.result
        let error = try #require(throws: TransportError.self) { try result.get() }
        #expect(error.delivery == .notSent)
        holding.response(2)
        #expect(try await first.value == Array("ok".utf8))
        #expect(try await last.value == Array("ok".utf8))
        #expect(server.requests.count == 2)
    }

    /// A request that fails gives its connection back.
    @Test func failuresGiveBack() async throws {
        let server = SocketServer { connection in _ = connection.readRequest() }
        defer { server.stop() }
        let transport = URLSessionTransport(connectionsPerHost: 1)
        for _ in 0..<3 { _ = try await transport.failure(.loopback(server.port)) }
        #expect(server.requests.count == 3)
    }

    /// Hosts are counted apart.
    @Test func otherHostsDoNotWait() async throws {
        let (one, other) = (HoldingServer(), HoldingServer())
        let servers = [one.start(), other.start()]
        defer { for server in servers { server.stop() } }
        let transport = URLSessionTransport(connectionsPerHost: 1)
        let exchanges = servers.map { server in Task { try await Self.exchange(transport, server.port) } }
        await one.waitForArrivals(1)
        await other.waitForArrivals(1)
        one.response(1)
        other.response(1)
        for exchange in exchanges { #expect(try await exchange.value == Array("ok".utf8)) }
    }
}
