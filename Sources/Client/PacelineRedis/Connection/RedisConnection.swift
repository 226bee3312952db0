#if Redis
import NIOCore

/// A connection to a server, over which one command at a time is sent.
///
/// A command that does not bring its reply, for whatever reason, ends the connection: its reply may still come, and
/// must not be taken for the next command's.
final class RedisConnection: Sendable {
    private let channel: any Channel

    init(_ channel: any Channel) { self.channel = channel }

    /// Whether the connection stands, as far as it is known.
    var isOpen: Bool { channel.isActive }

    /// Sends a command and waits for its reply, which may be an error of the server.
    func call(_ command: RESPCommand, until deadline: NIODeadline) async throws(RedisError) -> RESPValue {
        try await wait(for: start(command), until: deadline)
    }

    /// Sends a command; the future is its reply.
    func start(_ command: RESPCommand) -> EventLoopFuture<RESPValue> {
        let reply = channel.eventLoop.makePromise(of: RESPValue.self)
        channel.writeAndFlush(RedisRequest(command: command, reply: reply)).cascadeFailure(to: reply)
        return reply.futureResult
    }

    /// Waits for a reply; without one the connection is closed.
    func wait(
        for reply: EventLoopFuture<RESPValue>, until deadline: NIODeadline
    ) async throws(RedisError) -> RESPValue {
        do {
            return try await reply.value(until: deadline, late: .noReplyInTime)
        } catch {
            close()
            throw error
        }
    }

    /// Sends a command whose replies go to the listener.
    func send(_ command: RESPCommand) {
        channel.writeAndFlush(RedisRequest(command: command), promise: nil)
    }

    /// Waits until the connection has ended, or the task is cancelled.
    func waitForEnd() async {
        _ = try? await channel.closeFuture.value(until: nil, late: .closed)
    }

    /// Ends the connection. A command under way fails.
    func close() { channel.close(promise: nil) }
}
#endif
