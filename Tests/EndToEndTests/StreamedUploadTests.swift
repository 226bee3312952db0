import Foundation
import PacelineLimiter
import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// Bodies of requests that are read while they are sent.
@Suite(.timeLimit(.minutes(3))) struct StreamedUploadTests {
    private let content = pattern(5_000_000)

    /// A server that takes whole requests, and answers the first ones otherwise.
    private func server(_ first: String? = nil) -> SocketServer {
        SocketServer { connection in
            guard let request = connection.readRequest() else { return }
            let status = connection.number == 0 ? first : nil
            connection.write(Fault.response(status ?? "200 OK\r\nContent-Type: text/plain", "\(request.body.count)"))
        }
    }

    @Test(arguments: TransportKind.allCases) func file(kind: TransportKind) async throws {
        let server = server()
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let path = try folder.file("recording.wav", content)
        let client = StreamingClient(server.port, kind)
        let seen = Mutex<[TransferProgress]>([])
        let told = try await client.upload(
            .file(path), .post, CallOptions(onProgress: { step in seen.withLock { $0.append(step) } }))
        #expect(told == "5000000")
        #expect(server.requests.map(\.body) == [content])
        #expect(server.requests.first?.values("Content-Length") == ["5000000"])
        let sent = seen.withLock { $0.filter { $0.direction == .sent } }
        #expect(sent.last == TransferProgress(direction: .sent, bytes: 5_000_000, total: 5_000_000))
        #expect(zip(sent, sent.dropFirst()).allSatisfy { $0.bytes < $1.bytes } && sent.count > 10)
        #expect(client.inFlight == 0)
    }

    /// Two clients send two files at a time.
    @Test(arguments: TransportKind.allCases) func twoFiles(kind: TransportKind) async throws {
        let server = server()
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let paths = [try folder.file("one", content), try folder.file("two", content.reversed())]
        let clients = [StreamingClient(server.port, kind), StreamingClient(server.port, kind)]
        async let one = clients[0].upload(.file(paths[0]))
        async let two = clients[1].upload(.file(paths[1]))
        #expect(try await [one, two] == ["5000000", "5000000"])
        #expect(Set(server.requests.map(\.body)) == [content, content.reversed()])
    }

    @Test(arguments: TransportKind.allCases) func partsOfAForm(kind: TransportKind) async throws {
        let server = server()
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let path = try folder.file("a song.mp3", pattern(300_000))
        let operation = OperationDescriptor(id: "form", method: .post, path: "/things")
        var request = RequestBuilder(operation, .default)
        request.part("title", "Song")
        request.part("media", FormFile(contentsOf: path), contentType: "audio/mpeg")
        request.part("cover", FormFile([1, 2, 3], filename: "cover.png"), contentType: "image/png")
        _ = try await StreamingClient(server.port, kind).core.text(request)
        let received = try #require(server.requests.first)
        let boundary = try #require(received.values("Content-Type").first?.split(separator: "boundary=").last)
        let start =
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nSong\r\n--\(boundary)\r\n"
            + "Content-Disposition: form-data; name=\"media\"; filename=\"a song.mp3\"\r\nContent-Type: audio/mpeg\r\n\r\n"
        let middle =
            "\r\n--\(boundary)\r\nContent-Disposition: form-data; name=\"cover\"; filename=\"cover.png\"\r\n"
            + "Content-Type: image/png\r\n\r\n"
        #expect(
            received.body == Array(start.utf8) + pattern(300_000) + Array(middle.utf8) + [1, 2, 3]
                + Array("\r\n--\(boundary)--\r\n".utf8))
    }

    // MARK: Repetitions

    /// A file and a stream that can be made again are, with the same bytes; one that can be read once is not.
    @Test(arguments: TransportKind.allCases, ["file", "made", "once"])
    func repetitions(kind: TransportKind, body: String) async throws {
        let server = server("503 Busy\r\nContent-Type: text/plain")
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let path = try folder.file("f", content)
        let pieces = stride(from: 0, to: content.count, by: 700_000).map { [content] start in
            Array(content[start..<min(start + 700_000, content.count)])
        }
        let upload: UploadBody =
            switch body {
            case "file": .file(path)
            case "made": .stream(length: content.count) { AsyncStream(of: pieces) }
            default: .stream(length: content.count, once: AsyncStream(of: pieces))
            }
        let client = StreamingClient(server.port, kind)
        guard body == "once" else {
            #expect(try await client.upload(upload) == "5000000")
            #expect(server.requests.map(\.body) == [content, content])
            return
        }
        let error = await #expect(throws: CallError.self) { try await client.upload(upload) }
        #expect(error?.code == .response && error?.attempts == 1)
        #expect(error?.message.hasSuffix("it is not sent again, since its body can be read only once") == true)
        #expect(server.requests.map(\.body) == [content])
        #expect(client.inFlight == 0)
    }

    // MARK: Bodies that cannot be read

    @Test(arguments: TransportKind.allCases) func noFile(kind: TransportKind) async throws {
        let server = server()
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let client = StreamingClient(server.port, kind)
        for path in [folder.path("nothing"), folder.url.path] {
            let error = await #expect(throws: CallError.self) { try await client.upload(.file(path)) }
            #expect(error?.code == .encoding && error?.message.contains(path) == true)
        }
        #expect(server.connections == 0 && client.held == 0)
    }

    /// A stream of another length than was told, and one that fails: the call ends, and is not repeated.
    @Test(arguments: TransportKind.exact, [-1, 0, 1])
    func streamsThatFail(kind: TransportKind, difference: Int) async throws {
        struct Broken: Error {}
        let server = server()
        defer { server.stop() }
        let upload = UploadBody.stream(length: 3_000_000 + (difference == 0 ? 1 : difference)) {
            AsyncThrowingStream<[UInt8], any Error> { continuation in
                for _ in 0..<3 { continuation.yield([UInt8](repeating: 7, count: 1_000_000)) }
                continuation.finish(throwing: difference == 0 ? Broken() : nil)
            }
        }
        let client = StreamingClient(server.port, kind)
        let error = await #expect(throws: CallError.self) { try await client.upload(upload) }
        #expect(error?.code == .encoding, "\(String(describing: error))")
        if difference == 0 { #expect(error?.underlying is Broken) }
        #expect(client.inFlight == 0)
        #expect(server.connections <= 1)
    }

    // MARK: Faults

    /// The server reads a part and breaks off: PUT is sent again, POST is not.
    @Test(arguments: TransportKind.exact, [OperationDescriptor.Method.put, .post])
    func cutWhileSending(kind: TransportKind, method: OperationDescriptor.Method) async throws {
        let server = SocketServer { connection in
            guard connection.number > 0 else {
                connection.readSome(100_000)
                return connection.resets()
            }
            guard let request = connection.readRequest() else { return }
            connection.write(Fault.response("200 OK\r\nContent-Type: text/plain", "\(request.body.count)"))
        }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let path = try folder.file("f", pattern(20_000_000))
        let client = StreamingClient(server.port, kind)
        let result = await Result { try await client.upload(.file(path), method) }
        #expect(client.inFlight == 0)
        if method == .put {
            #expect(try result.get() == "20000000" && server.requests.count == 1 && client.held == 2)
        } else {
            #expect(throws: CallError.self) { try result.get() }
            #expect(server.connections == 1 && client.held == 1)
        }
    }

    /// A response that comes before the body has been sent whole: the caller has it, and the rest is not sent.
    @Test(arguments: TransportKind.exact, ["Content-Length: 0\r\n\r\n", "Content-Length: 3\r\n\r\nbig", "chunked"])
    func earlyResponse(kind: TransportKind, rest: String) async throws {
        let chunked = "Transfer-Encoding: chunked\r\n\r\n3\r\nbig\r\n0\r\n\r\n"
        let isOver = DispatchSemaphore(value: 0)
        let server = SocketServer { connection in
            connection.readSome(1_000)
            connection.write("HTTP/1.1 413 Content Too Large\r\n" + (rest == "chunked" ? chunked : rest))
            isOver.wait()
        }
        defer {
            isOver.signal()
            server.stop()
        }
        let folder = try TemporaryFolder()
        let path = try folder.file("f", pattern(30_000_000))
        let client = StreamingClient(server.port, kind)
        let error = await #expect(throws: CallError.self) { try await client.upload(.file(path), .post) }
        #expect(error?.response?.status == 413, "\(String(describing: error))")
        let body = String(decoding: error?.response?.body ?? [], as: UTF8.self)
        #expect(body == (rest.hasPrefix("Content-Length: 0") ? "" : "big"))
        #expect(client.inFlight == 0 && server.connections == 1)
    }

    /// An attempt's time begins anew with each part that was sent; a server that reads no more is left.
    @Test(arguments: TransportKind.exact) func serverThatStopsReading(kind: TransportKind) async throws {
        let isOver = DispatchSemaphore(value: 0)
        let server = SocketServer { connection in
            connection.readSome(1_000)
            isOver.wait()
        }
        defer {
            isOver.signal()
            server.stop()
        }
        let folder = try TemporaryFolder()
        let path = try folder.file("f", pattern(30_000_000))
        let time = ManualTimeSource()
        let client = StreamingClient(server.port, kind, time: time.source) {
            $0.attemptTimeout = .seconds(5)
            $0.retry = .never
        }
        let sent = Mutex(0)
        let call = Task {
            try await client.upload(
                .file(path), .put, CallOptions(onProgress: { step in sent.withLock { $0 = step.bytes } }))
        }
        while sent.withLock({ $0 }) == 0 { await Task.yield() }
        // Until nothing more is taken, however long that takes.
        var before = -1
        while sent.withLock({ $0 }) != before {
            before = sent.withLock { $0 }
            for _ in 0..<50_000 { await Task.yield() }
        }
        time.advance(by: .seconds(6))
        let error = await #expect(throws: CallError.self) { try await call.value }
        #expect(error?.code == .timeout && error?.attempts == 1)
        #expect(client.inFlight == 0)
    }

    /// A cancelled upload stops to read.
    @Test(arguments: TransportKind.exact) func cancelled(kind: TransportKind) async throws {
        let server = SocketServer { connection in
            connection.readSome(1_000)
            connection.waitForEnd()
        }
        defer { server.stop() }
        let stopped = Signal()
        let begun = Signal()
        let client = StreamingClient(server.port, kind)
        let call = Task {
            try await client.upload(
                .stream {
                    AsyncStream<[UInt8]> { continuation in
                        continuation.onTermination = { _ in stopped.set() }
                        continuation.yield([UInt8](repeating: 1, count: 1_000_000))
                        begun.set()
                    }
                }, .post)
        }
        await begun.wait()
        call.cancel()
        let error = await #expect(throws: CallError.self) { try await call.value }
        #expect(error?.code == .cancelled)
        #expect(client.inFlight == 0)
        await stopped.wait()
    }
}

extension AsyncStream where Element == [UInt8] {
    fileprivate init(of chunks: [[UInt8]]) {
        self.init { continuation in
            for chunk in chunks { continuation.yield(chunk) }
            continuation.finish()
        }
    }
}
