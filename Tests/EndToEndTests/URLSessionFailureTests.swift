#if MockServer
import Dispatch
import HTTPTypes
import PacelineRuntime
import PacelineURLSession
import Testing

/// What the URLSession transport says when the exchange fails.
@Suite(.timeLimit(.minutes(1))) struct URLSessionFailureTests {
    private let transport = URLSessionTransport()

    private func request(port: Int, _ path: String = "/", _ method: HTTPRequest.Method = .get) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:\(port)", path: path)
    }

    private func failure(_ request: HTTPRequest, body: RequestBody = .none) async throws -> TransportError {
        try await #require(throws: TransportError.self) { _ = try await transport.send(request, body: body) }
    }

    @Test func connectionRefused() async throws {
        let error = try await failure(request(port: SocketServer.unusedPort()))
        #expect(error.delivery == .notSent)
        #expect(error.message == "the connection was refused")
    }

    /// Foundation's error names the URL; ours does not, because a credential may stand in its query.
    @Test func errorsHoldNoURL() async throws {
        let error = try await failure(request(port: SocketServer.unusedPort(), "/?key=s3cr3t"))
        var text = "\(error) \(String(reflecting: error))"
        dump(error, to: &text)
        #expect(!text.contains("s3cr3t"))
        #expect(error.underlying != nil)
    }

    @Test(arguments: [HTTPRequest.Method.get, .post], [true, false])
    func closedBeforeTheHead(method: HTTPRequest.Method, isReset: Bool) async throws {
        let server = SocketServer { connection in
            _ = connection.readHead()
            if isReset { connection.resets() }
        }
        defer { server.stop() }
        let body: RequestBody = method == .post ? .bytes(Array("{}".utf8)) : .none
        let error = try await failure(request(port: server.port, "/", method), body: body)
        #expect(error.delivery == .maybeSent)
        #expect(server.connections == 1)
    }

    @Test func answerThatIsNotHTTP() async throws {
        let server = SocketServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/9 what\r\n")
        }
        defer { server.stop() }
        #expect(try await failure(request(port: server.port)).delivery == .maybeSent)
    }

    @Test func bodyBreaksOff() async throws {
        let server = SocketServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
        }
        defer { server.stop() }
        let (head, body) = try await transport.send(request(port: server.port), body: .none)
        #expect(head.status == .ok)
        let error = try await #require(throws: TransportError.self) { try await body.collect(upTo: 1000) }
        #expect(error.delivery == .maybeSent)
    }

    /// Cancelling closes the connection, so that the server need not go on.
    @Test func cancelledBeforeTheHead() async throws {
        let (came, closed) = (Signal(), Signal())
        let server = SocketServer { connection in
            _ = connection.readHead()
            came.set()
            connection.waitForEnd()
            closed.set()
        }
        defer { server.stop() }
        let request = request(port: server.port)
        let exchange = Task { try await transport.send(request, body: .none) }
        await came.wait()
        exchange.cancel()
        let result = await exchange.result
        let error = try #require(throws: TransportError.self) { try result.get() }
        #expect(error.delivery == .maybeSent)
        #expect(error.message == "the exchange was cancelled")
        await closed.wait()
    }

    @Test func cancelledInTheBody() async throws {
        let closed = Signal()
        let server = SocketServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
            connection.waitForEnd()
            closed.set()
        }
        defer { server.stop() }
        let (_, body) = try await transport.send(request(port: server.port), body: .none)
        let reading = Task { try await body.collect(upTo: 1000) }
        reading.cancel()
        let result = await reading.result
        #expect(throws: TransportError.self) { try result.get() }
        await closed.wait()
    }

    /// A body that nobody reads any more ends the exchange, too.
    @Test func droppedBody() async throws {
        let closed = Signal()
        let server = SocketServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
            connection.waitForEnd()
            closed.set()
        }
        defer { server.stop() }
        _ = try await transport.send(request(port: server.port), body: .none)
        await closed.wait()
    }

    /// The connections that a transport kept open are closed with it, but not under an answer that is still read.
    @Test func droppedTransport() async throws {
        let (proceed, closed) = (DispatchSemaphore(value: 0), Signal())
        let server = SocketServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab")
            proceed.wait()
            connection.write("cd")
            connection.waitForEnd()
            closed.set()
        }
        defer { server.stop() }
        let request = request(port: server.port)
        let read = Task {
            let (_, body) = try await URLSessionTransport().send(request, body: .none)
            proceed.signal()
            return try await body.collect(upTo: 4)
        }
        #expect(try await read.value == Array("abcd".utf8))
        await closed.wait()
    }

    @Test func cancelledBeforeItBegins() async throws {
        let server = SocketServer { connection in connection.waitForEnd() }
        defer { server.stop() }
        let request = request(port: server.port)
        let exchange = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await transport.send(request, body: .none)
        }
        let result = await exchange.result
        #expect(throws: TransportError.self) { try result.get() }
    }
}
#endif
