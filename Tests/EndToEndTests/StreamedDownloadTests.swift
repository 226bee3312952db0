import Foundation
import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// Bodies of responses that are read while they arrive: what the caller sees, what the server gets, and that each
/// permit ends.
@Suite(.timeLimit(.minutes(1))) struct StreamedDownloadTests {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\nConnection: close\r\n"
    private let content = pattern(1_000_000)

    // MARK: Whole bodies

    @Test(arguments: TransportKind.allCases) func chunksAndTheirEnd(kind: TransportKind) async throws {
        let server = SocketServer { [content] connection in
            guard connection.readRequest() != nil else { return }
            connection.write(Self.head + "\r\n")
            connection.write(content)
        }
        defer { server.stop() }
        let client = StreamingClient(server.port, kind)
        let seen = Mutex<[TransferProgress]>([])
        let download = try await client.download(CallOptions(onProgress: { step in seen.withLock { $0.append(step) } }))
        #expect(download.expectedLength == 1_000_000)
        // The window's part is over with the head, that at a time with the body.
        #expect(client.inFlight == 1)
        var bytes: [UInt8] = []
        for try await chunk in download { bytes += chunk }
        #expect(bytes == content)
        #expect(client.inFlight == 0 && client.held == 1)
        #expect(try await download.bytes() == [], "it is read once")
        let steps = seen.withLock { $0 }
        #expect(steps.last == TransferProgress(direction: .received, bytes: 1_000_000, total: 1_000_000))
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.bytes < $1.bytes } && steps.last?.fraction == 1)
    }

    @Test(arguments: TransportKind.allCases) func intoAFile(kind: TransportKind) async throws {
        let server = SocketServer { [content] connection in
            guard connection.readRequest() != nil else { return }
            connection.write(Self.head + "\r\n")
            connection.write(connection.number == 0 ? content : Array(content.prefix(600_000)))
            connection.endWriting()
        }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let path = try folder.file("recording.wav", [1, 2, 3])
        let client = StreamingClient(server.port, kind)
        let last = Mutex<TransferProgress?>(nil)
        try await client.download().write(to: path) { step in last.withLock { $0 = step } }
        #expect(try folder.bytes("recording.wav") == content)
        #expect(last.withLock { $0?.bytes } == 1_000_000)
        // The second one breaks off: what is there stays, and nothing else does.
        let cut = try await client.download()
        await #expect(throws: CallError.self) { try await cut.write(to: path) }
        #expect(try folder.bytes("recording.wav") == content)
        #expect(try folder.names == ["recording.wav"])
        #expect(client.inFlight == 0)
        // And one that has no place to go to ends its request.
        let lost = try await client.download()
        let error = await #expect(throws: CallError.self) { try await lost.write(to: "/nowhere/recording.wav") }
        #expect(error?.code == .file && client.inFlight == 0)
    }

    @Test(arguments: TransportKind.allCases) func moreThanIsRead(kind: TransportKind) async throws {
        let closed = Signal()
        let server = SocketServer { [content] connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 8000000000000\r\n\r\n")
            connection.writeUntilItEnds(content)
            closed.set()
        }
        defer { server.stop() }
        let client = StreamingClient(server.port, kind)
        let download = try await client.download()
        let error = await #expect(throws: CallError.self) { try await download.bytes(upTo: 300_000) }
        #expect(error?.message == "the response's body is larger than 300000 bytes")
        #expect(client.inFlight == 0)
        await closed.wait()
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

    // MARK: Faults

    /// Before the head it is a call like any other: it is repeated.
    @Test(arguments: TransportKind.exact) func cutBeforeTheHead(kind: TransportKind) async throws {
        let server = SocketServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.resets()
        }
        defer { server.stop() }
        let client = StreamingClient(server.port, kind)
        let error = await #expect(throws: CallError.self) { try await client.download() }
        #expect(error?.code == .transport && error?.attempts == 2)
        #expect(server.requests.count == 2 && client.inFlight == 0 && client.held == 2)
    }

    /// Foundation on Linux ends the process here, so that only the other one is tried.
    @Test(arguments: TransportKind.allCases.filter { !$0.isURLSession })
    func cutInTheHead(kind: TransportKind) async throws {
        let server = SocketServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Le")
            connection.resets()
        }
        defer { server.stop() }
        let client = StreamingClient(server.port, kind)
        let error = await #expect(throws: CallError.self) { try await client.download() }
        #expect(error?.code == .transport && error?.attempts == 2)
        #expect(server.requests.count == 2 && client.inFlight == 0)
    }

    /// Behind the head the caller has what came, and then the error. Without an offer of ranges nothing is sent again.
    @Test(arguments: TransportKind.exact, [true, false])
    func cutInTheBody(kind: TransportKind, byReset: Bool) async throws {
        let server = SocketServer { [content] connection in
            guard connection.readRequest() != nil else { return }
            connection.write(Self.head + "ETag: \"a\"\r\n\r\n")
            connection.write(Array(content.prefix(500_000)))
            if byReset { connection.resets() }
        }
        defer { server.stop() }
        let client = StreamingClient(server.port, kind)
        let download = try await client.download()
        var bytes: [UInt8] = []
        let error = await #expect(throws: CallError.self) {
            for try await chunk in download { bytes += chunk }
        }
        #expect(error?.code == .transport && error?.operation == "get")
        // What the network had and the transport did not hand on yet may be lost.
        #expect(content.prefix(500_000).starts(with: bytes))
        #expect(server.requests.count == 1 && client.inFlight == 0 && client.held == 1)
        await #expect(throws: CallError.self) { try await download.bytes() }
    }

    /// Statuses besides successes are collected, and repeated as ever.
    @Test(arguments: TransportKind.exact) func failures(kind: TransportKind) async throws {
        let server = SocketServer { connection in
            guard connection.readRequest() != nil else { return }
            let status = connection.number == 0 ? "503 Busy" : "404 Not Found"
            connection.write(Fault.response(status, "{\"title\":\"gone\"}"))
        }
        defer { server.stop() }
        let client = StreamingClient(server.port, kind)
        let error = await #expect(throws: CallError.self) { try await client.download() }
        #expect(error?.response?.status == 404 && error?.attempts == 2)
        #expect(error.map { String(decoding: $0.response?.body ?? [], as: UTF8.self) } == "{\"title\":\"gone\"}")
        #expect(client.inFlight == 0)
    }

    /// An attempt's time ends with the head; after it only the time between two chunks counts.
    @Test(arguments: TransportKind.exact) func idleTimeout(kind: TransportKind) async throws {
        let goOn = Signal()
        let server = SocketServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(Self.head + "\r\n")
            connection.write([1])
            connection.waitForEnd()
            goOn.set()
        }
        defer { server.stop() }
        let time = ManualTimeSource()
        let client = StreamingClient(server.port, kind, time: time.source) { $0.attemptTimeout = .seconds(5) }
        let download = try await client.download(CallOptions(timeout: .seconds(6)))
        var chunks = download.makeAsyncIterator()
        #expect(try await chunks.next() == [1])
        // Both times are over, and nobody minds.
        time.advance(by: .seconds(7))
        let next = Task { try await download.makeAsyncIterator().first() }
        try await time.sleepers(atLeast: 1)
        time.advance(by: .seconds(59))
        #expect(client.inFlight == 1)
        time.advance(by: .seconds(1))
        let error = await #expect(throws: CallError.self) { try await next.value }
        #expect(error?.code == .timeout)
        #expect(client.inFlight == 0)
        await goOn.wait()
    }

    /// A server that never ends: the reader does, by leaving, by cancelling, or by letting go.
    @Test(arguments: TransportKind.allCases, Abandonment.allCases)
    func endlessBody(kind: TransportKind, abandonment: Abandonment) async throws {
        let closed = Signal()
        let server = SocketServer { [content] connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 8000000000000\r\n\r\n")
            connection.writeUntilItEnds(content)
            closed.set()
        }
        defer { server.stop() }
        let client = StreamingClient(server.port, kind)
        switch abandonment {
        case .unread: _ = try await client.download()
        case .halfRead:
            var count = 0
            for try await chunk in try await client.download() {
                count += chunk.count
                if count > 3_000_000 { break }
            }
        case .givenUp:
            let download = try await client.download()
            _ = try await download.makeAsyncIterator().first()
            download.cancel()
            let error = await #expect(throws: CallError.self) { try await download.makeAsyncIterator().first() }
            #expect(error?.code == .cancelled)
        case .cancelled:
            let download = try await client.download()
            let reader = Task {
                for try await _ in download {}
            }
            _ = try await download.makeAsyncIterator().first()
            reader.cancel()
            let error = await #expect(throws: CallError.self) { try await reader.value }
            #expect(error?.code == .cancelled)
        }
        await closed.wait()
        #expect(server.requests.count == 1 && client.inFlight == 0)
    }

    /// Given up by somebody else than its reader, who waits for more.
    @Test(arguments: TransportKind.exact) func givenUpWhileRead(kind: TransportKind) async throws {
        let closed = Signal()
        let server = SocketServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(Self.head + "Accept-Ranges: bytes\r\nETag: \"a\"\r\n\r\n")
            connection.write([1])
            connection.waitForEnd()
            closed.set()
        }
        defer { server.stop() }
        let client = StreamingClient(server.port, kind)
        let download = try await client.download()
        #expect(try await download.makeAsyncIterator().first() == [1])
        let reader = Task { try await download.makeAsyncIterator().first() }
        for _ in 0..<1_000 { await Task.yield() }
        download.cancel()
        let error = await #expect(throws: CallError.self) { try await reader.value }
        #expect(error?.code == .cancelled)
        await closed.wait()
        #expect(server.requests.count == 1 && client.inFlight == 0)
    }

    enum Abandonment: CaseIterable { case unread, halfRead, givenUp, cancelled }

    /// Two at a time are allowed, and counted until their bodies end.
    @Test(arguments: TransportKind.exact) func concurrencyIsHeldToTheEnd(kind: TransportKind) async throws {
        let server = SocketServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab")
        }
        defer { server.stop() }
        let client = StreamingClient(server.port, kind)
        let (one, two) = (try await client.download(), try await client.download())
        let waiting = Mutex(false)
        let third = Task {
            try await client.download(CallOptions(onWait: { _ in waiting.withLock { $0 = true } })).bytes()
        }
        while !waiting.withLock({ $0 }) { await Task.yield() }
        #expect(server.requests.count == 2)
        #expect(try await one.bytes() == Array("ab".utf8))
        #expect(try await third.value == Array("ab".utf8))
        #expect(try await two.bytes() == Array("ab".utf8))
        #expect(client.inFlight == 0)
    }

    // MARK: Resumption

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

extension Download.AsyncIterator {
    /// The next chunk.
    fileprivate func first() async throws(CallError) -> [UInt8]? {
        var iterator = self
        return try await iterator.next()
    }
}

extension Result where Failure == any Error {
    fileprivate init(catching body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

extension SocketServer.Connection {
    /// Writes more than anybody reads, and waits until the other side has closed the connection.
    ///
    /// Not without end: below Foundation on Linux nothing else happens as long as a response comes without a pause.
    fileprivate func writeUntilItEnds(_ bytes: [UInt8]) {
        for _ in 0..<8 where !write(bytes) { return }
        waitForEnd()
    }
}
