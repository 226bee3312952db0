/// This process's side of a ledger: its session, and an account for each shared bucket. Pure; the limiter keeps it
/// under its lock, and a ``LedgerLink`` carries its requests.
struct LedgerBook: Sendable {
    let options: LedgerOptions
    let isLeased: Bool
    /// How long a request may be on its way whose session has ended.
    var grace: Duration = .seconds(10)
    /// By the places of the buckets.
    var accounts: [Int: LedgerAccount] = [:]
    /// The permits that draw on shared buckets: the session by which they were granted, and the ledger's levels.
    var permits: [PermitID: Entry] = [:]

    struct Entry: Sendable {
        var life: Int
        /// The ledger's levels with what it granted, by bucket.
        var marks: [Int: Int64] = [:]
        /// The buckets of which it took from the reserve.
        var reserved: Set<Int> = []
    }

    // MARK: The session

    /// Names sessions.
    private let name: @Sendable () -> String
    private(set) var session: String
    /// Another one after a session that is over.
    private(set) var life = 0
    var sequence: Int64 = 0
    /// What the last answer called the ledger's life, to this session or to one before.
    var epoch: Int64?
    /// What this session goes on for.
    var former = ""
    var hasLost = false
    /// Nothing starts after this; nil before the first answer.
    var leaseEnd: Instant?
    /// The same by the time of the day, which goes on while a machine is frozen.
    var leaseWallEnd: Instant?
    /// The request under way, and when it was sent first.
    var pending: Pending?
    /// When the last answer came.
    var lastExchange: Instant?
    /// What those wanted who tried, and until when it is wanted, by the buckets.
    private(set) var tries: [[Int]: (want: Want, end: Instant)] = [:]
    /// When something was granted last.
    var lastGrant: Instant?
    /// When it pays to ask again for those who wait, by the buckets that they want something of, and since when the
    /// first of those waits that were asked for.
    private var nextAsks: [[Int]: (instant: Instant, since: Instant)] = [:]
    /// Whether the ledger answers.
    var status = LedgerStatus.unused
    /// When it did not answer last.
    var lastFailure: Instant?
    /// Whether all is to be told, and all that is not used given back.
    var isSettling = false
    /// Whether a hint has come since the last exchange.
    var isHurried = false
    var clock = ClockGuard()
    /// Whether something is in use that the ledger was not told of: it was started without it, or the session lapsed
    /// that was to tell.
    var hasUntold = false
    /// What is to be said of buckets that the server, it turned out, counts under other names.
    var farewells: [LedgerRequest.Bucket] = []

    init(options: LedgerOptions, isLeased: Bool, name: @escaping @Sendable () -> String) {
        self.options = options
        self.isLeased = isLeased
        self.name = name
        session = name()
    }

    /// An exchange under way.
    struct Pending: Sendable {
        let request: LedgerRequest
        /// When it was sent first, and the time of the day then.
        let sent: Instant
        let wall: Instant?
        /// The places of its buckets, and what the ledger calls them.
        let buckets: [(index: Int, key: String)]
        let wants: [Want]
    }

    /// Why requests fail rather than wait; nil when they wait.
    var failure: LedgerError? {
        guard case .unreachable(_, let error) = status else { return nil }
        return options.whenUnreachable == .fail || !error.isPassing ? error : nil
    }

    /// Whether requests go on without the ledger.
    var isAlone: Bool {
        guard case .unreachable(_, let error) = status, case .share = options.whenUnreachable else { return false }
        return error.isPassing
    }

    /// What is drawn on buckets of which the ledger grants.
    func granted(of draws: DrawList) -> [Draw] {
        draws.filter { draw in draw.cost > .zero && accounts[draw.bucket.index].map { !$0.isUndeclared } ?? false }
    }

    // MARK: When to ask

    /// When it pays to ask for some who wait: at once where it was not asked for them yet.
    func nextAsk(for want: Want) -> Instant? {
        nextAsks[want.buckets].flatMap { want.since < $0.since ? nil : $0.instant }
    }

    mutating func setNextAsk(_ instant: Instant, for want: Want) { nextAsks[want.buckets] = (instant, want.since) }

    /// Whether something was asked for that nobody wants any more.
    func asksFor(othersThan wants: [Want]) -> Bool {
        !nextAsks.isEmpty && !nextAsks.keys.allSatisfy { key in wants.contains { $0.buckets == key } }
    }

    mutating func forgetNextAsk(for want: Want) { nextAsks[want.buckets] = nil }

    /// What is wanted no more is not waited for.
    mutating func forgetNextAsks(but wants: [Want]) {
        guard asksFor(othersThan: wants) else { return }
        nextAsks = nextAsks.filter { asked in wants.contains { $0.buckets == asked.key } }
    }

    /// Asks at once for all who wait.
    mutating func forgetNextAsks() { nextAsks = [:] }

    /// All is told and given back.
    mutating func endSettling() {
        (isSettling, tries) = (false, [:])
        for index in accounts.keys { accounts[index]?.isUsed = false }
    }

    /// Whether a session that is over would have had anything.
    var hasSomething: Bool {
        permits.values.contains { $0.life == life && !$0.marks.isEmpty }
            || accounts.values.contains { $0.stock > .zero }
    }

    /// One tried who does not wait. What others did whose time is over is forgotten.
    mutating func note(_ attempt: Want, until end: Instant, at now: Instant) {
        let since = tries[attempt.buckets].flatMap { $0.end > now ? $0.want.since : nil } ?? attempt.since
        tries = tries.filter { $0.value.end > now }
        tries[attempt.buckets] = (attempt, end)
        tries[attempt.buckets]?.want.since = since
    }

    /// Until when what is granted of a bucket is kept for one who tried; nil when nobody did.
    func tryEnd(of index: Int) -> Instant? { tries.values.filter { $0.want.buckets.contains(index) }.map(\.end).max() }

    // MARK: The life of the session

    /// Whether the session is over at `now`, or will be before it has begun: its first request has had no answer for so
    /// long that one would be of no use.
    func isOver(at now: Instant) -> Bool {
        guard isLeased else { return false }
        return (leaseEnd ?? pending.map { $0.sent + options.usableLease }).map { $0 <= now } ?? false
    }

    /// The lease is over: what this session had is for the ledger to judge.
    mutating func lapse() {
        session = name()
        life += 1
        hasUntold = hasUntold || hasLost
        (sequence, former, hasLost, leaseEnd, pending) = (0, "", false, nil, nil)
        (leaseWallEnd, farewells, nextAsks) = (nil, [], [:])
        // Who is frozen between invocations misses time as a matter of course.
        if !options.hasHeartbeat { clock.forget() }
        for index in accounts.keys { accounts[index]?.void() }
    }

    /// What is in use of each bucket, for a ledger that has forgotten it.
    struct InUse: Sendable {
        var inFlight: Units
        var answered: [(instant: Instant, amount: Units)]
    }

    /// The ledger has forgotten the session: all that is in use is declared anew by another one.
    mutating func declareAnew(_ inUse: [Int: InUse], epoch: Int64?) {
        // What was granted may be used as long as it might have been before.
        let (old, end, wallEnd) = (session, leaseEnd, leaseWallEnd)
        lapse()
        (former, hasLost, self.epoch, leaseEnd, leaseWallEnd) = (old, true, epoch, end, wallEnd)
        declare(inUse)
    }

    /// Whether the ledger that answers a session's first request was not told what this process uses.
    var isUntold: Bool { sequence == 1 && !hasLost && hasUntold }

    /// All that is in use will be told.
    mutating func declare(_ inUse: [Int: InUse]) {
        hasUntold = false
        for (permit, _) in permits { permits[permit]?.life = life }
        for (index, use) in inUse { accounts[index]?.declare(use) }
    }
}
