#if Redis
import NIOCore

/// The parts of an address as they are written: what stands where, not yet what it means.
struct RedisURL {
    /// In lower case.
    let scheme: String
    private let userInfo: Substring?
    private let authority: Substring
    /// With its first slash.
    private let path: Substring
    private let query: Substring?

    init(_ text: String) throws(RedisAddressError) {
        guard let separator = text.firstRange(of: "://") else {
            throw RedisAddressError("the scheme is missing: write redis://HOST:PORT")
        }
        guard text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else {
            throw RedisAddressError(
                "there is a space or a line break: leave it out, or write %20 for a space in a password")
        }
        guard !text.contains("#") else { throw RedisAddressError("an address has no #: write %23 in a password") }
        scheme = text[..<separator.lowerBound].lowercased()
        var rest = text[separator.upperBound...]
        // Only the authority may have an @; one behind it is most likely of a password with a slash.
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let credentials = rest[..<end].split(separator: "@", omittingEmptySubsequences: false)
        guard credentials.count <= 2, !rest[end...].contains("@") else {
            throw RedisAddressError(
                "there is more than one @, or a / before it: in passwords and paths write %40 and %2F")
        }
        userInfo = credentials.count == 2 ? credentials[0] : nil
        authority = credentials[credentials.count - 1]
        rest = rest[end...]
        let question = rest.firstIndex(of: "?")
        path = rest[..<(question ?? rest.endIndex)]
        query = question.map { rest[rest.index(after: $0)...] }
    }

    /// The host and its port.
    func host() throws(RedisAddressError) -> RedisAddress.Endpoint {
        guard query == nil else {
            throw RedisAddressError("an address of a host has no ?: write the database as a path, redis://HOST/2")
        }
        let isBracketed = authority.hasPrefix("[")
        let host: Substring
        let port: Substring
        if isBracketed {
            guard let bracket = authority.firstIndex(of: "]") else {
                throw RedisAddressError("the ] behind the IPv6 address is missing: write redis://[::1]:6379")
            }
            host = authority[authority.index(after: authority.startIndex)..<bracket]
            port = authority[authority.index(after: bracket)...]
            guard (try? SocketAddress(ipAddress: String(host), port: 0))?.protocol == .inet6 else {
                throw RedisAddressError("what stands in brackets is not an IPv6 address: write redis://[::1]:6379")
            }
        } else {
            guard authority.count(where: { $0 == ":" }) <= 1 else {
                throw RedisAddressError("an IPv6 address is written in brackets: redis://[::1]:6379")
            }
            host = authority.prefix { $0 != ":" }
            port = authority[host.endIndex...]
            guard !host.isEmpty else { throw RedisAddressError("the host is missing: write redis://localhost:6379") }
            guard host.utf8.allSatisfy({ Self.isUnreserved($0) }) else {
                throw RedisAddressError(
                    "the host has a character that none has: write it in ASCII (xn--… for others); "
                        + "in a password before it write %40 for @ and %2F for /")
            }
        }
        guard !port.isEmpty else { return .host(String(host), port: RedisAddress.defaultPort) }
        guard port.first == ":", let number = Self.number(port.dropFirst()), (1...65_535).contains(number) else {
            throw RedisAddressError(
                "the port is not a number from 1 to 65535: write redis://HOST:6379, and in a password %2F for / "
                    + "and %3F for ?")
        }
        return .host(String(host), port: number)
    }

    /// The path of a socket.
    func socket() throws(RedisAddressError) -> RedisAddress.Endpoint {
        guard authority.isEmpty, path.count > 1 else {
            throw RedisAddressError("the path of a socket begins with a third slash: write unix:///run/redis.sock")
        }
        let path = try Self.decoded(path)
        guard !path.utf8.contains(0), (try? SocketAddress(unixDomainSocketPath: path)) != nil else {
            throw RedisAddressError("the path of the socket is longer than the system allows (about 100 bytes)")
        }
        return .socket(path: path)
    }

    /// The database that the path names.
    func databaseOfPath() throws(RedisAddressError) -> Int {
        guard path.count > 1 else { return 0 }
        guard let number = Self.number(path.dropFirst()) else {
            throw RedisAddressError("the path is not the number of a database: write redis://HOST/2, or no path")
        }
        return number
    }

    /// The database that the query names.
    func databaseOfQuery() throws(RedisAddressError) -> Int {
        guard let query else { return 0 }
        guard query.hasPrefix("db="), let number = Self.number(query.dropFirst(3)) else {
            throw RedisAddressError("behind the ? only the number of the database is written: unix:///PATH?db=2")
        }
        return number
    }

    /// The user and the password.
    func credentials() throws(RedisAddressError) -> (user: String?, password: RedisPassword?) {
        guard let userInfo else { return (nil, nil) }
        guard let colon = userInfo.firstIndex(of: ":") else {
            throw RedisAddressError(
                "a user is without a password: write USER:PASSWORD@, or :PASSWORD@ for a password alone")
        }
        let user = try Self.decoded(userInfo[..<colon])
        let password = try Self.decoded(userInfo[userInfo.index(after: colon)...])
        guard !user.isEmpty || !password.isEmpty else { return (nil, nil) }
        return (user.isEmpty ? nil : user, RedisPassword(text: password))
    }
}
#endif
