#if AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOPosix
import PacelineRuntime
import Testing

@testable import PacelineAsyncHTTPClient

/// Exchanges are spread over the event loops, and a place that was left is taken again.
@Suite(.timeLimit(.minutes(3))) struct EventLoopChoiceTests {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 3)

    /// How many of these are on each loop.
    private func counts(_ places: [EventLoopChoice.Place]) -> [Int] {
        group.makeIterator().map { loop in places.count { $0.eventLoop === loop } }
    }

    @Test func spreads() async throws {
        let choice = EventLoopChoice(group)
        var places = (0..<7).map { _ in choice.take() }
        #expect(counts(places) == [3, 2, 2])
        // Left twice, and once more when it goes: it was one place.
        for place in [places[1], places[1], places[4]] { place.leave() }
        places.remove(at: 4)
        places.remove(at: 1)
        #expect(counts(places) == [3, 0, 2])
        places += [choice.take(), choice.take()]
        #expect(counts(places) == [3, 2, 2])
        // Two choices know nothing of each other.
        #expect(counts([EventLoopChoice(group).take()]) == [1, 0, 0])
        try await group.shutdownGracefully()
    }

    /// Whatever becomes of an exchange, its place is left: the next one has the first loop again.
    @Test(arguments: ["answered", "refused", "reset", "cancelled"]) func left(outcome: String) async throws {
        let server = SocketServer { connection in
            while connection.readRequest() != nil {
                switch outcome {
                case "answered": connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                case "reset": return connection.resets()
                default: connection.waitForEnd()
                }
            }
        }
        defer { server.stop() }
        let transport = AsyncHTTPClientTransport()
        let refusing = RefusingPort()
        let port = outcome == "refused" ? refusing.number : server.port
        let first = transport.eventLoops.take().eventLoop
        for turn in 0..<5 {
            let exchange = Task {
                let (_, body) = try await transport.send(.loopback(port, "/", .post), body: .none)
                return try await body.collect(upTo: 10)
            }
            if outcome == "cancelled" {
                while server.requests.count <= turn { await Task.yield() }
                exchange.cancel()
            }
            let result = await exchange.result
            #expect((try? result.get()) == (outcome == "answered" ? Array("ok".utf8) : nil))
        }
        while transport.eventLoops.take().eventLoop !== first { await Task.yield() }
    }
}
#endif
