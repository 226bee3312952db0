#if Redis
extension RedisError {
    /// What an error of the server means for the caller.
    init(_ error: RESPServerError) {
        let code = error.code
        if let words = Self.passing[code] {
            self.init(.noAnswer, words, needsNewConnection: false, code: code)
        } else if let words = Self.elsewhere[code] {
            self.init(.noAnswer, words, code: code)
        } else if let words = Self.refusals[code] {
            self.init(.refused, words, code: code)
        } else if error.text.hasPrefix("ERR max number of clients") {
            self.init(.noAnswer, "the server has as many clients as it takes (maxclients)")
        } else if Self.deniedInScript.contains(where: error.text.contains) {
            self.init(.refused, "the user may not run a command of the script: \(error.shownText)", code: "NOPERM")
        } else {
            self.init(.failed, "the server reports \(error.shownText)", needsNewConnection: false)
        }
    }

    /// What an error means that the server replies with to a connection's first commands: there is no script yet that
    /// could be to blame, and the text may quote what was sent.
    init(greeting error: RESPServerError, hiding password: String?) {
        var text = error.text
        if let password, !password.isEmpty { text = text.replacing(password, with: "***") }
        let classified = RedisError(RESPServerError(text: text))
        guard classified.kind == .failed else {
            self = classified
            return
        }
        self.init(.refused, "the server does not take the connection: \(RESPServerError(text: text).shownText)")
    }

    /// The server cannot run the command now. The connection is as good as any.
    private static let passing = [
        "LOADING": "the server is still loading its data",
        "CLUSTERDOWN": "the cluster is down, or no server of it has the keys",
        "NOREPLICAS": "fewer replicas are connected than the server wants (min-replicas-to-write)",
        "OOM": "the server's memory is full (maxmemory), so it takes no writes",
        "BUSY": "another script has kept the server busy for long",
        "TRYAGAIN": "the cluster is moving the keys",
        "MISCONF": "the server cannot write to its disk, so it takes no writes",
    ]

    /// Another server is the right one, or will be: a new connection may lead to it.
    private static let elsewhere = [
        "READONLY": "the server is a replica and takes no writes; use the address of the primary",
        "MASTERDOWN": "the server is a replica that has lost its primary",
    ]

    /// Somebody has to change the address or the server.
    private static let refusals = [
        "WRONGPASS": "the server does not know this user with this password",
        "NOAUTH": "the server wants a password; write redis://:PASSWORD@HOST or redis://USER:PASSWORD@HOST",
        "MOVED": "another server of the cluster has the ledger's keys; use an address of that one",
        "ASK": "another server of the cluster is taking over the ledger's keys; use an address of that one",
        "NOPERM": "the user may not do this; the access control list must allow it",
        "DENIED": "the server is in protected mode, in which it takes connections of its own machine alone",
    ]

    /// By these words Redis says that a user lacks the right to a command within a script.
    private static let deniedInScript = [
        "ACL failure in script", "The user executing the script can't run this command",
    ]
}
#endif
