#if Redis
import PacelineLedger
public import PacelineLimiter
import Synchronization

/// A ledger in Redis (7 or later) or Valkey, for the processes of any number of hosts.
///
/// It is exact as long as the server keeps what it has acknowledged. After it has lost something, in a failover or a
/// restart without `appendfsync always`, all processes notice, pause until everything that it may have granted is over
/// (``LedgerOptions/longestPause`` at the most), and tell it anew what they use.
public final class RedisLedger: Ledger {
    /// How the server keeps what it has acknowledged.
    public enum Engine: String, Sendable {
        /// It may lose it: another server, and one that is younger than what may be in use, is waited out.
        case volatile = "auto"
        /// A ledger that it does not know is a new one: for tests and jobs that begin with a server of their own.
        case new
        /// It loses nothing: `appendfsync always`, and no failover.
        case durable
    }

    /// Runs a script: EVALSHA, or EVAL where the server does not know it. It returns the elements of the script's reply
    /// as texts, integers in decimal.
    public typealias Evaluate =
        @Sendable (_ script: String, _ keys: [String], _ arguments: [String]) async throws -> [String]

    private let name: String
    private let engine: Engine
    private let timeout: Duration
    private let client: RedisClient?
    private let evaluate: Evaluate?
    /// The session that asked last.
    private let session = Mutex("")

    /// A session is over when its lease is.
    public let isLeased = true

    /// - Parameters:
    ///   - address: The server's.
    ///   - name: The ledger's name: one for each account of an API. All buckets that a request draws on together lie in
    ///     one ledger.
    ///   - engine: How the server keeps what it has acknowledged.
    ///   - timeout: How long an exchange waits for its reply before it is sent again; a quarter of the lease at most.
    public init(_ address: RedisAddress, name: String, engine: Engine = .volatile, timeout: Duration = .seconds(1)) {
        self.name = name
        self.engine = engine
        self.timeout = timeout
        client = RedisClient(address)
        evaluate = nil
    }

    /// A ledger that is reached by another client of Redis.
    /// - Parameters:
    ///   - name: The ledger's name.
    ///   - engine: How the server keeps what it has acknowledged.
    ///   - evaluate: Runs a script. It is never called twice at a time. It throws a ``LedgerError`` that is not passing
    ///     where asking again will not help, such as for a wrong password.
    public init(_ name: String, engine: Engine = .volatile, evaluate: @escaping Evaluate) {
        self.name = name
        self.engine = engine
        timeout = .seconds(1)
        client = nil
        self.evaluate = evaluate
    }

    /// Makes one step, by one script.
    /// - Throws: ``LedgerError`` where the server does not answer, or does not let us in.
    public func exchange(_ request: LedgerRequest) async throws(LedgerError) -> LedgerReply {
        session.withLock { $0 = request.session }
        let words = try await words(request, ExchangeScript.keys(of: request, ledger: name))
        if ExchangeScript.isOther(words, than: request) {
            // Each further reply over this connection would be the one before it.
            client?.reconnect()
            throw LedgerError("the reply is that to another request")
        }
        guard let reply = ExchangeScript.reply(words, to: request) else {
            throw LedgerError("the reply of the ledger \(name) is none: \(words.prefix(4))", isPassing: false)
        }
        return reply
    }

    private func words(_ request: LedgerRequest, _ keys: [String]) async throws(LedgerError) -> [String] {
        let engine = engine
        if let client {
            do throws(RedisError) {
                let timeout = min(timeout, .microseconds(request.lease / 4))
                let value = try await client.evaluate(ExchangeScript.text, keys: keys, timeout: timeout) { isNew in
                    [ExchangeScript.argument(of: request, isNewConnection: isNew, engine: engine)]
                }
                return ExchangeScript.words(value)
            } catch {
                throw LedgerError(error.description, isPassing: [.noAnswer, .cancelled].contains(error.kind))
            }
        }
        guard let evaluate else { return [] }
        do {
            // Whether the connection is another one is not known: the server's identity is compared each time.
            let argument = ExchangeScript.argument(of: request, isNewConnection: true, engine: engine)
            return try await evaluate(ExchangeScript.text, keys, [argument])
        } catch {
            throw error as? LedgerError ?? LedgerError("\(error)")
        }
    }

    /// Hints of the server's, where this package's own client is used.
    public func news() -> AsyncStream<Void>? {
        client?.news(ExchangeScript.channel(of: name)) { [weak self] message in
            self.map { ledger in ledger.session.withLock { LedgerNews.concerns($0, message) } } ?? false
        }
    }

    /// Closes the connections.
    public func close() async { client?.close() }
}

extension Ledger where Self == RedisLedger {
    /// A ledger in Redis or Valkey.
    /// - Parameters:
    ///   - url: `redis://user:password@host:port/database`, `rediss://…` for TLS, or `unix:///path`.
    ///   - ledger: The ledger's name: one for each account of an API.
    ///   - engine: How the server keeps what it has acknowledged.
    ///   - trustRoots: The path of a file of certificates (PEM) to trust in place of the system's.
    /// - Throws: ``RedisAddressError`` for what is no address.
    public static func redis(
        _ url: String, ledger: String, engine: RedisLedger.Engine = .volatile, trustRoots: String? = nil
    ) throws(RedisAddressError) -> RedisLedger {
        RedisLedger(try RedisAddress(url, trustRoots: trustRoots), name: ledger, engine: engine)
    }
}
#endif
