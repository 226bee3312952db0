#if MockServer
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes a connection over which no whole request comes in time: one that sends nothing, part of a head or a body,
/// or byte by byte. A server that waited for them could be held by anyone, for ever, and could not be stopped.
///
/// The time runs from when a request can come, at the connection's start and at the end of each response, until the
/// request is there whole. It does not run while the server answers. A head whose body does not follow is answered with
/// 408 (RFC 9110, section 15.5.9).
///
/// When the server is about to stop, a request of which only a part has come is given up at once.
final class ReadDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limit: TimeAmount
    private var alarm: Scheduled<Void>?
    /// Whether a head has come and its end has not.
    private var isHalfRead = false
    /// Requests that have come whole and are not answered to the end.
    private var unanswered = 0

    init(after limit: TimeAmount) { self.limit = limit }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { start(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    func channelActive(context: ChannelHandlerContext) {
        start(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        // A body that ends with its connection must not be taken for a whole one.
        if isHalfRead { context.fireErrorCaught(ChannelError.inputClosed) }
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            isHalfRead = true
            if alarm == nil { start(context) }
        case .body: break
        case .end:
            isHalfRead = false
            unanswered += 1
            stop()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            unanswered = max(0, unanswered - 1)
            if unanswered == 0, alarm == nil { start(context) }
        }
        context.write(data, promise: promise)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent, isHalfRead, unanswered == 0 { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    private func start(_ context: ChannelHandlerContext) {
        stop()
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        alarm = context.eventLoop.scheduleTask(in: limit) { bound.value.handler.giveUp(bound.value.context) }
    }

    private func stop() {
        alarm?.cancel()
        alarm = nil
    }

    private func giveUp(_ context: ChannelHandlerContext) {
        alarm = nil
        if isHalfRead, unanswered == 0 {
            let head = HTTPResponse(status: .requestTimeout, headerFields: [.connection: "close", .contentLength: "0"])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
        context.close(promise: nil)
    }
}

@available(*, unavailable)
extension ReadDeadline: Sendable {}
#endif
