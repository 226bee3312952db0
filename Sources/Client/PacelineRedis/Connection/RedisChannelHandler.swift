#if Redis
import NIOCore

/// A command to send, with the promise of its reply; without one for commands that have none, such as `SUBSCRIBE`.
struct RedisRequest: Sendable {
    var command: RESPCommand
    var reply: EventLoopPromise<RESPValue>?
}

/// Writes commands and hands each reply to the command that it belongs to. There is one command at a time: a reply that
/// none waits for, or that cannot be read, ends the connection, since it is no longer known what belongs to what.
final class RedisChannelHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = Never
    typealias OutboundIn = RedisRequest
    typealias OutboundOut = ByteBuffer

    /// Takes what the server sends unasked; returns whether the connection is to be kept.
    typealias Listener = @Sendable (RESPValue) -> Bool

    private var parser = RESPParser()
    private var waiting: EventLoopPromise<RESPValue>?
    /// Why the connection has ended; nil while it has not.
    private var end: (any Error)?
    /// Nil where nothing has been subscribed to.
    private let listener: Listener?

    init(listener: Listener?) { self.listener = listener }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard end == nil else { return }
        parser.append(unwrapInboundIn(data))
        do {
            while end == nil, let value = try parser.next() { try take(value, context) }
        } catch {
            close(context, because: error)
        }
    }

    private func take(_ value: RESPValue, _ context: ChannelHandlerContext) throws(RESPError) {
        if case .push = value {
            if let listener, !listener(value) { close(context, because: RedisError.closed) }
        } else if let promise = waiting.take() {
            promise.succeed(value)
        } else if let listener {
            // In RESP2 messages of a subscription are arrays like any other.
            if !listener(value) { close(context, because: RedisError.closed) }
        } else {
            throw .unasked
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let request = unwrapOutboundIn(data)
        if let reply = request.reply {
            guard end == nil, waiting == nil else {
                promise?.fail(end ?? RedisError(.failed, "a command is under way already", needsNewConnection: false))
                return
            }
            waiting = reply
        }
        write(request.command, context, promise)
    }

    private func write(_ command: RESPCommand, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        var buffer = context.channel.allocator.buffer(capacity: 256)
        command.write(into: &buffer)
        context.write(wrapOutboundOut(buffer), promise: promise)
    }

    /// A subscription is silent when there is no news; it is asked for a sign of life, lest it be dead.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event as? IdleStateHandler.IdleStateEvent {
        case .write?:
            write(RESPCommand("PING"), context, nil)
            context.flush()
        case .read?: close(context, because: RedisError.noReplyInTime)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { close(context, because: error) }

    func channelInactive(context: ChannelHandlerContext) {
        ended(because: RedisError.closed)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { ended(because: RedisError.closed) }

    private func close(_ context: ChannelHandlerContext, because error: any Error) {
        ended(because: error)
        context.close(promise: nil)
    }

    private func ended(because error: any Error) {
        end = end ?? error
        waiting.take()?.fail(end ?? error)
    }
}

@available(*, unavailable)
extension RedisChannelHandler: Sendable {}
#endif
