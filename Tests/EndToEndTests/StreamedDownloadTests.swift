import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// Bodies of responses that are read while they arrive: what the caller sees, what the server gets, and that each
/// permit ends.
@Suite(.timeLimit(.minutes(3))) struct StreamedDownloadTests {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\nConnection: close\r\n"
    private let content = pattern(1_000_000)

    /// A server that gives one byte and then nothing; `closed` is set when its connection is.
    private static func silentServer(_ fields: String, _ closed: Signal) -> SocketServer {
        SocketServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(head + fields + "\r\n")
            connection.write([1])
            connection.waitForEnd()
            closed.set()
        }
    }

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
        let closed = Signal()
        let server = Self.silentServer("", closed)
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
        await closed.wait()
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
        let server = Self.silentServer("Accept-Ranges: bytes\r\nETag: \"a\"\r\n", closed)
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
}

extension Download.AsyncIterator {
    /// The next chunk.
    fileprivate func first() async throws(CallError) -> [UInt8]? {
        var iterator = self
        return try await iterator.next()
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
