// What becomes of the requests that a ledger lets start.

extension LedgerBook {
    /// What keeps `cost` from starting; nil when nothing does.
    func delay(inBucket index: Int, for cost: Units, at now: Instant) -> Delay? {
        guard let account = accounts[index], cost > .zero, !account.isUndeclared else { return nil }
        guard isAlive(at: now) else { return Delay(earliest: now, wake: nil, drift: now) }
        return account.delay(for: cost, at: now)
    }

    /// Whether what was granted may still be used.
    func isAlive(at now: Instant) -> Bool { !isLeased || leaseEnd.map { now < $0 } ?? true }

    /// Whether a permit's request may still be sent.
    func mayStart(_ permit: PermitID, at now: Instant) -> Bool {
        guard let entry = permits[permit], !entry.marks.isEmpty else { return true }
        return entry.life == life && isAlive(at: now)
    }

    /// The time of the day is `wall`: a machine that was frozen for longer than the lease has nothing granted any more.
    /// Returns whether it is so.
    mutating func endIfFrozen(_ wall: Instant, at now: Instant) -> Bool {
        guard isLeased, let end = leaseWallEnd, wall >= end, isAlive(at: now) else { return false }
        (leaseEnd, leaseWallEnd) = (now, nil)
        return true
    }

    mutating func take(_ cost: Units, from index: Int, for permit: PermitID, at now: Instant) {
        guard let account = accounts[index], !account.isUndeclared, cost > .zero else { return }
        if isAlone, delay(inBucket: index, for: cost, at: now) != nil {
            return takeAlone(cost, from: index, for: permit, at: now)
        }
        accounts[index]?.isUsed = true
        let mark = accounts[index]?.take(cost)
        permits[permit, default: Entry(life: life)].marks[index] = mark
        if case .granted? = accounts[index]?.probing { accounts[index]?.probing = .permit(permit) }
    }

    /// Takes what is this process's while the ledger does not answer: of the reserve, of which the ledger is never
    /// told, or, where there is none, of the quota.
    private mutating func takeAlone(_ cost: Units, from index: Int, for permit: PermitID, at now: Instant) {
        if accounts[index]?.reserve != nil {
            accounts[index]?.reserve?.value.take(cost, for: permit, at: now)
            permits[permit, default: Entry(life: life)].reserved.insert(index)
        } else {
            accounts[index]?.adopted += cost
            hasUntold = true
            permits[permit] = permits[permit] ?? Entry(life: life)
        }
    }

    private func isOwn(_ permit: PermitID) -> Bool { permits[permit]?.life == life }

    private func isReserved(_ permit: PermitID, _ index: Int) -> Bool {
        permits[permit]?.reserved.contains(index) ?? false
    }

    mutating func settle(_ cost: Units, in index: Int, of permit: PermitID, at instant: Instant, now: Instant) {
        guard cost > .zero else { return }
        if isReserved(permit, index) {
            accounts[index]?.reserve?.value.lose(cost, until: instant)
        } else if isOwn(permit), accounts[index]?.isUndeclared == false {
            accounts[index]?.settle(cost, at: instant, now: now)
        }
    }

    /// What was not used is there for the next one of this process, and goes back if nobody wants it.
    mutating func refund(_ cost: Units, in index: Int, of permit: PermitID, at now: Instant) {
        if isReserved(permit, index) {
            accounts[index]?.reserve?.value.refund(cost)
        } else if isOwn(permit), accounts[index]?.isUndeclared == false {
            // A probe is the ledger's to give.
            if let mark = permits[permit]?.marks[index], accounts[index]?.isProbe(permit) == false {
                accounts[index]?.grant(cost, from: now, level: mark)
            } else {
                accounts[index]?.returned += cost
            }
        }
    }

    /// A request turned out to cost more, or less.
    mutating func amend(by change: Units, in index: Int, of permit: PermitID) {
        if isReserved(permit, index) {
            accounts[index]?.reserve?.value.amend(by: change)
            return
        }
        guard isOwn(permit), accounts[index]?.isUndeclared == false else { return }
        if change > .zero { accounts[index]?.adopted += change } else { accounts[index]?.returned -= change }
    }

    mutating func shut(_ index: Int, told: Instant, reopens: Instant) {
        guard let account = accounts[index] else { return }
        let old = account.gate
        accounts[index]?.gate = (max(told, old?.told ?? told), max(reopens, old?.reopens ?? reopens))
        accounts[index]?.isShut = true
    }

    mutating func observe(_ remaining: Units, in index: Int, of permit: PermitID, length: Int64, at now: Instant) {
        guard isOwn(permit), let mark = permits[permit]?.marks[index], mark != Self.unknown, length > 0 else { return }
        accounts[index]?.ceilings.append((mark, min(remaining, Self.mostRemaining), now, length))
    }

    /// Of more a level would not be known to come later.
    private static let mostRemaining = Units(millionths: LedgerRequest.maximumUnits - 1)

    /// A response said what is left of a bucket whose numbers nobody declared: the last word is told to the others.
    /// - Parameter length: For so many microseconds.
    mutating func tell(_ remaining: Units, for length: Int64, of index: Int, at now: Instant) {
        guard accounts[index]?.isUndeclared == true, length > 0 else { return }
        accounts[index]?.ceilings = [(0, min(remaining, Self.mostRemaining), now, length)]
    }

    /// A permit came to its end, which matters if it was the ledger's probe.
    mutating func end(_ permit: PermitID, isAccepted: Bool) {
        noteProbe(permit, isAccepted: isAccepted)
        permits[permit] = nil
    }

    mutating func noteProbe(_ permit: PermitID, isAccepted: Bool) {
        guard let entry = permits[permit] else { return }
        for index in entry.marks.keys {
            guard accounts[index]?.isProbe(permit) ?? false else { continue }
            accounts[index]?.probing = nil
            accounts[index]?.probe = isAccepted ? .accepted : .ended
        }
    }

    // MARK: Buckets that the server counts under other names

    /// The level of what was granted of another bucket.
    private static let unknown = Int64.min

    /// The server counts a bucket under another name than was thought: what is in use of it will be told anew, and what
    /// the ledger knows of it by its old name runs out.
    mutating func rename(_ index: Int, to key: String, _ rule: LedgerRequest.Rule, _ use: InUse) {
        guard let account = accounts[index], account.key != key else { return }
        bidFarewell(index, rule, use)
        accounts[index] = LedgerAccount(key: key, isUndeclared: account.isUndeclared)
        accounts[index]?.isMoved = true
        for (permit, entry) in permits where entry.marks[index] != nil { permits[permit]?.marks[index] = Self.unknown }
    }

    /// The same of a bucket that the server does not tell from another one.
    mutating func merge(_ old: Int, into new: Int, _ rule: LedgerRequest.Rule, _ use: InUse) {
        guard let account = accounts[old], accounts[new] != nil else { return }
        bidFarewell(old, rule, use)
        accounts[old] = LedgerAccount(key: account.key, isUndeclared: account.isUndeclared)
        for (permit, entry) in permits where entry.marks[old] != nil {
            permits[permit]?.marks[old] = nil
            permits[permit]?.marks[new] = Self.unknown
        }
        guard accounts[new]?.isUndeclared == false, accounts[new]?.isMoved == false else { return }
        accounts[new]?.adopt(use)
    }

    private mutating func bidFarewell(_ index: Int, _ rule: LedgerRequest.Rule, _ use: InUse) {
        guard let account = accounts[index], !account.isUndeclared, account.lastNamed != nil else { return }
        var bucket = LedgerRequest.Bucket(key: account.key, rule: rule, grace: grace.microseconds)
        bucket.returned = (account.stock + account.returned).millionths
        bucket.probe = account.probe ?? (account.probing == nil ? nil : .ended)
        let open = account.settled.reduce(use.inFlight) { $0 + $1.units }
        bucket.settled = [.init(units: open.millionths, age: -grace.microseconds)]
        farewells.append(bucket)
    }
}
