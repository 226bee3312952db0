#if Redis
/// Why a command brought no value.
struct RedisError: Error, Hashable, Sendable {
    /// What the caller can do about it.
    enum Kind: Hashable, Sendable {
        /// The server did not say what became of the command, or cannot run it now. The same command may be sent again,
        /// soon, if it does no harm when it has run before.
        case noAnswer
        /// The server does not let us in. Sending again will not help: a person has to change something.
        case refused
        /// The command was run, or read, and failed: the same one will fail again.
        case failed
        /// The task was cancelled while it waited. The command may have run.
        case cancelled
    }

    let kind: Kind
    /// Whether the connection is of no use any more. The client has then closed it and makes another one by itself.
    let needsNewConnection: Bool
    /// The server's own word for it, such as `LOADING`; nil where the server said nothing.
    let code: String?
    /// What happened, for people.
    let message: String
    /// The server's address without its password; nil where it is not known.
    private(set) var place: String?

    init(_ kind: Kind, _ message: String, needsNewConnection: Bool = true, code: String? = nil) {
        self.kind = kind
        self.message = message
        self.needsNewConnection = needsNewConnection
        self.code = code
    }

    /// The error with the server that it is about.
    func at(_ address: RedisAddress) -> RedisError {
        var error = self
        error.place = address.description
        return error
    }

    /// The task that waited was cancelled.
    static let cancelled = RedisError(.cancelled, "the task was cancelled")
    /// The connection ended before the reply.
    static let closed = RedisError(.noAnswer, "the connection was closed")
    /// There was no connection in time.
    static let noConnectionInTime = RedisError(.noAnswer, "no connection could be made in time")
    /// There was no reply in time.
    static let noReplyInTime = RedisError(.noAnswer, "the server did not reply in time")
}

extension RedisError: CustomStringConvertible {
    /// What happened and where, in one sentence.
    var description: String {
        let sentence = code.map { "\(message) (\($0))" } ?? message
        return place.map { "Redis at \($0): \(sentence)" } ?? sentence
    }
}
#endif
