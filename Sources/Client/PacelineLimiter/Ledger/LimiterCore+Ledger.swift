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
        guard store.ledger != nil, limit.observing == nil else { return }
        store.ledger?.value.accounts[index] = LedgerAccount(key: names[index].ledgerKey)
    }

    // MARK: When to ask

    /// When the next exchange is due; nil when there is nothing to say or to ask, and while one is under way.
    package mutating func ledgerDue(at time: Instant) -> Instant? {
        advance(to: time)
        guard let book = store.book, book.pending == nil else { return nil }
        var due: Instant?
        func consider(_ instant: Instant) { due = min(due ?? instant, instant) }
        if let failed = book.lastFailure { consider(failed + LimiterCore.retryPause) }
        for (index, account) in book.accounts {
            let holds = store.limit(ofBucket: index).release == .response
            if account.isUrgent(holds: holds) { consider(now) }
            if let first = account.settled.first {
                consider(book.isSettling ? now : first.instant + book.options.flush)
            }
            if account.stock > spare(of: index), !waiting.wants(index) {
                consider(book.isSettling ? now : (book.lastExchange ?? now) + LimiterCore.idleGrant)
            }
            // As long as anything is in use, the session lives.
            guard let last = book.lastExchange, book.isLeased, book.options.hasHeartbeat, isInUse(index) else {
                continue
            }
            consider(last + book.options.lease / 3)
        }
        if !wants(atMost: 1).isEmpty { consider(book.nextAsk ?? now) }
        return due.map { max($0, now) }
    }

    /// There may be more room than was foreseen.
    package mutating func hurry() { store.ledger?.value.nextAsk = nil }

    /// After so long an unreachable ledger is asked again, though nobody waits.
    private static let retryPause = Duration.milliseconds(500)

    /// For so long a grant is kept that nobody wants any more.
    private static let idleGrant = Duration.milliseconds(50)

    private func spare(of index: Int) -> Units {
        store.book.map { Units(Double(max(0, $0.options.spare))) } ?? .zero
    }

    private mutating func isInUse(_ index: Int) -> Bool {
        !store.isForgettable(index, at: now) || store.ledger?.value.accounts[index]?.stock ?? .zero > .zero
    }

    // MARK: What is wanted

    /// What those want who wait for grants, the oldest first; so many groups at the most.
    private func wants(atMost count: Int) -> [LedgerBook.Want] {
        guard let book = store.book, waiting.count > 0 else { return [] }
        var stock: [Int: Units] = [:]
        var wants: [LedgerBook.Want] = []
        let groups = waiting.livingGroups.compactMap { group in waiting.first(of: group).map { (group, $0) } }
        for (group, first) in groups.sorted(by: { $0.1.rank < $1.1.rank }) {
            guard wants.count < count else { break }
            let draws = first.draws.filter { book.accounts[$0.bucket.index] != nil && $0.cost > .zero }
            guard !draws.isEmpty else { continue }
            var missing = 0
            for draw in draws {
                let index = draw.bucket.index
                let there = stock[index] ?? book.accounts[index]?.stock ?? .zero
                let number = waiting.groups[group].count
                let covered = Int(there.millionths / draw.cost.millionths)
                stock[index] = there - Units(millionths: draw.cost.millionths * Int64(min(covered, number)))
                missing = max(missing, number - covered)
            }
            guard missing > 0 else { continue }
            wants.append(want(missing, first, draws))
        }
        return wants
    }

    private func want(_ count: Int, _ first: Waiter, _ draws: [Draw]) -> LedgerBook.Want {
        LedgerBook.Want(
            count: min(count, LimiterCore.mostWanted), since: Instant(nanoseconds: first.rank.key),
            laterSince: Instant(nanoseconds: first.rank.key),
            parts: draws.map { draw in
                let spacing = store.limit(ofBucket: draw.bucket.index).spacing
                return LedgerBook.Want.Part(
                    bucket: draw.bucket.index, cost: draw.cost, before: spacing?.interval(before: draw.cost) ?? 0,
                    after: spacing?.interval(after: draw.cost) ?? 0)
            })
    }

    /// A bucket in use is named again after so long.
    private static let longestUnnamed = Duration.seconds(60)

    /// So many requests of one kind are asked for at a time.
    private static let mostWanted = 64
    /// So many kinds of requests.
    private static let mostKinds = 16

    // MARK: Exchanges

    /// Begins an exchange; nil when none is due, or one is under way.
    package mutating func beginExchange(at time: Instant) -> LedgerRequest? {
        guard let due = ledgerDue(at: time), due <= now, store.ledger != nil else { return nil }
        if store.ledger?.value.isAlive(at: now) == false { lapse() }
        returnIdleGrants()
        let wants = wants(atMost: LimiterCore.mostKinds)
        let wanted = Set(wants.flatMap { $0.parts.map(\.bucket) })
        let pulse = store.book.flatMap { book in book.lastExchange.map { $0 + book.options.lease / 3 } }
        let isHeartbeat = pulse.map { $0 <= now } ?? false
        var buckets: [(index: Int, rule: LedgerRequest.Rule, isInUse: Bool)] = []
        var longest: Int64 = 0
        for (index, account) in (store.ledger?.value.accounts ?? [:]).sorted(by: { $0.key < $1.key }) {
            let rule = store.rule(ofBucket: index)
            longest = max(longest, rule.hold)
            let isInUse = isInUse(index)
            // A ledger forgets a bucket that nobody names.
            let isDue = isHeartbeat || account.lastNamed.map { $0 + LimiterCore.longestUnnamed <= now } ?? true
            guard wanted.contains(index) || !account.hasNothingToTell || isInUse && isDue else { continue }
            buckets.append((index, rule, isInUse))
        }
        guard let book = store.book else { return nil }
        let pause = book.options.lease.microseconds + book.grace.microseconds + longest
        let quiet = min(pause, book.options.longestPause.microseconds)
        return store.ledger?.value.begin(buckets, wants, quiet: quiet, at: now)
    }

    private mutating func returnIdleGrants() {
        guard let book = store.book, let last = book.lastExchange else { return }
        guard book.isSettling || last + LimiterCore.idleGrant <= now else { return }
        for (index, account) in book.accounts where account.stock > spare(of: index) && !waiting.wants(index) {
            let kept = spare(of: index)
            store.ledger?.value.accounts[index]?.giveBack(beyond: kept)
        }
    }

    /// The reply to the exchange under way has come.
    package mutating func takeReply(_ reply: LedgerReply, at time: Instant) {
        advance(to: time)
        guard let book = store.book, let exchange = book.pending else { return }
        switch reply {
        case .made(let answer):
            noteAnswer(answer)
            for index in store.ledger?.value.take(answer, at: now) ?? [] { touch(index) }
            for (index, state) in zip(exchange.buckets, answer.buckets) { takeGate(state.gate, of: index) }
        case .gone(let epoch):
            let isOther = book.epoch.map { $0 != epoch } ?? false
            if isOther || book.epoch != nil && book.isAlive(at: now) && book.leaseEnd != nil || !book.isLeased {
                let used = Dictionary(uniqueKeysWithValues: book.accounts.keys.map { ($0, store.inUse(ofBucket: $0)) })
                store.ledger?.value.declareAnew(used, epoch: epoch)
                effects.events?.append(.ledger(.declaredAnew, at: now))
            } else {
                lapse()
            }
        }
        settle()
    }

    /// Another process was refused, or its probe went through.
    private mutating func takeGate(_ gate: Int64?, of index: Int) {
        guard let account = store.ledger?.value.accounts[index], account.gate == nil, account.probe == nil else {
            return
        }
        store.takeGate(gate.map { now + .microseconds($0) }, ofBucket: index, at: now)
        touch(index)
    }

    /// No answer came in the time of the lease.
    package mutating func lapseIfOver(at time: Instant) -> Bool {
        advance(to: time)
        guard store.ledger?.value.isAlive(at: now) == false else { return false }
        lapse()
        settle()
        return true
    }

    private mutating func lapse() {
        if store.ledger?.value.leaseEnd != nil { effects.events?.append(.ledger(.lapsed, at: now)) }
        store.ledger?.value.lapse()
    }

    // MARK: Whether it answers

    private mutating func noteAnswer(_ answer: LedgerAnswer) {
        store.ledger?.value.lastFailure = nil
        if case .unreachable? = store.ledger?.value.status { effects.events?.append(.ledger(.ledgerBack, at: now)) }
        if answer.quiet > 0 {
            store.ledger?.value.status = .quiet(until: now + .microseconds(answer.quiet))
        } else if case .connected? = store.ledger?.value.status {
            return
        } else {
            store.ledger?.value.status = .connected(since: now)
        }
    }

    /// The ledger did not answer.
    package mutating func noteUnreachable(_ error: LedgerError, at time: Instant) {
        advance(to: time)
        guard let book = store.book else { return }
        store.ledger?.value.lastFailure = now
        if case .unreachable(let since, _) = book.status {
            store.ledger?.value.status = .unreachable(since: since, error)
        } else {
            store.ledger?.value.status = .unreachable(since: now, error)
            effects.events?.append(.ledger(.ledgerLost, error, at: now))
        }
        guard store.ledger?.value.failure != nil else { return }
        for index in book.accounts.keys.sorted() { touch(index) }
        settle()
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
        if isTold { store.ledger?.value.isSettling = false }
        return isTold
    }

    /// Whether the ledger answers; nil where nothing is shared.
    package var ledgerStatus: LedgerStatus? { store.ledger?.value.status }

    /// Whether a permit's request may still be sent.
    package func mayStart(_ permit: PermitID, at time: Instant) -> Bool {
        store.ledger?.value.mayStart(permit, at: time) ?? true
    }
}

extension BucketName {
    /// What identifies the bucket in a ledger.
    var ledgerKey: String { key.isEmpty ? name : "\(name)|\(key)" }
}
