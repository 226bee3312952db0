// A limiter that shares its buckets with other processes: when it asks the ledger, for what, and what follows.

extension LimiterCore {
    /// Shares all buckets that are declared from now on.
    package mutating func share(_ options: LedgerOptions, isLeased: Bool, name: @escaping @Sendable () -> String) {
        store.ledger = Indirect(LedgerBook(options: options, isLeased: isLeased, name: name))
    }

    /// How long a request may be on its way whose process is gone.
    mutating func setLedgerGrace(_ grace: Duration) {
        store.ledger?.value.grace = max(.zero, grace)
    }

    /// A bucket was declared.
    mutating func noteShared(_ index: Int, _ limit: RateLimit) {
        guard store.ledger != nil else { return }
        let key = names[index].ledgerKey
        store.ledger?.value.accounts[index] = LedgerAccount(key: key, isUndeclared: limit.observing != nil)
    }

    /// A bucket was made that counts what others counted.
    mutating func noteSharedToo(_ index: Int, _ limit: RateLimit) {
        noteShared(index, limit)
        store.ledger?.value.accounts[index]?.isMoved = true
    }

    /// A bucket has another name than it had.
    mutating func noteRenamed(_ index: Int) {
        guard store.ledger != nil else { return }
        let (rule, use) = (store.rule(ofBucket: index, at: now), store.inUse(ofBucket: index))
        store.ledger?.value.rename(index, to: names[index].ledgerKey, rule, use)
    }

    /// A bucket is about to become part of another one.
    mutating func noteMerging(_ old: Int, into new: Int) {
        guard store.ledger != nil else { return }
        let (rule, use) = (store.rule(ofBucket: old, at: now), store.inUse(ofBucket: old))
        store.ledger?.value.merge(old, into: new, rule, use)
    }

    // MARK: When to ask

    /// When the next exchange is due; nil when there is nothing to say or to ask, and while one is under way.
    package mutating func ledgerDue(at time: Instant) -> Instant? {
        advance(to: time)
        guard let book = store.book, book.pending == nil else { return nil }
        var due: Instant?
        func consider(_ instant: Instant) { due = min(due ?? instant, instant) }
        if let failed = book.lastFailure { consider(failed + LimiterCore.retryPause) }
        if !book.farewells.isEmpty { consider(now) }
        for (index, account) in book.accounts {
            if account.isUndeclared, isInUse(index) {
                // Where nothing is heard without asking, it is asked now and then whether others were refused.
                if book.isHurried { consider(now) }
                if !book.isLeased { consider((book.lastExchange ?? now) + LimiterCore.newsPause) }
            }
            let holds = store.limit(ofBucket: index).release == .response
            if account.isUrgent(holds: holds) { consider(now) }
            if let due = account.remainingDue(after: book.lastExchange) { consider(due) }
            if let first = account.settled.first {
                consider(book.isSettling ? now : min(first.instant, account.untoldSince ?? now) + book.options.flush)
            }
            if account.stock > kept(of: index), !waiting.wants(index) {
                let idle = max((book.lastExchange ?? now) + LimiterCore.idleGrant, book.tryEnd(of: index) ?? now)
                consider(book.isSettling ? now : idle)
            }
            // As long as anything is under way, the session lives. What was answered the ledger holds without it.
            guard let last = book.lastExchange, book.isLeased, book.options.hasHeartbeat, isUnderWay(index) else {
                continue
            }
            consider(last + book.options.lease / 3)
        }
        let wants = wants()
        // Nothing is kept for those who have given up.
        if book.asksFor(othersThan: wants), let last = book.lastExchange { consider(last + book.options.flush) }
        for want in wants { consider(book.nextAsk(for: want) ?? now) }
        // Who waits keeps its place by being heard of.
        if !wants.isEmpty, let last = book.lastExchange, book.isLeased, book.options.hasHeartbeat {
            consider(last + book.options.lease / 3)
        }
        return due.map { max($0, now) }
    }

    /// There may be more room than was foreseen.
    package mutating func hurry() {
        store.ledger?.value.forgetNextAsks()
        store.ledger?.value.isHurried = true
    }

    /// After so long an unreachable ledger is asked again, though nobody waits.
    private static let retryPause = Duration.milliseconds(500)

    /// So often sessions hear of one another where nobody declared the numbers: what is left, while there is something,
    /// and whether others were refused, of a store that sends no hints.
    static let newsPause = Duration.seconds(1)

    /// For so long a grant is kept that nobody wants any more.
    private static let idleGrant = Duration.milliseconds(50)

    /// What is not given back though nobody wants it.
    private func kept(of index: Int) -> Units {
        // A probe is not kept from those who wait.
        guard let book = store.book, !book.isSettling, book.accounts[index]?.holdsProbe == false else { return .zero }
        return book.options.spareUnits
    }

    /// Whether a session that is over would leave anything to be judged; of a bucket of which nothing is granted,
    /// whether it matters that others are refused.
    private mutating func isUnderWay(_ index: Int) -> Bool {
        guard let account = store.book?.accounts[index] else { return false }
        if account.isUndeclared { return isInUse(index) }
        return account.stock > .zero || store.inUse(ofBucket: index).inFlight > .zero
    }

    private mutating func isInUse(_ index: Int) -> Bool {
        !store.isForgettable(index, at: now) || store.ledger?.value.accounts[index]?.stock ?? .zero > .zero
    }

    /// A bucket in use is named again after so long.
    private static let longestUnnamed = Duration.seconds(60)

    // MARK: Exchanges

    /// Begins an exchange; nil when none is due, or one is under way.
    /// - Parameter wall: The time of the day; nil where the time is none of a machine's.
    package mutating func beginExchange(at time: Instant, wall: Instant? = nil) -> LedgerRequest? {
        guard let due = ledgerDue(at: time), due <= now, store.ledger != nil else { return nil }
        if let wall { _ = store.ledger?.value.endIfFrozen(wall, at: now) }
        if store.ledger?.value.isAlive(at: now) == false { lapse() }
        returnIdleGrants()
        let all = wants()
        store.ledger?.value.forgetNextAsks(but: all)
        let wants = Array(all.prefix(LimiterCore.mostKinds))
        let wanted = Set(wants.flatMap { $0.parts.map(\.bucket) })
        let pulse = store.book.flatMap { book in book.lastExchange.map { $0 + book.options.lease / 3 } }
        let isHeartbeat = pulse.map { $0 <= now } ?? false
        let asksForRefusals = store.book.map { $0.isHurried || !$0.isLeased } ?? false
        var buckets: [(index: Int, rule: LedgerRequest.Rule, isInUse: Bool)] = []
        var longest: Int64 = 0
        for (index, account) in (store.ledger?.value.accounts ?? [:]).sorted(by: { $0.key < $1.key }) {
            if account.isMoved { declareMoved(index) }
            let rule = store.rule(ofBucket: index, at: now)
            longest = max(longest, rule.hold)
            let isInUse = isInUse(index)
            // A ledger forgets a bucket that nobody names.
            let isOld = account.lastNamed.map { $0 + LimiterCore.longestUnnamed <= now } ?? true
            let isDue = isHeartbeat || isOld || asksForRefusals && account.isUndeclared
            guard wanted.contains(index) || !account.hasNothingToTell || isInUse && isDue else { continue }
            buckets.append((index, rule, isInUse))
        }
        guard let book = store.book else { return nil }
        let pause = book.options.lease.microseconds + book.grace.microseconds + longest
        let quiet = min(pause, book.options.longestPause.microseconds)
        return store.ledger?.value.begin(buckets, wants, quiet: quiet, at: now, wall: wall)
    }

    /// All that was in use of a bucket before the ledger heard of it by its present name.
    private mutating func declareMoved(_ index: Int) {
        let use = store.inUse(ofBucket: index)
        store.ledger?.value.accounts[index]?.isMoved = false
        store.ledger?.value.accounts[index]?.declare(use)
    }

    private mutating func returnIdleGrants() {
        guard let book = store.book, let last = book.lastExchange else { return }
        for (index, account) in book.accounts where account.stock > .zero && isUseless(account.stock, of: index) {
            store.ledger?.value.accounts[index]?.giveBack(beyond: .zero)
        }
        guard book.isSettling || last + LimiterCore.idleGrant <= now else { return }
        for index in book.accounts.keys where !waiting.wants(index) {
            guard book.isSettling || book.tryEnd(of: index).map({ $0 <= now }) ?? true else { continue }
            let kept = kept(of: index)
            store.ledger?.value.accounts[index]?.giveBack(beyond: kept)
        }
    }

    /// Whether somebody waits for a bucket, and what is in stock is too little for any who is first.
    private func isUseless(_ stock: Units, of index: Int) -> Bool {
        guard waiting.wants(index) else { return false }
        return !waiting.livingGroups.contains { group in
            waiting.first(of: group)?.draws.contains {
                $0.bucket.index == index && $0.cost > .zero && $0.cost <= stock
            } ?? false
        }
    }

    /// The error of a request that is not to wait for a ledger which does not answer.
    func ledgerFailure(for draws: DrawList) -> RateLimitError? {
        guard let book = store.book, let failure = book.failure else { return nil }
        guard let draw = draws.first(where: { book.delay(inBucket: $0.bucket.index, for: $0.cost, at: now) != nil })
        else { return nil }
        let name = names[draw.bucket.index]
        return RateLimitError(.ledgerUnavailable, bucketName: name.name, bucketKey: name.key, ledger: failure)
    }

    /// Whether there is nothing more to tell; from now on all that is not used is given back at once.
    package mutating func settleLedger(at time: Instant) -> Bool {
        store.ledger?.value.isSettling = true
        let isTold = ledgerDue(at: time).map { $0 > now } ?? (store.ledger?.value.pending == nil)
        if isTold { store.ledger?.value.endSettling() }
        return isTold
    }

    /// How long a session lives without a word; nil where nothing is shared.
    package var lease: Duration? { store.book?.options.lease }

    /// Whether the ledger answers; nil where nothing is shared.
    package func ledgerStatus(at time: Instant) -> LedgerStatus? {
        if case .quiet(let end)? = store.book?.status, end <= time { return .connected(since: end) }
        return store.book?.status
    }

    /// Whether a permit's request may still be sent.
    package mutating func mayStart(_ permit: PermitID, at time: Instant, wall: Instant? = nil) -> Bool {
        if let wall, store.ledger?.value.endIfFrozen(wall, at: time) ?? false { lapse() }
        return store.ledger?.value.mayStart(permit, at: time) ?? true
    }
}

extension BucketName {
    /// What identifies the bucket in a ledger.
    var ledgerKey: String { key.isEmpty ? name : "\(name)|\(key)" }
}
