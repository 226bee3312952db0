// What follows from a ledger's replies, and from none.

extension LimiterCore {
    /// The reply to the exchange under way has come.
    package mutating func takeReply(_ reply: LedgerReply, at time: Instant) {
        advance(to: time)
        guard let book = store.book, let exchange = book.pending else { return }
        switch reply {
        case .made(let answer):
            if hasJumped(answer, exchange) {
                declareAnew(epoch: answer.epoch)
                break
            }
            let isUntold = book.isUntold
            if isUntold {
                let inUse = allInUse
                store.ledger?.value.declare(inUse)
            }
            noteAnswer(answer)
            let changed = store.ledger?.value.take(answer, at: now) ?? []
            // What was granted before the ledger knew is given back.
            if isUntold { for index in changed { store.ledger?.value.accounts[index]?.giveBack(beyond: .zero) } }
            for index in changed { touch(index) }
            for (bucket, state) in zip(exchange.buckets, answer.buckets) where changed.contains(bucket.index) {
                takeGate(state.gate, of: bucket.index)
                noteNumbers(state, of: bucket.index)
                takeRemaining(state, of: bucket.index)
            }
        case .gone(let epoch):
            // It has begun another life, or it does not know a session whose lease is good. By the life that this
            // process knew it sees whether that is noticed already.
            let isOther = book.epoch.map { $0 != epoch } ?? false
            let isLost = book.leaseEnd != nil && book.isAlive(at: now) || !book.isLeased
            if isOther || isLost { declareAnew(epoch: book.epoch) } else { lapse() }
        }
        settle()
    }

    /// Says once that the ledger keeps to stricter numbers than this process knows.
    private mutating func noteNumbers(_ state: LedgerAnswer.Bucket, of index: Int) {
        guard let account = store.ledger?.value.accounts[index], !account.isUndeclared else { return }
        let rule = store.rule(ofBucket: index, at: now)
        let isStricter = state.capacity < rule.capacity || state.hold > rule.hold
        guard isStricter != account.isStricter else { return }
        store.ledger?.value.accounts[index]?.isStricter = isStricter
        guard isStricter, isRecording, state.capacity > 0 else { return }
        let limit = store.limit(ofBucket: index)
            .with(capacity: Units(millionths: state.capacity).value, hold: .microseconds(state.hold))
        effects.events?.append(.stricter(names[index], limit, at: now))
    }

    /// What responses told other processes is left of a bucket whose numbers nobody declared.
    private mutating func takeRemaining(_ state: LedgerAnswer.Bucket, of index: Int) {
        guard let account = store.ledger?.value.accounts[index], account.isUndeclared, state.hold > 0 else { return }
        let units = Units(millionths: max(0, state.capacity))
        store.buckets.with(index, at: now) {
            $0.keep(within: units, for: Duration.microseconds(state.hold).nanoseconds, at: now)
        }
    }

    private var allInUse: [Int: LedgerBook.InUse] {
        Dictionary(
            uniqueKeysWithValues: (store.book?.accounts ?? [:]).keys.map { ($0, store.inUse(ofBucket: $0)) })
    }

    private mutating func declareAnew(epoch: Int64?) {
        let inUse = allInUse
        store.ledger?.value.declareAnew(inUse, epoch: epoch)
        effects.events?.append(.ledger(.declaredAnew, at: now))
    }

    /// Whether the ledger's clock was set forward by more than the shortest hold has to spare.
    private mutating func hasJumped(_ answer: LedgerAnswer, _ exchange: LedgerBook.Pending) -> Bool {
        let holds = (store.book?.accounts ?? [:]).keys.map { store.rule(ofBucket: $0, at: now).hold }
        let shortest = holds.lazy.filter { $0 > 0 }.min() ?? 0
        return store.ledger?.value.clock.hasJumped(
            answer, sent: exchange.sent, tolerance: shortest / 200, at: now) ?? false
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
        guard store.book?.isOver(at: now) ?? false else { return false }
        lapse()
        settle()
        return true
    }

    mutating func lapse() {
        if store.book?.leaseEnd != nil, store.book?.hasSomething ?? false {
            effects.events?.append(.ledger(.lapsed, at: now))
        }
        store.ledger?.value.lapse()
    }

    /// This process is a child of the one that was granted all there is.
    package mutating func endInChild(at time: Instant) {
        noteUnreachable(LedgerError.forked, at: time)
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
        guard store.book?.failure != nil || store.book?.isAlone ?? false else { return }
        for index in book.accounts.keys.sorted() { touch(index) }
        settle()
    }
}
