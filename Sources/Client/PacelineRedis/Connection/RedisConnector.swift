#if Redis
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Makes connections to one address.
final class RedisConnector: Sendable {
    let address: RedisAddress
    /// What the server's `CLIENT LIST` shows.
    private let name: String
    /// How long finding the host, connecting, TLS and the greeting may take together.
    private let timeout: Duration
    /// After how long a connection with a listener is asked for a sign of life when it is silent.
    private let pingInterval: Duration
    /// Made once: it reads the files of trusted certificates.
    private let tls = Mutex<NIOSSLContext?>(nil)

    init(
        _ address: RedisAddress, name: String, timeout: Duration = .seconds(5), pingInterval: Duration = .seconds(20)
    ) {
        self.address = address
        self.name = name
        self.timeout = timeout
        self.pingInterval = pingInterval
    }

    /// Makes a connection over which commands can be sent.
    ///
    /// - Parameter listener: Takes what the server sends unasked; nil where nothing will be subscribed to.
    func connect(listener: RedisChannelHandler.Listener? = nil) async throws(RedisError) -> RedisConnection {
        let deadline = NIODeadline.now() + TimeAmount(timeout)
        let greeting = RedisGreeting(address, name: name)
        let tls = try tlsContext()
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        // On the loop, so that it is said before anything can be read: some servers tell at once why they take no
        // connection, and that is then the reply.
        let start = loop.flatSubmit { [self] in
            channel(on: loop, tls, listener).map { channel in
                let connection = RedisConnection(channel)
                return (connection: connection, reply: connection.start(greeting.hello))
            }
        }
        do {
            let (connection, reply) = try await start.value(until: deadline, late: .noConnectionInTime)
            try await greeting.finish(
                connection.wait(for: reply, until: deadline), over: connection, until: deadline)
            return connection
        } catch {
            // It may still come, and nobody waits for it.
            start.whenSuccess { $0.connection.close() }
            throw error
        }
    }

    /// Begins to connect, without a word said.
    private func channel(
        on loop: any EventLoop, _ tls: NIOSSLContext?, _ listener: RedisChannelHandler.Listener?
    ) -> EventLoopFuture<any Channel> {
        let pingInterval = listener == nil ? nil : TimeAmount(self.pingInterval)
        let serverName = address.serverName
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(timeout))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls {
                        try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: serverName))
                    }
                    if let pingInterval {
                        // Three questions without an answer, and the connection is taken for dead.
                        try pipeline.addHandler(
                            IdleStateHandler(readTimeout: pingInterval * 3, writeTimeout: pingInterval))
                    }
                    try pipeline.addHandler(RedisChannelHandler(listener: listener))
                }
            }
        switch address.endpoint {
        case .host(let host, let port):
            return bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1).connect(host: host, port: port)
        case .socket(let path): return bootstrap.connect(unixDomainSocketPath: path)
        }
    }

    /// The settings of TLS; nil where none is used.
    private func tlsContext() throws(RedisError) -> NIOSSLContext? {
        guard address.usesTLS else { return nil }
        do {
            return try tls.withLock { tls in
                if let tls { return tls }
                var configuration = TLSConfiguration.makeClientConfiguration()
                configuration.minimumTLSVersion = .tlsv12
                if let file = address.trustRoots { configuration.trustRoots = .file(file) }
                let context = try NIOSSLContext(configuration: configuration)
                tls = context
                return context
            }
        } catch {
            let file = address.trustRoots ?? "the system's"
            throw RedisError(.refused, "the file of trusted certificates (\(file)) cannot be read")
        }
    }
}

extension RedisAddress {
    /// The name that the server's certificate must have; nil where the address is compared instead.
    fileprivate var serverName: String? {
        guard case .host(let host, _) = endpoint, (try? SocketAddress(ipAddress: host, port: 0)) == nil else {
            return nil
        }
        return host
    }
}
#endif
