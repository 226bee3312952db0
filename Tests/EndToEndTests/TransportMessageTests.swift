import HTTPTypes
import PacelineRuntime
import Testing

/// Messages byte by byte: fields, responses without a body, interim responses, codings.
@Suite(.timeLimit(.minutes(3))) struct TransportMessageTests {
    private static let end = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend"

    /// The bodies of two responses, on one connection where it is used again: the first one written as `response`, the
    /// second one plain. So whoever reads too little or too much of the first one fails at the second.
    private func exchange(
        _ kind: TransportKind, _ response: String, method: HTTPRequest.Method = .get
    ) async throws -> (HTTPResponse, [UInt8]) {
        let server = SocketServer { connection in
            var next = connection.number == 0 ? response : Self.end
            while connection.readRequest() != nil {
                connection.write(next)
                next = Self.end
            }
        }
        defer { server.stop() }
        let transport = kind.make()
        let (head, body) = try await transport.send(.loopback(server.port, "/", method), body: .none)
        let bytes = try await body.collect(upTo: 1000)
        let (_, second) = try await transport.send(.loopback(server.port), body: .none)
        #expect(try await second.collect(upTo: 10) == Array("end".utf8))
        #expect(server.requests.count == 2)
        #expect(server.connections == (kind == .urlSession ? 2 : 1))
        return (head, bytes)
    }

    @Test(arguments: TransportKind.allCases) func answersWithoutBody(kind: TransportKind) async throws {
        let cases: [(HTTPRequest.Method, String, Int)] = [
            (.head, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n", 200),
            (.get, "HTTP/1.1 204 No Content\r\n\r\n", 204),
            (.get, "HTTP/1.1 304 Not Modified\r\nContent-Length: 50\r\n\r\n", 304),
            (.get, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200),
            (.get, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200),
        ]
        for (method, response, status) in cases {
            let (head, body) = try await exchange(kind, response, method: method)
            #expect(head.status.code == status, "\(response)")
            #expect(body.isEmpty, "\(response)")
        }
    }

    /// Interim responses (RFC 9110, section 15.2) are not the response.
    @Test(arguments: TransportKind.allCases, ["100 Continue", "103 Early Hints", "102 Processing"])
    func interimAnswers(kind: TransportKind, interim: String) async throws {
        let (head, body) = try await exchange(
            kind, "HTTP/1.1 \(interim)\r\nLink: </a>\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok")
        #expect(head.status.code == 201)
        #expect(body == Array("ok".utf8))
    }

    @Test(arguments: TransportKind.allCases) func chunks(kind: TransportKind) async throws {
        let (head, body) = try await exchange(
            kind, "HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\na\r\n2\r\nbc\r\n0\r\n\r\n")
        #expect(head.status.code == 200)
        #expect(body == Array("abc".utf8))
    }

    #if AsyncHTTPClient
    /// Foundation on Linux ends the process when a field comes behind the last chunk, so only the other one is asked.
    @Test func trailerFields() async throws {
        let (_, body) = try await exchange(
            .asyncHTTPClient, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Late: 1\r\n\r\n")
        #expect(body == Array("ok".utf8))
    }
    #endif

    /// A field that comes twice has both values, as a list (RFC 9110, section 5.3).
    @Test(arguments: TransportKind.allCases) func repeatedFields(kind: TransportKind) async throws {
        let name = try #require(HTTPField.Name("X-Limit"))
        let (head, _) = try await exchange(
            kind, "HTTP/1.1 200 OK\r\nX-Limit: a;w=1\r\nX-Limit: b;w=2\r\nContent-Length: 0\r\n\r\n")
        #expect(head.headerFields[values: name].joined(separator: ", ").replacing(",b", with: ", b") == "a;w=1, b;w=2")

        let server = SocketServer(answering: { _ in Self.end })
        defer { server.stop() }
        var request = HTTPRequest.loopback(server.port)
        request.headerFields.append(HTTPField(name: name, value: "a"))
        request.headerFields.append(HTTPField(name: name, value: "b"))
        _ = try await kind.make().send(request, body: .none)
        let values = try #require(server.requests.first).values("X-Limit").joined(separator: ",")
        #expect(values.filter { $0 != " " } == "a,b")
    }

    /// Responses are asked for compressed, and handed on as they were before.
    @Test(arguments: TransportKind.allCases) func compression(kind: TransportKind) async throws {
        // printf hello | gzip -n
        let gzip: [UInt8] = [
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x86,
            0xA6, 0x10, 0x36, 0x05, 0x00, 0x00, 0x00,
        ]
        let server = SocketServer { connection in
            while connection.readRequest() != nil {
                connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(gzip.count)\r\n\r\n")
                connection.write(gzip)
            }
        }
        defer { server.stop() }
        let (_, body) = try await kind.make().send(.loopback(server.port), body: .none)
        #expect(try await body.collect(upTo: 100) == Array("hello".utf8))
        #expect(try #require(server.requests.first).values("Accept-Encoding").joined().contains("gzip"))
    }

    /// A POST without a body says so; a server would else wait for one, or refuse it with 411.
    @Test(arguments: TransportKind.allCases, [HTTPRequest.Method.post, .put, .patch])
    func emptyBodyHasALength(kind: TransportKind, method: HTTPRequest.Method) async throws {
        let server = SocketServer(answering: { _ in Self.end })
        defer { server.stop() }
        for body in [RequestBody.none, .bytes([])] {
            _ = try await kind.make().send(.loopback(server.port, "/", method), body: body)
        }
        #expect(server.requests.map(\.method) == [method.rawValue, method.rawValue])
        #expect(server.requests.map { $0.values("Content-Length") } == [["0"], ["0"]])
    }
}
