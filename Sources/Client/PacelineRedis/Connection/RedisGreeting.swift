#if Redis
import NIOCore

/// The first commands over a connection: who we are, and which protocol and database are meant. `HELLO` says all but
/// the database; where a server does not know it, the parts are said one by one.
struct RedisGreeting: Sendable {
    private let user: String?
    private let password: String?
    private let database: Int
    private let name: String

    /// - Parameter name: What the server's `CLIENT LIST` shows.
    init(_ address: RedisAddress, name: String) {
        user = address.user
        password = address.password?.text
        database = address.database
        self.name = name
    }

    /// The first command of all.
    var hello: RESPCommand {
        let credentials = password.map { ["AUTH", user ?? "default", $0] } ?? []
        return RESPCommand(["HELLO", "3"] + credentials + ["SETNAME", name])
    }

    /// Sends what is to follow `hello`, whose reply this is.
    func finish(
        _ reply: RESPValue, over connection: RedisConnection, until deadline: NIODeadline
    ) async throws(RedisError) {
        if case .error(let error) = reply {
            guard error.meansNoHello else { throw RedisError(greeting: error, hiding: password) }
            if let password {
                let auth = RESPCommand(["AUTH"] + (user.map { [$0] } ?? []) + [password])
                try check(await connection.call(auth, until: deadline))
            }
            // The name is for people alone: whether it was taken does not matter.
            _ = try await connection.call(RESPCommand("CLIENT", "SETNAME", name), until: deadline)
        }
        if database != 0 {
            try check(await connection.call(RESPCommand("SELECT", "\(database)"), until: deadline))
        }
    }

    private func check(_ reply: RESPValue) throws(RedisError) {
        if case .error(let error) = reply { throw RedisError(greeting: error, hiding: password) }
    }
}

extension RESPServerError {
    /// Whether the server has no `HELLO`, not for this user, or not with RESP3: so servers before Redis 6, and proxies.
    ///
    /// Its text must not be shown: old servers quote the arguments of what they do not know, the password among them.
    fileprivate var meansNoHello: Bool {
        code == "NOPROTO" || code == "NOPERM" || text.lowercased().hasPrefix("err unknown command")
    }
}
#endif
