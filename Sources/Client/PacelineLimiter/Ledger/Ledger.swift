/// Where a quota is kept that several processes share.
///
/// A ledger makes each step whole or not at all, one after the other, by one clock of its own. Products of this package
/// keep one in an SQLite file or in Redis; another store can be used by conforming to this protocol.
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

/// How a limiter uses a ledger.
public struct LedgerOptions: Hashable, Sendable {
    /// How long a session lives without a word: so much longer the units of a crashed process stay in use. 10 s.
    public var lease: Duration = .seconds(10)
    /// What becomes free within that time is granted ahead: 200 ms.
    public var horizon: Duration = .milliseconds(200)
    /// Answers are reported together, no later than after so long: 100 ms.
    public var flush: Duration = .milliseconds(100)
    /// After a ledger has lost what it had acknowledged everybody pauses until all that it may have granted is over,
    /// and for so long at the most: 120 s.
    public var longestPause: Duration = .seconds(120)
    /// What becomes of requests while the ledger does not answer.
    public enum WhenUnreachable: Hashable, Sendable {
        /// They wait, as for any bucket: their deadlines hold.
        case wait
        /// They fail at once with ``RateLimitError/Code/ledgerUnavailable``.
        case fail
    }

    /// What becomes of requests while the ledger does not answer: they wait. Where it never will, since it refuses a
    /// password or is damaged, they fail in any case.
    public var whenUnreachable = WhenUnreachable.wait
    /// Requests that are granted beyond those who wait, so that one who does not wait can start: 0.
    public var spare: Int = 0

    /// The standard options.
    public init() {}

    /// For a function that is frozen between its invocations: a session lives as long as one, and nothing is sent in
    /// between. Call ``RateLimiter/settle()`` at the end of each.
    /// - Parameter longest: The longest time that an invocation may take.
    public static func serverless(longest: Duration) -> LedgerOptions {
        var options = LedgerOptions()
        options.lease = longest + .seconds(1)
        options.hasHeartbeat = false
        return options
    }

    /// Whether a session is kept alive while something is in use.
    var hasHeartbeat = true
}
