#if Redis
import NIOCore
import NIOPosix
import Synchronization

/// What a shared ledger needs of Redis or Valkey: a script run again and again, one run at a time, and news.
///
/// There is one connection for scripts at most. It is made when it is needed, and again when it has ended. Nothing is
/// queued while there is none, and nothing is sent again by itself: who calls knows whether a command that brought no
/// answer may run twice.
///
/// Connections are closed by ``close()``, or with the last reference to the client.
final class RedisClient: Sendable {
    private struct State {
        /// The connection that there is, or that is being made.
        var connection: EventLoopFuture<RedisConnection>?
        /// The connection over which a script last brought a value.
        var proven: RedisConnection?
        /// The script that was last loaded, and the digest by which servers know it.
        var loaded: (script: String, digest: String)?
        /// False once the server has said that this user may not load scripts.
        var mayLoad = true
        var isBusy = false
        var isClosed = false
    }

    let connector: RedisConnector
    let feeds = NewsFeeds()
    private let state = Mutex(State())

    /// Creates a client, which connects when it is first used.
    ///
    /// - Parameters:
    ///   - name: What the server's `CLIENT LIST` shows; without spaces.
    ///   - connectTimeout: How long making a connection may take.
    convenience init(
        _ address: RedisAddress, name: String = "paceline", connectTimeout: Duration = .seconds(5)
    ) {
        self.init(RedisConnector(address, name: name, timeout: connectTimeout))
    }

    init(_ connector: RedisConnector) { self.connector = connector }

    deinit { close() }

    /// Runs a script and returns its value.
    ///
    /// The server is sent the script's digest, and the script itself where it does not know that (after a restart, a
    /// failover, `SCRIPT FLUSH`). A call that ends without a reply closes the connection. Making a connection goes on
    /// when a call has stopped waiting for it, so that a short timeout never keeps one from being made.
    ///
    /// - Parameters:
    ///   - timeout: How long all of it may take, connecting included.
    ///   - arguments: The script's arguments (`ARGV`). It is told whether the connection is another one than that over
    ///     which a script last brought a value: the server may have been replaced by one that knows less.
    /// - Throws: ``RedisError``; of kind `noAnswer` where the script may have run, or may soon.
    func evaluate(
        _ script: String, keys: [String], timeout: Duration,
        arguments: @Sendable (_ isNewConnection: Bool) -> [String]
    ) async throws(RedisError) -> RESPValue {
        let deadline = NIODeadline.now() + TimeAmount(timeout)
        do throws(RedisError) {
            try begin()
            defer { state.withLock { $0.isBusy = false } }
            let connection = try await connection(until: deadline)
            do {
                let digest = try await digest(of: script, over: connection, until: deadline)
                // Asked for as late as possible: arguments may tell how long ago something was.
                let isNew = state.withLock { $0.proven !== connection }
                let parameters = ["\(keys.count)"] + keys + arguments(isNew)
                let value = try await run(script, digest, parameters, over: connection, until: deadline)
                state.withLock { $0.proven = connection }
                return value
            } catch {
                if error.needsNewConnection {
                    connection.close()
                    state.withLock { $0.connection = nil }
                }
                throw error
            }
        } catch {
            throw error.at(connector.address)
        }
    }

    /// Closes the connection: the next script goes over another one.
    func reconnect() {
        let connection = state.withLock { $0.connection.take() }
        connection?.whenSuccess { $0.close() }
    }

    /// Closes the connections and ends the news. A call under way fails, and so does each one after it.
    func close() {
        let connection = state.withLock { state in
            state.isClosed = true
            state.proven = nil
            return state.connection.take()
        }
        connection?.whenSuccess { $0.close() }
        feeds.close()
    }
}

extension RedisClient {
    private static let isClosed = RedisError(.refused, "the client has been closed")

    private func begin() throws(RedisError) {
        if Task.isCancelled { throw .cancelled }
        try state.withLock { state throws(RedisError) in
            if state.isClosed { throw Self.isClosed }
            if state.isBusy { throw RedisError(.failed, "a script is under way already", needsNewConnection: false) }
            state.isBusy = true
        }
    }

    /// The connection, or a new one where it has ended.
    private func connection(until deadline: NIODeadline) async throws(RedisError) -> RedisConnection {
        // The first one may have ended long ago. A second one that has ended, too, is a matter for the caller.
        for _ in 0..<2 {
            let future = try connectionFuture()
            let connection = try await future.value(until: deadline, late: .noConnectionInTime)
            if connection.isOpen { return connection }
            forget(future)
        }
        throw .closed
    }

    private func connectionFuture() throws(RedisError) -> EventLoopFuture<RedisConnection> {
        try state.withLock { state throws(RedisError) in
            if state.isClosed { throw Self.isClosed }
            if let connection = state.connection { return connection }
            let future = MultiThreadedEventLoopGroup.singleton.any().makeFutureWithTask { [connector] in
                try await connector.connect()
            }
            // Before anybody who waits for it learns of it.
            future.whenFailure { [weak self] _ in self?.forget(future) }
            state.connection = future
            return future
        }
    }

    private func forget(_ future: EventLoopFuture<RedisConnection>) {
        state.withLock { if $0.connection === future { $0.connection = nil } }
    }

    private func run(
        _ script: String, _ digest: String?, _ parameters: [String], over connection: RedisConnection,
        until deadline: NIODeadline
    ) async throws(RedisError) -> RESPValue {
        if let digest {
            let reply = try await connection.call(RESPCommand(["EVALSHA", digest] + parameters), until: deadline)
            guard case .error(let error) = reply, error.code == "NOSCRIPT" else { return try value(reply) }
        }
        return try value(await connection.call(RESPCommand(["EVAL", script] + parameters), until: deadline))
    }

    /// The script's digest, which the server computes; nil where we may not ask for it, and send the script each time.
    private func digest(
        of script: String, over connection: RedisConnection, until deadline: NIODeadline
    ) async throws(RedisError) -> String? {
        let (loaded, mayLoad) = state.withLock { ($0.loaded, $0.mayLoad) }
        if let loaded, loaded.script == script { return loaded.digest }
        guard mayLoad else { return nil }
        let reply = try await connection.call(RESPCommand("SCRIPT", "LOAD", script), until: deadline)
        if case .error(let error) = reply, error.code == "NOPERM" {
            state.withLock { $0.mayLoad = false }
            return nil
        }
        guard let digest = try value(reply).text else {
            throw RedisError(.failed, "the server's reply to SCRIPT LOAD is not a digest")
        }
        state.withLock { $0.loaded = (script, digest) }
        return digest
    }

    private func value(_ reply: RESPValue) throws(RedisError) -> RESPValue {
        if case .error(let error) = reply { throw RedisError(error) }
        return reply
    }
}
#endif
