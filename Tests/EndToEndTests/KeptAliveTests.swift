import HTTPTypes
import PacelineRuntime
import PacelineURLSession
import Testing

/// What happens to a request on a kept-alive connection that the server has closed, or closes at that moment.
@Suite(.timeLimit(.minutes(3))) struct KeptAliveTests {
    private static let response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    private func exchange(
        _ transport: any Transport, _ port: Int, _ method: HTTPRequest.Method
    ) async throws(TransportError) -> [UInt8] {
        let body: RequestBody = method == .post ? .bytes(Array("{}".utf8)) : .none
        let (_, response) = try await transport.send(.loopback(port, "/", method), body: body)
        return try await response.collect(upTo: 10)
    }

    /// The connection was closed while it was idle: the second request takes another one, and all goes well.
    @Test(arguments: TransportKind.allCases, [HTTPRequest.Method.get, .post])
    func closedWhileIdle(kind: TransportKind, method: HTTPRequest.Method) async throws {
        let (ending, closed) = (Signal(), Signal())
        let server = SocketServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(Self.response)
            connection.endWriting()
            ending.set()
            connection.waitForEnd()
            closed.set()
        }
        defer { server.stop() }
        let transport = kind.make()
        _ = try await exchange(transport, server.port, .get)
        await ending.wait()
        // URLSession looks at an idle connection only when it means to use it; the other one gives it up at once.
        if kind != .reusingURLSession { await closed.wait() }
        #expect(try await exchange(transport, server.port, method) == Array("ok".utf8))
        #expect(server.requests.map(\.method) == ["GET", method.rawValue])
        #expect(server.connections == 2)
    }

    /// A server that reads the second request on a connection and closes without a response, as when it crashes.
    private func crashingServer() -> SocketServer {
        SocketServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(Self.response)
            _ = connection.readRequest()
        }
    }

    #if AsyncHTTPClient
    /// The exchange fails, and nothing is sent again.
    @Test(arguments: [HTTPRequest.Method.get, .post])
    func asyncHTTPClientDoesNotRepeat(method: HTTPRequest.Method) async throws {
        let server = crashingServer()
        defer { server.stop() }
        let transport = TransportKind.asyncHTTPClient.make()
        _ = try await exchange(transport, server.port, .get)
        let error = await #expect(throws: TransportError.self) {
            _ = try await exchange(transport, server.port, method)
        }
        #expect(error?.delivery == .connectionClosed)
        #expect(error?.message == "the connection was lost")
        #expect(server.requests.map(\.method) == ["GET", method.rawValue])
        #expect(server.connections == 1)
    }
    #endif

    /// On a connection that is used again a GET is sent a second time behind the caller's back.
    @Test func urlSessionRepeatsAGet() async throws {
        let server = crashingServer()
        defer { server.stop() }
        let transport = TransportKind.reusingURLSession.make()
        for _ in 0..<2 { #expect(try await exchange(transport, server.port, .get) == Array("ok".utf8)) }
        #expect(server.requests.count == 3)
        #expect(server.connections == 2)
    }

    /// A POST, with a body or without, has a connection of its own and is sent once.
    @Test(arguments: [HTTPRequest.Method.post, .patch])
    func urlSessionDoesNotRepeatAPost(method: HTTPRequest.Method) async throws {
        let server = crashingServer()
        defer { server.stop() }
        let transport = TransportKind.reusingURLSession.make()
        for method in [.get, method, method] {
            #expect(try await exchange(transport, server.port, method) == Array("ok".utf8))
        }
        #expect(server.requests.map(\.method) == ["GET", method.rawValue, method.rawValue])
        #expect(server.connections == 3)
        #expect(server.requests.map { $0.values("Connection") } == [["keep-alive"], ["close"], ["close"]])
    }

    /// By itself each request has a connection of its own and is sent once, whatever its method.
    @Test(arguments: [HTTPRequest.Method.get, .put, .delete, .head, .options, .post])
    func urlSessionRepeatsNothingByItself(method: HTTPRequest.Method) async throws {
        let server = crashingServer()
        defer { server.stop() }
        let transport: any Transport = .urlSession
        for _ in 0..<3 {
            let response = try await exchange(transport, server.port, method)
            #expect(response == Array((method == .head ? "" : "ok").utf8))
        }
        #expect(server.requests.count == 3)
        #expect(server.connections == 3)
        #expect(server.requests.allSatisfy { $0.values("Connection") == ["close"] })
    }

    /// A new connection that is lost is not tried again either.
    @Test(arguments: [ConnectionReuse.idempotent, .never], [HTTPRequest.Method.get, .post])
    func urlSessionOnANewConnection(reuse: ConnectionReuse, method: HTTPRequest.Method) async throws {
        let server = SocketServer { connection in _ = connection.readRequest() }
        defer { server.stop() }
        let error = try await URLSessionTransport(connectionReuse: reuse).failure(.loopback(server.port, "/", method))
        #expect(error.delivery == .connectionClosed)
        #expect(server.requests.count == 1)
    }
}
