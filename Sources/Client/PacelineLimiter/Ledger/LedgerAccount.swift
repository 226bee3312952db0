/// One shared bucket, as this process sees it: what the ledger lets it start, and what the ledger has yet to be told.
struct LedgerAccount: Sendable {
    /// Units that may start from some time on. Soonest first.
    struct Grant: Sendable {
        var start: Instant
        var units: Units
        /// The bucket's level in the ledger with these units and those before.
        var level: Int64
    }

    /// What identifies the bucket in the ledger.
    let key: String
    private(set) var grants: [Grant] = []
    /// No more can start sooner than this, as the ledger knows it; nil when nothing is missing.
    var lower: Instant?
    /// Whether anything of it was wanted since all was given back.
    var isUsed = false
    /// When the ledger was told of the bucket last.
    var lastNamed: Instant?
    /// The level that the last answer told, to this session or to one before.
    var seen: Int64?
    /// How the bucket stands in the ledger, by the last answer.
    var stand: LedgerAnswer.Bucket?
    /// Whether the ledger keeps to stricter numbers than it was told here.
    var isStricter = false
    /// Whether nobody declared its numbers: then nothing of it is granted; refusals are shared, and what responses say
    /// is left.
    let isUndeclared: Bool
    /// Whether it is shut, as far as the ledger knows or will be told.
    var isShut = false
    /// What this process may use of it while the ledger does not answer; nil while it always has.
    var reserve: Indirect<Bucket>?
    /// Whether the ledger is to be told what was in use of it before it was named first.
    var isMoved = false

    // MARK: What is to be told

    var adopted = Units.zero
    var returned = Units.zero
    var settled: [(instant: Instant, units: Units)] = []
    /// Since when the first of them waits to be told.
    private(set) var untoldSince: Instant?
    var gate: (told: Instant, reopens: Instant)?
    var probe: LedgerRequest.Probe?
    var ceilings: [(mark: Int64, remaining: Units, at: Instant, length: Int64)] = []
    var ends: [(through: Instant, due: Instant)] = []
    /// The permit whose request tries the ledger's gate, or that there is one to be granted yet.
    var probing: Probing?

    enum Probing: Sendable {
        case granted
        case permit(PermitID)
    }

    init(key: String, isUndeclared: Bool = false) { (self.key, self.isUndeclared) = (key, isUndeclared) }

    /// Whether a permit's request tries the ledger's gate.
    func isProbe(_ permit: PermitID) -> Bool { if case .permit(permit)? = probing { true } else { false } }

    /// Whether a probe is granted that was not started.
    var holdsProbe: Bool { if case .granted? = probing { true } else { false } }

    /// All that is granted and not started.
    var stock: Units { grants.reduce(.zero) { $0 + $1.units } }

    /// What keeps `cost` from starting; nil when nothing does.
    func delay(for cost: Units, at now: Instant) -> Delay? {
        guard cost > .zero else { return nil }
        var sum = Units.zero
        for grant in grants {
            sum += grant.units
            if sum >= cost { return grant.start <= now ? nil : Delay(earliest: grant.start, wake: grant.start) }
        }
        return Delay(earliest: max(now, lower ?? now), wake: nil, drift: now)
    }

    mutating func grant(_ units: Units, from start: Instant, level: Int64) {
        guard units > .zero else { return }
        let place = grants.firstIndex { $0.start > start } ?? grants.count
        grants.insert(Grant(start: start, units: units, level: level), at: place)
    }

    /// Starts a request; returns the level with it.
    mutating func take(_ cost: Units) -> Int64? {
        var (rest, level) = (cost, Int64?.none)
        while rest > .zero, !grants.isEmpty {
            let part = min(rest, grants[0].units)
            grants[0].units -= part
            rest -= part
            level = max(level ?? .min, grants[0].level)
            if grants[0].units == .zero { grants.removeFirst() }
        }
        return level
    }

    /// The hold of units begins at `instant`, which may lie ahead.
    mutating func settle(_ units: Units, at instant: Instant, now: Instant) {
        if settled.isEmpty { untoldSince = now }
        settled.append((instant, units))
    }

    /// Nothing of what is in use was told yet: all of it will be.
    mutating func declare(_ use: LedgerBook.InUse) {
        guard !isUndeclared else { return }
        (settled, adopted, returned) = ([], .zero, .zero)
        adopt(use)
    }

    /// What is in use besides, and was not told yet, will be.
    mutating func adopt(_ use: LedgerBook.InUse) {
        settled += use.answered.map { ($0.instant, $0.amount) }
        adopted += use.answered.reduce(use.inFlight) { $0 + $1.amount }
    }

    /// Gives back what is in stock beyond `kept`.
    mutating func giveBack(beyond kept: Units) {
        var surplus = stock - kept
        while surplus > .zero, let last = grants.last {
            let part = min(surplus, last.units)
            grants[grants.count - 1].units -= part
            if grants[grants.count - 1].units == .zero { grants.removeLast() }
            returned += part
            surplus -= part
        }
        if case .granted = probing, grants.isEmpty { (probing, probe) = (nil, .ended) }
    }

    /// Whether there is something to tell that cannot wait.
    func isUrgent(holds: Bool) -> Bool {
        gate != nil || probe != nil || returned > .zero || adopted > .zero
            || !holds && !settled.isEmpty
    }

    /// When the others are to know what is left of a bucket whose numbers nobody declared; nil where nothing is to be
    /// told.
    func remainingDue(after last: Instant?) -> Instant? {
        guard isUndeclared, let left = ceilings.last else { return nil }
        let isSpent = left.remaining < Units(1)
        return isSpent ? left.at : max(left.at, last.map { $0 + LimiterCore.newsPause } ?? left.at)
    }

    var hasNothingToTell: Bool { !isUrgent(holds: false) && ceilings.isEmpty && ends.isEmpty }

    /// What was granted to a session that is over is void, and what became of what it had is for the ledger to judge.
    mutating func void() {
        grants = []
        (lower, stand, probing, probe) = (nil, nil, nil, nil)
        (adopted, returned, settled, ceilings) = (.zero, .zero, [], [])
    }
}
