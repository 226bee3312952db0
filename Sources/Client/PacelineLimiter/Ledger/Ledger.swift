/// Where a quota is kept that several processes share.
///
/// A ledger makes each step whole or not at all, one after the other, by one clock of its own. Products of this package
/// keep one in an SQLite file or in Redis; another store can be used by conforming to this protocol. An object that
/// conforms is for one limiter: others that share the ledger have one of their own.
public protocol Ledger: Sendable {
    /// Makes one step. A request that had no answer is sent again as it was.
    /// - Throws: ``LedgerError`` when there is no answer; whether the step was made is not known then.
    func exchange(_ request: LedgerRequest) async throws(LedgerError) -> LedgerReply

    /// Whether a session is over when its lease is. Where something else tells the ledger that a process lives, a
    /// session is as good after a pause as before.
    var isLeased: Bool { get }

    /// Says that there may be more room than was foreseen: only a hint, which saves time; nil when there is none.
    func news() -> AsyncStream<Void>?

    /// Gives up what it holds.
    func close() async
}

extension Ledger {
    /// No hints.
    public func news() -> AsyncStream<Void>? { nil }
    /// Nothing is to be given up.
    public func close() async {}
}

/// Why there is no answer from a ledger.
public struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whether it may be different soon: a store that is away, and not one that refuses a password.
    public let isPassing: Bool
    /// What happened, in words.
    public let description: String

    /// The process is the child of a fork, and the ledger its parent's.
    package static let forked = LedgerError(
        "the process was forked after its limiter was made: make one in each process", isPassing: false)

    /// An error of these words.
    public init(_ description: String, isPassing: Bool = true) {
        self.description = description
        self.isPassing = isPassing
    }
}

/// What a limiter has of its ledger.
public enum LedgerStatus: Hashable, Sendable {
    /// Nothing was asked yet.
    case unused
    /// It answers.
    case connected(since: Instant)
    /// It does not answer.
    case unreachable(since: Instant, LedgerError)
    /// It has lost what it had acknowledged: nobody starts until then.
    case quiet(until: Instant)
}
