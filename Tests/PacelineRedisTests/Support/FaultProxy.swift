#if Redis
import NIOCore
import NIOPosix
import Synchronization

/// What goes wrong between a client and a server.
enum Fault: Sendable {
    case none
    /// Replies come late.
    case delay(TimeAmount)
    /// So many bytes of the next reply come, then the connection ends.
    case cut(after: Int)
    /// No reply comes.
    case silence
    /// What is sent arrives twice.
    case double
    /// Replies come byte by byte.
    case bytes
    /// Nothing is handed on; this is the reply to whatever is sent.
    case reply(String)
    /// This is sent before anything has been asked.
    case greeting(String)
}

/// Stands between a client and a server on loopback.
final class FaultProxy: Sendable {
    /// Where the client connects.
    let port: Int
    private let link: Link
    private let channel: any Channel

    /// Hands everything on to the port, until a fault is set.
    init(to port: Int) async throws {
        let link = Link()
        self.link = link
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { client in
                link.connections.add(1, ordering: .relaxed)
                return ClientBootstrap(group: client.eventLoop)
                    .channelInitializer { server in
                        server.eventLoop.makeCompletedFuture {
                            try server.pipeline.syncOperations.addHandler(ReplyHandler(to: client, link))
                        }
                    }
                    .connect(host: "127.0.0.1", port: port)
                    .flatMapThrowing { server in
                        try client.pipeline.syncOperations.addHandler(RequestHandler(to: server, link))
                    }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        self.port = channel.localAddress?.port ?? 0
    }

    /// From now on this goes wrong.
    func set(_ fault: Fault) { link.fault.withLock { $0 = fault } }

    /// How many connections there have been.
    var connections: Int { link.connections.load(ordering: .relaxed) }

    func stop() { channel.close(promise: nil) }

    /// What the handlers of all connections share.
    final class Link: Sendable {
        let fault = Mutex(Fault.none)
        let connections = Atomic(0)
    }
}

/// Takes what the client sends.
private final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: any Channel
    private let link: FaultProxy.Link

    init(to server: any Channel, _ link: FaultProxy.Link) {
        self.server = server
        self.link = link
    }

    func channelActive(context: ChannelHandlerContext) {
        guard case .greeting(let text) = link.fault.withLock({ $0 }) else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        switch link.fault.withLock({ $0 }) {
        case .greeting: break
        case .reply(let text):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        case .double:
            var twice = bytes
            twice.writeImmutableBuffer(bytes)
            server.writeAndFlush(twice, promise: nil)
        default: server.writeAndFlush(bytes, promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { server.close(promise: nil) }
}

/// Takes what the server sends.
private final class ReplyHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let client: any Channel
    private let link: FaultProxy.Link
    /// When the last byte that was held back goes out.
    private var last = NIODeadline.uptimeNanoseconds(0)

    init(to client: any Channel, _ link: FaultProxy.Link) {
        self.client = client
        self.link = link
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let (bytes, client) = (unwrapInboundIn(data), client)
        switch link.fault.withLock({ $0 }) {
        case .silence: break
        case .delay(let time):
            context.eventLoop.scheduleTask(in: time) { client.writeAndFlush(bytes, promise: nil) }
        case .cut(let count):
            client.writeAndFlush(bytes.getSlice(at: bytes.readerIndex, length: count) ?? bytes)
                .whenComplete { _ in client.close(promise: nil) }
        case .bytes:
            for byte in bytes.readableBytesView {
                last = max(last, .now()) + .microseconds(200)
                context.eventLoop.scheduleTask(deadline: last) {
                    client.writeAndFlush(ByteBuffer(bytes: [byte]), promise: nil)
                }
            }
        default: client.writeAndFlush(bytes, promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { client.close(promise: nil) }
}

@available(*, unavailable)
extension RequestHandler: Sendable {}

@available(*, unavailable)
extension ReplyHandler: Sendable {}
#endif
