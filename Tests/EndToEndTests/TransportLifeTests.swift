import Dispatch
import HTTPTypes
import PacelineRuntime
import Testing

/// When each transport gives connections back.
@Suite(.timeLimit(.minutes(3))) struct TransportLifeTests {
    /// A body that nobody reads any more ends the exchange.
    @Test(arguments: TransportKind.allCases, [HTTPRequest.Method.get, .post])
    func droppedBody(kind: TransportKind, method: HTTPRequest.Method) async throws {
        let closed = Signal()
        let server = SocketServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
            connection.waitForEnd()
            closed.set()
        }
        defer { server.stop() }
        let transport = kind.make()
        _ = try await transport.send(.loopback(server.port, "/", method), body: .none)
        await closed.wait()
    }

    /// The connections that a transport kept open are closed with it, but not under a response that is still read.
    @Test(arguments: TransportKind.allCases, [HTTPRequest.Method.get, .post])
    func droppedTransport(kind: TransportKind, method: HTTPRequest.Method) async throws {
        let (proceed, closed) = (DispatchSemaphore(value: 0), Signal())
        let server = SocketServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab")
            proceed.wait()
            connection.write("cd")
            connection.waitForEnd()
            closed.set()
        }
        defer { server.stop() }
        let read = Task {
            let (_, body) = try await kind.make().send(.loopback(server.port, "/", method), body: .none)
            proceed.signal()
            return try await body.collect(upTo: 4)
        }
        #expect(try await read.value == Array("abcd".utf8))
        await closed.wait()
    }
}
