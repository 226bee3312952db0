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
    private(set) var permits: [PermitID: Entry] = [:]

    struct Entry: Sendable {
        var life: Int
        var marks: [Int: Int64]
    }

    // MARK: The session

    /// Names sessions.
    private let name: @Sendable () -> String
    private(set) var session: String
    /// Another one after a session that is over.
    private(set) var life = 0
    private(set) var sequence: Int64 = 0
    private(set) var epoch: Int64?
    /// What this session goes on for.
    private var former = ""
    private var hasLost = false
    /// Nothing starts after this; nil before the first answer.
    private(set) var leaseEnd: Instant?
    /// The request under way, and when it was sent first.
    private(set) var pending: Pending?
    /// When the last answer came, and when it pays to ask again for those who wait.
    private(set) var lastExchange: Instant?
    var nextAsk: Instant?
    /// Whether the ledger answers.
    var status = LedgerStatus.unused
    /// When it did not answer last.
    var lastFailure: Instant?
    /// Whether all is to be told, and all that is not used given back.
    var isSettling = false

    init(options: LedgerOptions, isLeased: Bool, name: @escaping @Sendable () -> String) {
        self.options = options
        self.isLeased = isLeased
        self.name = name
        session = name()
    }

    /// An exchange under way.
    struct Pending: Sendable {
        let request: LedgerRequest
        /// When it was sent first.
        let sent: Instant
        /// The places of its buckets.
        let buckets: [Int]
        /// For each want the places of the buckets that it draws on.
        let wants: [[Int]]
    }

    // MARK: Requests that start and end

    /// What keeps `cost` from starting; nil when nothing does.
    func delay(inBucket index: Int, for cost: Units, at now: Instant) -> Delay? {
        guard let account = accounts[index], cost > .zero else { return nil }
        guard isAlive(at: now) else { return Delay(earliest: now, wake: nil, drift: now) }
        return account.delay(for: cost, at: now)
    }

    /// Whether what was granted may still be used.
    func isAlive(at now: Instant) -> Bool { !isLeased || leaseEnd.map { now < $0 } ?? true }

    /// Whether a permit's request may still be sent.
    func mayStart(_ permit: PermitID, at now: Instant) -> Bool {
        permits[permit].map { $0.life == life && isAlive(at: now) } ?? true
    }

    mutating func take(_ cost: Units, from index: Int, for permit: PermitID) {
        guard accounts[index] != nil else { return }
        let mark = accounts[index]?.take(cost)
        permits[permit, default: Entry(life: life, marks: [:])].marks[index] = mark
        if case .granted? = accounts[index]?.probing { accounts[index]?.probing = .permit(permit) }
    }

    private func isOwn(_ permit: PermitID) -> Bool { permits[permit]?.life == life }

    mutating func settle(_ cost: Units, in index: Int, of permit: PermitID, at instant: Instant) {
        guard cost > .zero, isOwn(permit) else { return }
        accounts[index]?.settled.append((instant, cost))
    }

    mutating func refund(_ cost: Units, in index: Int, of permit: PermitID) {
        guard isOwn(permit) else { return }
        accounts[index]?.returned += cost
    }

    /// A request turned out to cost more, or less.
    mutating func amend(by change: Units, in index: Int, of permit: PermitID) {
        guard isOwn(permit) else { return }
        if change > .zero { accounts[index]?.adopted += change } else { accounts[index]?.returned -= change }
    }

    mutating func shut(_ index: Int, told: Instant, reopens: Instant) {
        guard let account = accounts[index] else { return }
        let old = account.gate
        accounts[index]?.gate = (max(told, old?.told ?? told), max(reopens, old?.reopens ?? reopens))
    }

    mutating func observe(_ remaining: Units, in index: Int, of permit: PermitID, length: Int64, at now: Instant) {
        guard isOwn(permit), let mark = permits[permit]?.marks[index], length > 0 else { return }
        accounts[index]?.ceilings.append((mark, remaining, now, length))
    }

    /// A permit came to its end, which matters if it was the ledger's probe.
    mutating func end(_ permit: PermitID, isAccepted: Bool) {
        noteProbe(permit, isAccepted: isAccepted)
        permits[permit] = nil
    }

    mutating func noteProbe(_ permit: PermitID, isAccepted: Bool) {
        guard let entry = permits[permit] else { return }
        for index in entry.marks.keys {
            guard case .permit(permit)? = accounts[index]?.probing else { continue }
            accounts[index]?.probing = nil
            accounts[index]?.probe = isAccepted ? .accepted : .ended
        }
    }

    /// Why requests fail rather than wait; nil when they wait.
    var failure: LedgerError? {
        guard case .unreachable(_, let error) = status else { return nil }
        return options.whenUnreachable == .fail || !error.isPassing ? error : nil
    }

    // MARK: The life of the session

    /// The lease is over: what this session had is for the ledger to judge.
    mutating func lapse() {
        session = name()
        life += 1
        (sequence, epoch, former, hasLost, leaseEnd, pending, nextAsk) = (0, nil, "", false, nil, nil, nil)
        for index in accounts.keys { accounts[index]?.void() }
    }

    /// What is in use of each bucket, for a ledger that has forgotten it.
    struct InUse: Sendable {
        var inFlight: Units
        var answered: [(instant: Instant, amount: Units)]
    }

    /// The ledger has forgotten the session: all that is in use is declared anew by another one.
    mutating func declareAnew(_ inUse: [Int: InUse], epoch: Int64?) {
        let old = session
        lapse()
        (former, hasLost, self.epoch) = (old, true, epoch)
        for (permit, _) in permits { permits[permit]?.life = life }
        for (index, use) in inUse {
            accounts[index]?.settled = use.answered.map { ($0.instant, $0.amount) }
            accounts[index]?.adopted = use.answered.reduce(use.inFlight) { $0 + $1.amount }
        }
    }

    // MARK: Exchanges

    /// Begins an exchange: takes what is to be told.
    /// - Parameters:
    ///   - buckets: The buckets of which something is told or wanted, by their places, and their numbers.
    ///   - isInUse: Whether anything of a bucket is in use, so that the ledger must know of it.
    ///   - quiet: For so long nobody starts after a loss, in microseconds.
    mutating func begin(
        _ buckets: [(index: Int, rule: LedgerRequest.Rule, isInUse: Bool)], _ wants: [Want], quiet: Int64,
        at now: Instant
    ) -> LedgerRequest {
        sequence += 1
        var request = LedgerRequest(
            session: session, sequence: sequence, epoch: epoch, hasLost: hasLost, former: former,
            lease: options.lease.microseconds, quiet: quiet, horizon: options.horizon.microseconds)
        var places: [Int: Int] = [:]
        for (index, rule, isInUse) in buckets {
            guard let account = accounts[index] else { continue }
            places[index] = request.buckets.count
            request.buckets.append(account.report(rule, grace: grace.microseconds, isInUse: isInUse, at: now))
            accounts[index]?.clearReport()
            accounts[index]?.lastNamed = now
        }
        request.wants = wants.map { $0.request(places, at: now) }
        pending = Pending(
            request: request, sent: now, buckets: buckets.map(\.index).filter { places[$0] != nil },
            wants: wants.map { $0.parts.map(\.bucket) })
        return request
    }

    /// What some who wait want.
    struct Want: Sendable {
        struct Part: Sendable {
            var bucket: Int
            var cost: Units
            var before: Int64
            var after: Int64
        }

        var count: Int
        /// When the first came, less the head start of its priority; and the one who is first a quantum later.
        var since: Instant
        var laterSince: Instant
        var parts: [Part]

        fileprivate func request(_ places: [Int: Int], at now: Instant) -> LedgerRequest.Want {
            LedgerRequest.Want(
                count: Int64(count), age: now.microseconds(since: since), laterAge: now.microseconds(since: laterSince),
                parts: parts.compactMap { part in
                    places[part.bucket].map {
                        LedgerRequest.Part(
                            bucket: $0, cost: part.cost.millionths, distanceBefore: part.before / 1_000,
                            distanceAfter: part.after / 1_000)
                    }
                })
        }
    }

    /// Takes an answer. Returns the buckets of which something is new.
    mutating func take(_ answer: LedgerAnswer, at now: Instant) -> [Int] {
        guard let exchange = pending else { return [] }
        pending = nil
        (epoch, hasLost, former, lastExchange, nextAsk) = (answer.epoch, false, "", now, nil)
        // The ledger counts the lease from a step that came after the sending.
        if isLeased { leaseEnd = exchange.sent + .microseconds(options.lease.microseconds / 1_000 * 998) }
        var levels: [Int: Int64] = [:]
        for (index, state) in zip(exchange.buckets, answer.buckets) {
            accounts[index]?.seen = state.level
            accounts[index]?.limits = (state.capacity, state.hold)
            accounts[index]?.lower = nil
            levels[index] = state.level
        }
        // A level counts all that was granted: from the last grant back.
        for (want, grant) in zip(exchange.wants.indices, answer.grants).reversed() {
            for start in grant.starts.reversed() {
                for (part, index) in zip(exchange.request.wants[want].parts, exchange.wants[want]) {
                    let units = Units(millionths: part.cost)
                    accounts[index]?.grant(units, from: now + .microseconds(start), level: levels[index] ?? 0)
                    levels[index] = (levels[index] ?? 0) - part.cost
                }
            }
            noteNext(grant, of: exchange.wants[want], at: now)
        }
        for (index, state) in zip(exchange.buckets, answer.buckets) where state.gate == 0 {
            let isProbe = zip(exchange.wants, answer.grants).contains { $0.contains(index) && !$1.starts.isEmpty }
            if isProbe { accounts[index]?.probing = .granted }
        }
        return exchange.buckets
    }

    private mutating func noteNext(_ grant: LedgerAnswer.Grant, of buckets: [Int], at now: Instant) {
        if let next = grant.next {
            let instant = now + .microseconds(max(0, next - options.horizon.microseconds / 10 * 8))
            nextAsk = min(nextAsk ?? instant, instant)
        }
        guard let lower = grant.lower else { return }
        for index in buckets { accounts[index]?.lower = now + .microseconds(lower) }
    }
}
