#if MockServer
import Hummingbird
import HTTPTypes
import PacelineRuntime
import Synchronization
import Testing

/// Each transport against a real server: what is sent arrives, once, and what is answered comes back as it was.
@Suite(.timeLimit(.minutes(3))) struct TransportTests {
    private func request(_ base: String, _ path: String = "/", _ method: HTTPRequest.Method = .get) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "http", authority: String(base.dropFirst("http://".count)), path: path)
    }

    /// The head is there while the server still holds the body back.
    @Test(arguments: TransportKind.allCases) func headBeforeTheBodyEnds(kind: TransportKind) async throws {
        let transport = kind.make()
        let proceed = Signal()
        let respond: @Sendable (Request) async throws -> Response = { _ in
            Response(
                status: .accepted, headers: [.server: "s"],
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "first"))
                    await proceed.wait()
                    try await writer.write(ByteBuffer(string: "second"))
                    try await writer.finish(nil)
                })
        }
        try await withServer(respond) { base in
            let (head, body) = try await transport.send(request(base), body: .none)
            #expect(head.status == .accepted)
            #expect(head.headerFields[.server] == "s")
            var chunks = body.makeAsyncIterator()
            #expect(try await chunks.next() == Array("first".utf8))
            proceed.set()
            #expect(try await body.collect(upTo: 100) == Array("second".utf8))
            #expect(try await chunks.next() == nil)
        }
    }

    @Test(arguments: TransportKind.allCases, [301, 302, 303, 307, 308])
    func noRedirectIsFollowed(kind: TransportKind, status: Int) async throws {
        let transport = kind.make()
        let paths = Mutex<[String]>([])
        let respond: @Sendable (Request) async throws -> Response = { request in
            paths.withLock { $0.append(request.uri.path) }
            return Response(
                status: .init(code: status), headers: [.location: "/target"],
                body: .init(byteBuffer: ByteBuffer(string: "moved")))
        }
        try await withServer(respond) { base in
            for method in [HTTPRequest.Method.get, .post] {
                let (head, body) = try await transport.send(
                    request(base, "/start", method), body: method == .post ? .bytes([1]) : .none)
                #expect(head.status.code == status)
                #expect(head.headerFields[.location] == "/target")
                #expect(try await body.collect(upTo: 100) == Array("moved".utf8))
            }
        }
        #expect(paths.withLock { $0 } == ["/start", "/start"])
    }

    /// Method, path, fields and body arrive as they were given, in one request.
    @Test(arguments: TransportKind.allCases) func arrivesOnce(kind: TransportKind) async throws {
        let transport = kind.make()
        let seen = Mutex<[(Request, [UInt8])]>([])
        let respond: @Sendable (Request) async throws -> Response = { request in
            let body = try await request.body.collect(upTo: 1 << 20)
            seen.withLock { $0.append((request, Array(body.readableBytesView))) }
            return Response(status: .created)
        }
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        try await withServer(respond) { base in
            var sent = request(base, "/a%2Fb/c?q=%26%20x&q=%C3%A9", .post)
            sent.headerFields = [.contentType: "application/json", .accept: "text/csv", HTTPField.Name("X-Key")!: "k"]
            let (head, body) = try await transport.send(sent, body: .bytes(bytes))
            #expect(head.status == .created)
            #expect(try await body.collect(upTo: 10).isEmpty)
        }
        let requests = seen.withLock { $0 }
        let (received, body) = try #require(requests.first)
        #expect(requests.count == 1)
        #expect(body == bytes)
        #expect(received.method == .post)
        #expect(received.head.path == "/a%2Fb/c?q=%26%20x&q=%C3%A9")
        for (name, value) in [("Content-Type", "application/json"), ("Accept", "text/csv"), ("X-Key", "k")] {
            #expect(received.headers[values: try #require(HTTPField.Name(name))] == [value])
        }
        #expect(received.headers[.cookie] == nil)
    }

    @Test(arguments: TransportKind.allCases, [HTTPRequest.Method.get, .put, .delete, .patch, .post, .head, .options])
    func methods(kind: TransportKind, method: HTTPRequest.Method) async throws {
        let transport = kind.make()
        let seen = Mutex<[String]>([])
        let respond: @Sendable (Request) async throws -> Response = { request in
            seen.withLock { $0.append(request.method.rawValue) }
            return Response(status: .noContent)
        }
        try await withServer(respond) { base in
            let (head, body) = try await transport.send(request(base, "/", method), body: .none)
            #expect(head.status == .noContent)
            #expect(try await body.collect(upTo: 0).isEmpty)
        }
        #expect(seen.withLock { $0 } == [method.rawValue])
    }

    /// The server answers none before all have come, so fewer connections than calls would never end.
    @Test(arguments: TransportKind.allCases, [HTTPRequest.Method.get, .post])
    func manyConnections(kind: TransportKind, method: HTTPRequest.Method) async throws {
        let transport = kind.make()
        let gauge = Gauge(full: 64)
        try await withServer({ _ in
            await gauge.enter()
            return Response(status: .ok)
        }) { base in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<64 {
                    group.addTask { try await transport.send(request(base, "/", method), body: .none).0.status.code }
                }
                for try await status in group { #expect(status == 200) }
            }
        }
        #expect(gauge.total == 64)
    }

    /// Hundreds of exchanges at a time, on connections that are used again where that is allowed: no response is mixed
    /// up, and none is lost.
    @Test(arguments: TransportKind.allCases, [HTTPRequest.Method.get, .post])
    func parallel(kind: TransportKind, method: HTTPRequest.Method) async throws {
        let transport = kind.make()
        let requests = Gauge()
        let respond: @Sendable (Request) async throws -> Response = { request in
            await requests.enter()
            return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: request.uri.path)))
        }
        try await withServer(respond) { base in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let (_, response) = try await transport.send(
                            request(base, "/\(number)", method), body: method == .post ? .bytes([1, 2, 3]) : .none)
                        #expect(try await response.collect(upTo: 10) == Array("/\(number)".utf8))
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(requests.total == 200)
    }

    /// Five megabytes arrive intact, and by one request, though they are read slowly.
    @Test(arguments: TransportKind.allCases) func largeBody(kind: TransportKind) async throws {
        let transport = kind.make()
        let piece = (0..<(1 << 16)).map { UInt8(truncatingIfNeeded: $0 / 251) }
        let requests = Gauge()
        let respond: @Sendable (Request) async throws -> Response = { _ in
            await requests.enter()
            return Response(
                status: .ok,
                body: ResponseBody { writer in
                    for _ in 0..<80 { try await writer.write(ByteBuffer(bytes: piece)) }
                    try await writer.finish(nil)
                })
        }
        try await withServer(respond) { base in
            let (_, body) = try await transport.send(request(base), body: .none)
            var bytes: [UInt8] = []
            for try await chunk in body {
                bytes += chunk
                for _ in 0..<10 { await Task.yield() }
            }
            #expect(bytes.count == 80 << 16)
            #expect((0..<80).allSatisfy { bytes[($0 << 16)..<(($0 + 1) << 16)].elementsEqual(piece) })
        }
        #expect(requests.total == 1)
    }
}
#endif
