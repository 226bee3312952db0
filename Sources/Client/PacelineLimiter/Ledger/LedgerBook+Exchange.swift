// What is told to a ledger and wanted of it, and what it answers.

extension LedgerBook {
    /// Begins an exchange: takes what is to be told.
    /// - Parameters:
    ///   - buckets: The buckets of which something is told or wanted, by their places, and their numbers.
    ///   - isInUse: Whether anything of a bucket is in use, so that the ledger must know of it.
    ///   - quiet: For so long nobody starts after a loss, in microseconds.
    mutating func begin(
        _ buckets: [(index: Int, rule: LedgerRequest.Rule, isInUse: Bool)], _ wants: [Want], quiet: Int64,
        at now: Instant, wall: Instant?
    ) -> LedgerRequest {
        let answered = sequence > 0 ? lastExchange : nil
        sequence += 1
        isHurried = false
        var request = LedgerRequest(
            session: session, sequence: sequence, epoch: epoch, hasLost: hasLost, former: former,
            lease: options.lease.microseconds, quiet: quiet, horizon: options.horizon.microseconds)
        var places: [Int: Int] = [:]
        for (index, rule, isInUse) in buckets {
            guard let account = accounts[index] else { continue }
            places[index] = request.buckets.count
            request.buckets.append(
                account.report(rule, grace: grace.microseconds, isInUse: isInUse, answered: answered, at: now))
            accounts[index]?.clearReport(answered: answered)
            accounts[index]?.lastNamed = now
        }
        request.buckets += farewells
        farewells = []
        request.wants = wants.map { $0.request(places, at: now) }
        pending = Pending(
            request: request, sent: now, wall: wall, buckets: buckets.map(\.index).filter { places[$0] != nil },
            wants: wants)
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
        /// The places of the buckets that it draws on.
        var buckets: [Int] { parts.map(\.bucket) }

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
        // Levels of another life mean nothing in this one.
        if epoch != answer.epoch { for index in accounts.keys { accounts[index]?.seen = nil } }
        (epoch, hasLost, former, lastExchange) = (answer.epoch, false, "", now)
        forgetNextAsks()
        // The ledger counts the lease from a step that came after the sending.
        let lease = options.usableLease
        if isLeased { (leaseEnd, leaseWallEnd) = (exchange.sent + lease, exchange.wall.map { $0 + lease }) }
        if answer.grants.contains(where: { !$0.starts.isEmpty }) { lastGrant = now }
        if hasUntold { hasUntold = accounts.values.contains { $0.adopted > .zero } }
        var levels: [Int: Int64] = [:]
        for (index, state) in zip(exchange.buckets, answer.buckets) {
            accounts[index]?.seen = state.level
            accounts[index]?.stand = state
            accounts[index]?.lower = nil
            accounts[index]?.isShut = state.gate != nil
            levels[index] = state.level
        }
        // A level counts all that was granted: from the last grant back.
        for (want, grant) in zip(exchange.wants.indices, answer.grants).reversed() {
            for start in grant.starts.reversed() {
                for (part, index) in zip(exchange.request.wants[want].parts, exchange.wants[want].buckets) {
                    let units = Units(millionths: part.cost)
                    accounts[index]?.grant(units, from: now + .microseconds(start), level: levels[index] ?? 0)
                    levels[index] = (levels[index] ?? 0) - part.cost
                }
            }
            noteNext(grant, of: exchange.wants[want], at: now)
        }
        for (index, state) in zip(exchange.buckets, answer.buckets) where state.gate == 0 {
            let isProbe = zip(exchange.wants, answer.grants).contains {
                $0.buckets.contains(index) && !$1.starts.isEmpty
            }
            if isProbe { accounts[index]?.probing = .granted }
        }
        return exchange.buckets
    }

    private mutating func noteNext(_ grant: LedgerAnswer.Grant, of want: Want, at now: Instant) {
        if let next = grant.next {
            setNextAsk(now + .microseconds(next), for: want)
        }
        guard let lower = grant.lower else { return }
        for index in want.buckets { accounts[index]?.lower = now + .microseconds(lower) }
    }
}
