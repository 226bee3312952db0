#if Redis
/// Where a Redis or Valkey server listens, and who we are there, written as a URL:
///
/// | URL | means |
/// |---|---|
/// | `redis://cache` | the host `cache`, port 6379, database 0 |
/// | `redis://:secret@cache:6380/2` | with a password, another port and database 2 |
/// | `rediss://worker:secret@cache` | over TLS, as the user `worker` |
/// | `redis://[2001:db8::1]` | an IPv6 address |
/// | `unix:///run/redis.sock?db=2` | a socket of this machine; `redis+unix` is the same |
///
/// In users, passwords and paths what a URL uses for itself is percent-encoded: `%40` for `@`, `%2F` for `/`.
/// No description of an address shows its password.
public struct RedisAddress: Hashable, Sendable {
    /// What is connected to.
    enum Endpoint: Hashable, Sendable {
        case host(String, port: Int)
        case socket(path: String)
    }

    /// The port where none is given.
    static let defaultPort = 6379

    let endpoint: Endpoint
    let usesTLS: Bool
    /// The user of the server's access control list; nil for the server's default user.
    let user: String?
    /// Nil where the server asks for none.
    let password: RedisPassword?
    let database: Int
    /// A file of certificates (PEM) that are trusted in place of the system's.
    let trustRoots: String?

    /// Reads an address.
    ///
    /// - Parameters:
    ///   - url: The address, as described above.
    ///   - trustRoots: The path of a file of certificates (PEM) to trust in place of the system's, for servers whose
    ///     certificate is of an authority of your own. Only with `rediss`.
    /// - Throws: ``RedisAddressError``, which says what to write instead.
    public init(_ url: String, trustRoots: String? = nil) throws(RedisAddressError) {
        let parts = try RedisURL(url)
        switch parts.scheme {
        case "redis", "rediss":
            endpoint = try parts.host()
            database = try parts.databaseOfPath()
        case "unix", "redis+unix":
            endpoint = try parts.socket()
            database = try parts.databaseOfQuery()
        default:
            throw RedisAddressError("the scheme is unknown: write redis://HOST, rediss://HOST (TLS) or unix:///PATH")
        }
        usesTLS = parts.scheme == "rediss"
        (user, password) = try parts.credentials()
        guard usesTLS || trustRoots == nil else {
            throw RedisAddressError("trust roots are for TLS alone: write rediss://, or leave them out")
        }
        self.trustRoots = trustRoots
    }
}

extension RedisAddress: CustomStringConvertible {
    /// The address as a URL, with `***` for the password.
    public var description: String {
        let shownUser = user.map { RedisURL.encoded($0, keeping: "") } ?? ""
        let credentials = user != nil || password != nil ? "\(shownUser):***@" : ""
        switch endpoint {
        case .host(let host, let port):
            let shownHost = host.contains(":") ? "[\(host)]" : host
            return "\(usesTLS ? "rediss" : "redis")://\(credentials)\(shownHost):\(port)/\(database)"
        case .socket(let path):
            return "unix://\(credentials)\(RedisURL.encoded(path, keeping: "/"))?db=\(database)"
        }
    }
}

/// A password, which is shown nowhere: neither by `print` nor by `dump`.
struct RedisPassword: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    let text: String

    var description: String { "***" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
#else
/// The address of a Redis or Valkey server, which stands behind a trait.
@available(*, unavailable, message: "enable the trait Redis: .package(…, traits: [\"Redis\"])")
public struct RedisAddress {}
#endif
