import Dispatch
import HTTPTypes
import PacelineRuntime
import Testing

/// What each transport says when the exchange fails: whether the request may have reached the server, and no secret.
@Suite(.timeLimit(.minutes(3))) struct TransportFailureTests {
    private static let truncated = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"

    @Test(arguments: TransportKind.allCases, ["127.0.0.1", "localhost"])
    func connectionRefused(kind: TransportKind, host: String) async throws {
        let port = RefusingPort()
        defer { withExtendedLifetime(port) {} }
        var request = HTTPRequest.loopback(port.number)
        request.authority = request.authority?.replacing("127.0.0.1", with: host)
        let error = try await kind.make().failure(request)
        #expect(error.delivery == .notSent)
        #expect(error.message == "the connection was refused")
    }

    /// The name cannot be one (a label has at most 63 bytes), so that nobody is asked for it.
    @Test(arguments: TransportKind.allCases) func hostNotFound(kind: TransportKind) async throws {
        var request = HTTPRequest.loopback(80)
        request.authority = String(repeating: "a", count: 64) + ".invalid"
        let error = try await kind.make().failure(request)
        #expect(error.delivery == .notSent)
        #expect(error.message == "the host was not found")
    }

    /// The server speaks no TLS, so the request is not written.
    @Test(arguments: TransportKind.allCases) func noTLS(kind: TransportKind) async throws {
        let server = SocketServer { connection in connection.write("HTTP/1.1 400 Bad Request\r\n\r\n") }
        defer { server.stop() }
        var request = HTTPRequest.loopback(server.port)
        request.scheme = "https"
        let error = try await kind.make().failure(request)
        // Foundation on Linux has no code for it, so it errs on the safe side.
        #expect(error.delivery == (kind.isURLSession ? .maybeSent : .notSent))
        #if canImport(FoundationNetworking)
        if kind.isURLSession { #expect(error.message.contains("SSL"), "\(error)") }
        #endif
        #expect(server.requests.isEmpty)
    }

    /// Libraries name the URL and the fields in their errors; ours do not, because they may hold a credential.
    @Test(arguments: TransportKind.allCases, [true, false])
    func errorsHoldNoCredential(kind: TransportKind, isRefused: Bool) async throws {
        let server = SocketServer { connection in _ = connection.readRequest() }
        defer { server.stop() }
        let port = RefusingPort()
        defer { withExtendedLifetime(port) {} }
        var request = HTTPRequest.loopback(isRefused ? port.number : server.port, "/?key=s3cr3t")
        request.headerFields[.authorization] = "Bearer s3cr3t"
        let error = try await kind.make().failure(request)
        var text = "\(error) \(String(reflecting: error))"
        dump(error, to: &text)
        #expect(!text.contains("s3cr3t"))
        #expect(error.underlying != nil)
    }

    @Test(arguments: TransportKind.allCases, [HTTPRequest.Method.get, .post])
    func closedBeforeTheHead(kind: TransportKind, method: HTTPRequest.Method) async throws {
        for isReset in [true, false] {
            let server = SocketServer { connection in
                _ = connection.readRequest()
                if isReset { connection.resets() }
            }
            defer { server.stop() }
            let body: RequestBody = method == .post ? .bytes(Array("{}".utf8)) : .none
            let error = try await kind.make().failure(.loopback(server.port, "/", method), body: body)
            #expect(error.delivery == .connectionClosed)
            #expect(server.requests.count == 1)
            #expect(server.connections == 1)
        }
    }

    @Test(
        arguments: TransportKind.allCases,
        [
            "HTTP/9 what\r\n", "220 mail.example ESMTP\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-",
            "HTTP/1.1 200 OK\r\nContent-Length: much\r\n\r\n{}", "HTTP/1.1 99999 OK\r\n\r\n",
            "HTTP/1.1 103 Hints\r\n\r\n",
        ])
    func answerThatIsNotHTTP(kind: TransportKind, response: String) async throws {
        // Foundation on Linux ends the process when a connection breaks off among the fields of a head.
        if kind.isURLSession, response.hasSuffix("Content-") { return }
        let server = SocketServer { connection in
            _ = connection.readRequest()
            connection.write(response)
        }
        defer { server.stop() }
        let transport = kind.make()
        let error = await #expect(throws: TransportError.self) {
            // A library may take what it does not understand for a head; then the body fails.
            let (_, body) = try await transport.send(.loopback(server.port), body: .none)
            _ = try await body.collect(upTo: 100)
        }
        #expect(error?.delivery != .notSent)
        #expect(server.requests.count == 1)
    }

    @Test(
        arguments: TransportKind.allCases,
        [truncated, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nonly this"])
    func bodyBreaksOff(kind: TransportKind, response: String) async throws {
        for isReset in [true, false] {
            let isRead = DispatchSemaphore(value: 0)
            let server = SocketServer { connection in
                _ = connection.readRequest()
                connection.write(response)
                isRead.wait()
                if isReset { connection.resets() }
            }
            defer { server.stop() }
            let (head, body) = try await kind.make().send(.loopback(server.port), body: .none)
            isRead.signal()
            #expect(head.status == .ok)
            let error = await #expect(throws: TransportError.self) { try await body.collect(upTo: 1000) }
            #expect(error?.delivery != .notSent)
            #if canImport(FoundationNetworking)
            if kind.isURLSession, !isReset {
                #expect(error?.message.contains("transfer closed") == true)
            }
            #endif
            await #expect(throws: TransportError.self) { try await body.collect(upTo: 1000) }
            #expect(server.requests.count == 1)
        }
    }

    /// Cancelling closes the connection, so that the server need not go on.
    @Test(arguments: TransportKind.allCases) func cancelledBeforeTheHead(kind: TransportKind) async throws {
        let (came, closed) = (Signal(), Signal())
        let server = SocketServer { connection in
            _ = connection.readRequest()
            came.set()
            connection.waitForEnd()
            closed.set()
        }
        defer { server.stop() }
        let transport = kind.make()
        let exchange = Task { try await transport.send(.loopback(server.port), body: .none) }
        await came.wait()
        exchange.cancel()
        let result = await exchange.result
        let error = try #require(throws: TransportError.self) { try result.get() }
        #expect(error.delivery == .maybeSent)
        #expect(error.message == "the exchange was cancelled")
        await closed.wait()
    }

    @Test(arguments: TransportKind.allCases) func cancelledInTheBody(kind: TransportKind) async throws {
        let closed = Signal()
        let server = SocketServer { connection in
            _ = connection.readRequest()
            connection.write(Self.truncated)
            connection.waitForEnd()
            closed.set()
        }
        defer { server.stop() }
        let (_, body) = try await kind.make().send(.loopback(server.port), body: .none)
        let reading = Task { try await body.collect(upTo: 1000) }
        reading.cancel()
        let result = await reading.result
        #expect(throws: TransportError.self) { try result.get() }
        await closed.wait()
    }

    @Test(arguments: TransportKind.allCases) func cancelledBeforeItBegins(kind: TransportKind) async throws {
        let server = SocketServer { connection in connection.waitForEnd() }
        defer { server.stop() }
        let exchange = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await kind.make().send(.loopback(server.port), body: .none)
        }
        let result = await exchange.result
        let error = try #require(throws: TransportError.self) { try result.get() }
        #expect(error.delivery == .notSent)
        #expect(server.connections == 0)
    }
}
