#if MockServer
import Foundation
import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import NIOPosix
import PacelineMock
@testable import PacelineMockServer
import PacelineModel
import Testing

/// How long a connection may take to send a request. Time moves only when told to.
@Suite struct ReadDeadlineTests {
    private let limit = TimeAmount.seconds(10)
    private let head = HTTPRequestPart.head(.init(method: .post, scheme: nil, authority: nil, path: "/"))
    private let response = [HTTPResponsePart.head(.init(status: .ok)), .end(nil)]

    private func connection() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: ReadDeadline(after: limit))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private func wait(_ seconds: Int64, _ channel: EmbeddedChannel) {
        channel.embeddedEventLoop.advanceTime(by: .seconds(seconds))
    }

    private func send(_ parts: [HTTPResponsePart], _ channel: EmbeddedChannel) throws {
        for part in parts { try channel.writeOutbound(part) }
    }

    /// Nothing, or half a head: to the handler the same.
    @Test func silence() throws {
        let channel = try connection()
        wait(9, channel)
        #expect(channel.isActive)
        wait(1, channel)
        #expect(!channel.isActive)
        #expect(try channel.readOutbound(as: HTTPResponsePart.self) == nil)
    }

    /// A body that comes byte by byte does not gain time, and is told why it is cut.
    @Test func aSlowBody() throws {
        let channel = try connection()
        wait(5, channel)
        try channel.writeInbound(head)
        for _ in 0..<4 {
            try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "x")))
            wait(1, channel)
        }
        #expect(channel.isActive)
        #expect(throws: ChannelError.self) {
            wait(1, channel)
            try channel.throwIfErrorCaught()
        }
        #expect(!channel.isActive)
        guard case .head(let response)? = try channel.readOutbound(as: HTTPResponsePart.self) else {
            Issue.record("no response")
            return
        }
        #expect(response.status == .requestTimeout)
        #expect(response.headerFields[.connection] == "close")
    }

    /// The server's own time does not count, however long it takes; after the response the time begins anew.
    @Test func aSlowAnswer() throws {
        let channel = try connection()
        for _ in 0..<2 {
            wait(9, channel)
            for part in [head, .end(nil)] { try channel.writeInbound(part) }
            wait(1_000, channel)
            #expect(channel.isActive)
            try send(response, channel)
        }
        wait(9, channel)
        #expect(channel.isActive)
        wait(1, channel)
        #expect(!channel.isActive)
    }

    /// Two requests at once: while one waits for its response, half of the next one is not what holds the connection.
    @Test func pipelined() throws {
        let channel = try connection()
        for part in [head, .end(nil), head] { try channel.writeInbound(part) }
        wait(9, channel)
        try send(response, channel)
        #expect(channel.isActive)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        wait(1_000, channel)
        #expect(channel.isActive)
    }

    /// When the server is to stop, half a request is given up; a whole one is answered first.
    @Test(arguments: [(false, false), (true, true)])
    func stopping(isWhole: Bool, isKept: Bool) throws {
        let channel = try connection()
        for part in [head] + (isWhole ? [.end(nil)] : []) { try channel.writeInbound(part) }
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(channel.isActive == isKept)
    }
}

/// The real server, and clients that do not keep to the rules: it stops when it is told to, and counts no half request.
@Suite(.timeLimit(.minutes(3))) struct HalfRequestTests {
    /// What clients send that the server must not wait for.
    private static let halves = [
        "", "POST /books HTTP/1.1\r\nHost: a\r\nAuth", "POST /books HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n",
        "POST /books HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{\"tit",
        "POST /books HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"t",
    ]

    private final class Received: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        let sent: String
        let closed: EventLoopPromise<String>
        private var text = ""
        init(_ sent: String, _ closed: EventLoopPromise<String>) {
            self.sent = sent
            self.closed = closed
        }
        // At once, however busy the test's threads are: the server's time runs.
        func channelActive(context: ChannelHandlerContext) {
            if !sent.isEmpty { context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: sent)), promise: nil) }
        }
        func channelRead(context: ChannelHandlerContext, data: NIOAny) { text += String(buffer: unwrapInboundIn(data)) }
        func channelInactive(context: ChannelHandlerContext) { closed.succeed(text) }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    /// Opens a connection, sends the text, and gives what comes back until the server closes it.
    private func connect(_ port: Int, sending text: String) async throws -> EventLoopFuture<String> {
        let group = MultiThreadedEventLoopGroup.singleton
        let closed = group.next().makePromise(of: String.self)
        _ = try await ClientBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Received(text, closed))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return closed.futureResult
    }

    private func withServer(
        _ options: Mock.Options, _ body: @Sendable (Int) async throws -> Void
    ) async throws -> Mock.Summary {
        let server = MockServer(try Fixtures.server(nil, options))
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { port.finish() }
                try await server.run { port.yield($0) }
            }
            let chosen = try #require(await ports.first { _ in true })
            try await body(chosen)
            group.cancelAll()
        }
        return server.summary
    }

    @Test func halfRequestsAreCutInTime() async throws {
        var options = Mock.Options()
        options.readTimeout = .seconds(2)
        let summary = try await withServer(options) { port in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for half in Self.halves {
                    group.addTask {
                        let text = try await connect(port, sending: half).get()
                        #expect(text.isEmpty != half.contains("\r\n\r\n"), "\(half): \(text)")
                        #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 408 "))
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(summary.requests == 0)
    }

    /// With an hour to send a request, the server still stops at once.
    @Test func halfRequestsDoNotHoldTheServer() async throws {
        var options = Mock.Options()
        options.readTimeout = .seconds(3_600)
        let summary = try await withServer(options) { port in
            for half in Self.halves { _ = try await connect(port, sending: half) }
            _ = try await connect(port, sending: "GET /shelves HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").get()
        }
        #expect(summary.requests == 1)
    }
}
#endif
