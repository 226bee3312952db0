import Foundation
import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import Testing

/// How much of a body is taken in that is larger than the client reads.
@Suite(.timeLimit(.minutes(3))) struct BodyBoundTests {
    private static let bound = 1 << 20

    /// Declares a body without end, sends more of it than is read, and waits until the other side closes the
    /// connection.
    private static func endlessServer(_ status: String, _ closed: Signal) -> SocketServer {
        SocketServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 \(status)\r\nContent-Length: 8000000000000\r\n\r\n")
            let piece = [UInt8](repeating: 0x20, count: 1 << 16)
            for _ in 0..<64 where !connection.write(piece) { break }
            connection.waitForEnd()
            closed.set()
        }
    }

    private func call(_ kind: TransportKind, _ port: Int, maximumBodyBytes: Int) async -> CallError? {
        let core = ClientCore(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Endless", policies: []),
            server: "http://127.0.0.1:\(port)", credentials: CredentialSet(), transport: kind.make(),
            options: ClientOptions(limiter: RateLimiter(), maximumBodyBytes: maximumBodyBytes))
        let operation = OperationDescriptor(id: "list", method: .get, path: "/")
        do throws(CallError) { _ = try await core.text(RequestBuilder(operation, .default)) } catch { return error }
        return nil
    }

    /// The call fails, once, and the connection is closed though the server has more to say.
    @Test(arguments: TransportKind.allCases, ["200 OK", "500 Internal Server Error", "404 Not Found"])
    func endlessBody(kind: TransportKind, status: String) async throws {
        let closed = Signal()
        let server = Self.endlessServer(status, closed)
        defer { server.stop() }
        let error = await call(kind, server.port, maximumBodyBytes: Self.bound)
        #expect(error?.message == "the response's body is larger than \(Self.bound) bytes")
        await closed.wait()
        #expect(server.requests.count == 1)
    }

    /// Nobody reads yet: URLSession, which cannot stop to listen, drops what is too much and closes the connection.
    @Test(arguments: TransportKind.allCases.filter(\.isURLSession)) func unreadBody(kind: TransportKind) async throws {
        let closed = Signal()
        let server = Self.endlessServer("200 OK", closed)
        defer { server.stop() }
        let transport = kind.make()
        let (_, body) = try await transport.send(
            .loopback(server.port), body: .none, context: TransportContext(maximumBodyBytes: Self.bound))
        await closed.wait()
        var chunks = body.makeAsyncIterator()
        let kept = try #require(try await chunks.next())
        #expect(kept.count > Self.bound && kept.count < Self.bound + (1 << 20))
    }

    /// A body of just the allowed size is read; one byte less is too few.
    @Test(arguments: TransportKind.allCases) func exactlyTheBound(kind: TransportKind) async throws {
        let server = SocketServer(answering: { _ in
            "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + String(repeating: " ", count: 300_000)
        })
        defer { server.stop() }
        #expect(await call(kind, server.port, maximumBodyBytes: 300_000) == nil)
        #expect(await call(kind, server.port, maximumBodyBytes: 299_999)?.code == .transport)
    }

    /// A quarter of a gibibyte of zeros in a quarter of a megabyte: what is read decides, collected or not.
    @Test(arguments: TransportKind.exact) func gzipBomb(kind: TransportKind) async throws {
        let folder = try TemporaryFolder()
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/bin/sh")
        gzip.arguments = ["-c", "head -c 268435456 /dev/zero | gzip >'\(folder.path("bomb"))'"]
        try gzip.run()
        gzip.waitUntilExit()
        let bomb = try folder.bytes("bomb")
        #expect(bomb.count < 300_000)
        let server = SocketServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n"
                    + "Content-Length: \(bomb.count)\r\nConnection: close\r\n\r\n")
            connection.write(bomb)
        }
        defer { server.stop() }
        let client = StreamingClient(server.port, kind) { $0.maximumBodyBytes = 1 << 20 }
        let error = await #expect(throws: CallError.self) {
            try await client.core.text(RequestBuilder(OperationKind.get.descriptor, .default))
        }
        #expect(error?.message == "the response's body is larger than 1048576 bytes")
        let download = try await client.download()
        let other = await #expect(throws: CallError.self) { try await download.bytes(upTo: 5 << 20) }
        #expect(other?.message == "the response's body is larger than 5242880 bytes")
        #expect(server.requests.count == 2 && client.inFlight == 0)
    }
}
