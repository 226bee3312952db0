/// How a limiter uses a ledger.
public struct LedgerOptions: Hashable, Sendable {
    /// How long a session lives without a word: so much longer the units of a crashed process stay in use. 10 s.
    public var lease: Duration
    /// What becomes free within that time is granted ahead: 200 ms.
    public var horizon: Duration
    /// Answers are reported together, no later than after so long: 100 ms.
    public var flush: Duration
    /// After a ledger has lost what it had acknowledged everybody pauses until all that it may have granted is over,
    /// and for so long at the most: 120 s.
    public var longestPause: Duration

    /// What becomes of requests while the ledger does not answer.
    public enum WhenUnreachable: Hashable, Sendable {
        /// They wait, as for any bucket: their deadlines hold.
        case wait
        /// They fail at once with ``RateLimitError/Code/ledgerUnavailable``.
        case fail
        /// This process goes on by itself, with its part of what ``LedgerOptions/reserve`` keeps back, which is exact
        /// as long as no more than so many processes were started within one window. Where nothing is kept back it goes
        /// on with its part of the whole quota, less what it uses already; then a server may refuse what others have
        /// used, and those that the ledger still answers.
        case share(of: Int)
    }

    /// What becomes of requests while the ledger does not answer: they wait. Where it never will, since it refuses a
    /// password or is damaged, they fail in any case.
    public var whenUnreachable: WhenUnreachable
    /// The part of each quota, 0 up to 1, that the ledger never grants: it is for ``WhenUnreachable/share(of:)``. Whole
    /// units are kept, so that of small quotas it may be nothing. All processes have to keep the same part. 0.
    public var reserve: Double
    /// Requests that are granted beyond those who wait, so that one who does not wait can start: 0.
    public var spare: Int

    /// In which order processes are granted what they wait for.
    public enum Order: Hashable, Sendable {
        /// That of the requests' arrivals, less the head starts of their priorities, as within a process.
        case arrival
        /// Who was granted something least lately comes first: each process gets as much, however many of its requests
        /// wait.
        case processes
    }

    /// In which order processes are granted what they wait for: that of arrivals.
    public var order: Order

    /// Options of which those that are not given are the standard ones.
    public init(
        lease: Duration = .seconds(10), horizon: Duration = .milliseconds(200), flush: Duration = .milliseconds(100),
        longestPause: Duration = .seconds(120), whenUnreachable: WhenUnreachable = .wait, reserve: Double = 0,
        spare: Int = 0, order: Order = .arrival
    ) {
        self.lease = lease
        self.horizon = horizon
        self.flush = flush
        self.longestPause = longestPause
        self.whenUnreachable = whenUnreachable
        self.reserve = reserve
        self.spare = spare
        self.order = order
    }

    /// For a function that is frozen between its invocations: a session lives as long as one, and nothing is sent in
    /// between. Call ``RateLimiter/settle()`` at the end of each.
    /// - Parameter longest: The longest time that an invocation may take.
    public static func serverless(longest: Duration) -> LedgerOptions {
        var options = LedgerOptions(lease: longest + .seconds(1))
        options.hasHeartbeat = false
        return options
    }

    /// Whether a session is kept alive while something is in use.
    var hasHeartbeat = true
}

extension LedgerOptions {
    /// - Precondition: Each option is one that can be kept to.
    func check() {
        precondition(lease >= .milliseconds(10) && lease <= .seconds(86_400), "a lease is 10 ms to a day long")
        precondition(horizon >= .zero && flush >= .zero && longestPause >= .zero, "a time cannot be negative")
        precondition(reserve >= 0 && reserve < 1, "the reserve is a part of the quota, less than all of it")
        precondition(spare >= 0, "what is to be spare cannot be less than nothing")
        if case .share(let processes) = whenUnreachable {
            precondition(processes > 0, "a quota is shared by one process or more")
        }
    }

    /// What is kept in stock of each bucket.
    var spareUnits: Units { Units(Double(spare)) }

    /// For how long this process uses what it was granted: a little less than the lease, by a clock that may be slow.
    var usableLease: Duration { .microseconds(lease.microseconds / 1_000 * 998) }

    /// What the ledger never grants of a quota, in whole units.
    func reserved(of capacity: Units) -> Units {
        let part = reserve > 0 ? min(reserve, 1) : 0
        return Units(millionths: Int64(capacity.value * part) * 1_000_000)
    }

    /// What this process may use of a quota by itself; nil where it may not go on by itself.
    func own(of capacity: Units) -> Units? {
        guard case .share(let processes) = whenUnreachable, processes > 0 else { return nil }
        let whole = reserve > 0 ? reserved(of: capacity) : capacity
        return Units(millionths: whole.millionths / 1_000_000 / Int64(processes) * 1_000_000)
    }
}
