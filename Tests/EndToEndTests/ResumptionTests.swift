import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import Synchronization
import Testing

/// Downloads that break off, and go on where the server offers that.
@Suite(.timeLimit(.minutes(3))) struct ResumptionTests {
    private let content = pattern(1_000_000)

    /// What a server does with a request to go on.
    enum Ranges: CaseIterable { case honoured, changed, changedUnseen, otherPlace, shorter, longer, refused }

    @Test(arguments: TransportKind.exact, Ranges.allCases)
    func resumption(kind: TransportKind, ranges: Ranges) async throws {
        let server = SocketServer { [content] connection in
            guard let request = connection.readRequest() else { return }
            let tag = "Accept-Ranges: bytes\r\nETag: \"v1\"\r\nConnection: close\r\n"
            guard let range = request.values("Range").first else {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\(tag)\r\n")
                connection.write(Array(content.prefix(400_000)))
                return connection.endWriting()
            }
            let start = Int(range.dropFirst("bytes=".count).prefix { $0 != "-" }) ?? 0
            switch ranges {
            case .honoured:
                // Twice, with a second cut.
                connection.write(
                    "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes \(start)-999999/1000000\r\n"
                        + "Content-Length: \(1_000_000 - start)\r\n\(tag)\r\n")
                connection.write(Array(content[start..<min(start + 300_000, 1_000_000)]))
            case .changedUnseen:
                connection.write(
                    "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes \(start)-999999/1000000\r\nETag: \"v2\"\r\n"
                        + "Content-Length: \(1_000_000 - start)\r\nConnection: close\r\n\r\n")
                connection.write([UInt8](repeating: 0, count: 1_000_000 - start))
            case .shorter:
                connection.write(
                    "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes \(start)-\(start + 99)/1000000\r\n"
                        + "Content-Length: 100\r\n\(tag)\r\n")
                connection.write(Array(content[start..<start + 100]))
            case .longer:
                connection.write(
                    "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes \(start)-999999/1000000\r\n\(tag)\r\n")
                connection.write(Array(content[start...]) + [0])
            case .otherPlace:
                connection.write(
                    "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-999999/1000000\r\n"
                        + "Content-Length: 1000000\r\n\(tag)\r\n")
                connection.write(content)
            case .changed:
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\(tag)\r\nnew")
            case .refused:
                connection.write("HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n\(tag)\r\n")
            }
            connection.endWriting()
        }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let client = StreamingClient(server.port, kind)
        let last = Mutex<TransferProgress?>(nil)
        let download = try await client.download()
        let result = await Result {
            try await download.write(to: folder.path("out")) { step in last.withLock { $0 = step } }
        }
        #expect(client.inFlight == 0 && client.held == Double(server.requests.count))
        // What the network had and the transport did not hand on yet is asked for again.
        let asked = server.requests.flatMap { $0.values("Range") }
            .compactMap { Int($0.dropFirst("bytes=".count).dropLast()) }
        #expect(server.requests.dropFirst().allSatisfy { $0.values("If-Range") == ["\"v1\""] })
        guard ranges == .honoured else {
            #expect(throws: CallError.self) { try result.get() }
            #expect(asked.count == 1 && asked.allSatisfy { $0 <= 400_000 })
            #expect(try folder.names == [])
            return
        }
        try result.get()
        #expect(asked.count >= 2 && asked == asked.sorted() && asked[0] <= 400_000 && asked[1] <= 700_000)
        #expect(try folder.bytes("out") == content)
        #expect(last.withLock { $0 } == TransferProgress(direction: .received, bytes: 1_000_000, total: 1_000_000))
    }

    /// A server that gives nothing more is asked as often as a call is repeated, and not for ever.
    @Test(arguments: TransportKind.exact) func vainResumptions(kind: TransportKind) async throws {
        let server = SocketServer { [content] connection in
            guard let request = connection.readRequest() else { return }
            let fields = "Accept-Ranges: bytes\r\nETag: \"v1\"\r\nConnection: close\r\n"
            if request.values("Range").isEmpty {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\(fields)\r\n")
                connection.write(Array(content.prefix(100)))
            } else {
                connection.write(
                    "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 100-999999/1000000\r\n"
                        + "Content-Length: 999900\r\n\(fields)\r\n")
            }
            connection.endWriting()
        }
        defer { server.stop() }
        let client = StreamingClient(server.port, kind)
        let download = try await client.download()
        let error = await #expect(throws: CallError.self) { try await download.bytes() }
        #expect(error?.code == .transport)
        #expect(server.requests.count == 2 && client.inFlight == 0)
    }

    /// What is decoded on the way has no places that the server knows.
    @Test(arguments: TransportKind.exact) func noResumptionOfACoding(kind: TransportKind) async throws {
        let server = SocketServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(
                "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nAccept-Ranges: bytes\r\nETag: \"a\"\r\n"
                    + "Content-Encoding: gzip\r\nConnection: close\r\n\r\n")
            connection.endWriting()
        }
        defer { server.stop() }
        let client = StreamingClient(server.port, kind)
        let download = try await client.download()
        #expect(download.expectedLength == nil)
        await #expect(throws: CallError.self) { try await download.bytes() }
        #expect(server.requests.count == 1 && client.inFlight == 0)
    }
}
