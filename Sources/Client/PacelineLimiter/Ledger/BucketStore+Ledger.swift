// What a shared ledger lets start, besides a bucket's own numbers, and what it is told of permits.

extension BucketStore {
    /// What the ledger adds to what a bucket says of itself.
    @inline(never)
    mutating func shared(
        _ own: Bucket.Availability, _ index: Int, _ cost: Units, after ahead: Units = .zero, at now: Instant
    ) -> Bucket.Availability {
        guard let book, let account = book.accounts[index], cost > .zero, !account.isUndeclared else { return own }
        if let stand = account.stand, cost.millionths > stand.capacity { return .never }
        guard let delay = book.delay(inBucket: index, for: ahead + cost, at: now) else { return own }
        let theirs = book.isAlone ? alone(index, cost, after: ahead, at: now) : .later(delay)
        switch (own, theirs) {
        case (.never, _), (_, .never): return .never
        case (_, .available): return own
        case (.available, _): return theirs
        case (.later(var both), .later(let delay)):
            // Time alone makes room where it does so in both.
            let wake = both.wake.flatMap { first in delay.wake.map { max(first, $0) } }
            both = both.combined(with: delay)
            both.wake = wake
            return .later(both)
        }
    }

    /// What this process may start by itself while the ledger does not answer.
    private mutating func alone(
        _ index: Int, _ cost: Units, after ahead: Units, at now: Instant
    ) -> Bucket.Availability {
        let limit = buckets.limit(of: index)
        let whole = Units(limit.capacity)
        guard let options = book?.options, let part = options.own(of: whole), ahead + cost <= part else {
            return .later(Delay(earliest: now, wake: nil, drift: now))
        }
        guard options.reserve > 0 else {
            // What is others' is taken as used.
            return buckets.with(index, at: now) { $0.availability(for: cost, after: ahead + (whole - part), at: now) }
        }
        if book?.accounts[index]?.reserve == nil {
            ledger?.value.accounts[index]?.reserve = Indirect(Bucket(empty: limit.with(capacity: part.value)))
        }
        return ledger?.value.accounts[index]?.reserve?.value.availability(for: cost, after: ahead, at: now)
            ?? .available
    }

    /// What keeps a request back that is the ledger's word, as far as it is known.
    func sharedShortage(_ index: Int, _ cost: Units, at now: Instant) -> Instant? {
        guard let account = ledger?.value.accounts[index], cost > .zero, account.stock < cost else { return nil }
        return account.lower.flatMap { $0 > now ? $0 : nil }
    }

    /// Whether a ledger is still to be told something of a bucket, or may answer something of it.
    @inline(never)
    func isUntold(_ index: Int) -> Bool {
        guard let book, let account = book.accounts[index] else { return false }
        let isNamed = book.pending?.buckets.contains { $0.index == index } ?? false
        return isNamed || account.stock > .zero || !account.hasNothingToTell || account.probing != nil
    }

    /// What all processes use of a bucket, by the ledger's last word.
    func sharedUse(ofBucket index: Int) -> SharedUse? {
        guard let account = book?.accounts[index], !account.isUndeclared else { return nil }
        return account.stand.map { stand in
            SharedUse(
                capacity: Units(millionths: stand.capacity).value, held: Units(millionths: stand.held).value,
                inFlight: Units(millionths: stand.inFlight).value)
        }
    }

    /// This process's side of the ledger, to be looked at; nil where nothing is shared.
    var book: LedgerBook? { ledger?.value }

    /// Takes all draws, or none, where a ledger has its say, too.
    @inline(never)
    mutating func acquireShared(_ draws: DrawList, at now: Instant) -> Decision {
        var last: Blocked?
        for draw in draws {
            let index = draw.bucket.index
            switch availability(inBucket: index, for: draw.cost, at: now) {
            case .available: continue
            case .never: return .blocked(Blocked(bucket: index, delay: nil))
            case .later(let delay):
                if let known = last?.delay, known.earliest >= delay.earliest { continue }
                last = Blocked(bucket: index, delay: delay)
            }
        }
        if let last { return .blocked(last) }
        let permit = permits.add(draws, at: now)
        let place = permits.place(of: permit)
        for position in 0..<draws.count {
            take(draws[position], position, for: permit, place, at: now)
            ledger?.value.take(draws[position].cost, from: draws[position].bucket.index, for: permit, at: now)
        }
        return granted(permit, at: now)
    }

    /// The hold of windows has begun.
    @inline(never)
    mutating func tellAnswered(_ permit: PermitID, at now: Instant) {
        for draw in draws(of: permit) where buckets.release(of: draw.bucket.index) == .response {
            ledger?.value.settle(draw.cost, in: draw.bucket.index, of: permit, at: now, now: now)
        }
    }

    /// What becomes of what is in flight of a permit that ends.
    @inline(never)
    mutating func tellEnd(
        _ permit: PermitID, _ fate: Fate, refunding refunded: [Int], isAccepted: Bool, at now: Instant
    ) {
        let isAnswered = isAnswered(permit)
        for draw in draws(of: permit) {
            let index = draw.bucket.index
            guard !isAnswered || buckets.release(of: index) == .end else { continue }
            switch refunded.contains(index) ? .refunded : fate {
            case .settled(let instant): ledger?.value.settle(draw.cost, in: index, of: permit, at: instant, now: now)
            case .refunded: ledger?.value.refund(draw.cost, in: index, of: permit, at: now)
            }
        }
        ledger?.value.end(permit, isAccepted: isAccepted)
    }

    /// What becomes of units in flight.
    enum Fate {
        /// Their hold begins.
        case settled(Instant)
        /// They were not used.
        case refunded
    }

    /// This process was refused: the others are to know.
    mutating func tellGate(ofBucket index: Int) {
        guard let gate = buckets.resident(index)?.refusals?.value.gate else { return }
        ledger?.value.shut(index, told: gate.retryAfter, reopens: gate.reopens)
    }

    /// A request of a bucket whose numbers nobody declared was let through: the others are to know.
    mutating func tellOpened(_ draws: DrawList) {
        for draw in draws {
            let index = draw.bucket.index
            guard let account = ledger?.value.accounts[index], account.isUndeclared, account.isShut,
                buckets.gate(of: index) == nil
            else { continue }
            ledger?.value.accounts[index]?.isShut = false
            ledger?.value.accounts[index]?.probe = .accepted
        }
    }

    /// A ledger says that a bucket is shut, or that it is open.
    mutating func takeGate(_ reopens: Instant?, ofBucket index: Int, at now: Instant) {
        buckets.with(index, at: now) { $0.takeGate(reopens, at: now) }
    }

    /// The numbers of a bucket as the ledger is told them.
    func rule(ofBucket index: Int, at now: Instant) -> LedgerRequest.Rule {
        let limit = buckets.limit(of: index)
        guard limit.observing == nil else { return .undeclared }
        let whole = Units(limit.capacity)
        let granted = whole - (book?.options.reserved(of: whole) ?? .zero)
        var rule = LedgerRequest.Rule(
            capacity: min(granted.millionths, LedgerRequest.maximumUnits), hold: limit.hold.microseconds,
            isRefilled: limit.isRefilled)
        let told = buckets.resident(index)?.told?.value.numbers?.toldAt
        rule.toldAge = told.map { max(0, now.microseconds(since: $0)) }
        return rule
    }

    /// What is in use of a bucket, apart from what was taken from its reserve.
    func inUse(ofBucket index: Int) -> LedgerBook.InUse {
        guard let bucket = buckets.resident(index) else { return LedgerBook.InUse(inFlight: .zero, answered: []) }
        let reserved = book?.accounts[index]?.reserve?.value.inFlight ?? .zero
        return LedgerBook.InUse(
            inFlight: bucket.inFlight - reserved, answered: bucket.held.entries + (bucket.late?.value.entries ?? []))
    }
}

extension Bucket {
    /// Another process was refused, so that nothing starts before `reopens`; or, where it is nil, one of their requests
    /// was let through.
    fileprivate mutating func takeGate(_ reopens: Instant?, at now: Instant) {
        guard let reopens else {
            let hold = hold
            let hasOpened = refusals?.value.open(at: now, hold: hold) ?? false
            if hasOpened, observation != nil { noteOpened(at: now) }
            return
        }
        guard reopens > now, gatedUntil.map({ $0 < reopens }) ?? true else { return }
        if refusals == nil { refusals = Indirect(Refusals()) }
        refusals?.value.shut(Gate(shutAt: now, for: reopens - now, atMost: reopens - now, jitter: 0), at: now)
    }
}
