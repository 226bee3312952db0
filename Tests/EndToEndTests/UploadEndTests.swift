import Foundation
import HTTPTypes
import PacelineRuntime
import Testing

/// Uploads of files that end before all is sent: each ends its call, and the process goes on.
///
/// When an exchange ends while a part of its file is read is a matter of luck, so each of these tries often. Foundation
/// on Linux ended the process in most such runs, where it was given a file to send.
@Suite(.serialized, .timeLimit(.minutes(3))) struct UploadEndTests {
    private let content = pattern(2_000_000)

    /// The caller cancels, sooner or later.
    @Test(arguments: TransportKind.exact) func cancelled(kind: TransportKind) async throws {
        let server = SocketServer { connection in _ = connection.readRequest() }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let path = try folder.file("f", content)
        let transport = kind.make()
        for turn in 0..<80 {
            let call = Task {
                try await transport.send(.loopback(server.port, "/", .post), body: .file(path))
            }
            for _ in 0..<turn * 20 { await Task.yield() }
            call.cancel()
            let result = await call.result
            #expect(throws: TransportError.self) { try result.get() }
        }
    }

    /// The server closes the connection, sooner or later, with and without a response.
    @Test(arguments: TransportKind.exact, [true, false]) func closed(kind: TransportKind, answers: Bool) async throws {
        let server = SocketServer { connection in
            connection.readSome(connection.number * 2_500)
            if answers { connection.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n") }
            connection.resets()
        }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let path = try folder.file("f", content)
        let transport = kind.make()
        for _ in 0..<80 {
            do {
                let (head, _) = try await transport.send(.loopback(server.port, "/", .post), body: .file(path))
                #expect(answers && head.status == .forbidden)
            } catch {
                #expect(error.delivery != .notSent, "\(error)")
            }
        }
    }

    /// Files that become shorter or longer while they are sent: what the server takes for the body is never another
    /// length than the field says.
    @Test(arguments: TransportKind.exact, [-1, 1]) func otherLength(kind: TransportKind, difference: Int) async throws {
        let server = SocketServer { connection in
            guard let request = connection.readRequest() else { return }
            connection.write(Fault.response("200 OK\r\nContent-Type: text/plain", "\(request.body.count)"))
        }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let path = try folder.file("f", pattern(30_000_000))
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        let client = StreamingClient(server.port, kind) { $0.retry = .never }
        let changing = CallOptions(onProgress: { _ in
            try? file.truncate(atOffset: UInt64(30_000_000 + difference * 10_000_000))
        })
        do {
            #expect(try await client.upload(.file(path), .post, changing) == "30000000")
            #expect(difference > 0)
        } catch {
            #expect(difference < 0, "\(error)")
        }
        #expect(client.inFlight == 0)
    }
}
