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
        let named = buckets.compactMap { bucket in accounts[bucket.index].map { (bucket.index, $0.key) } }
        pending = Pending(request: request, sent: now, wall: wall, buckets: named, wants: wants)
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
        for want in exchange.wants { forgetNextAsk(for: want) }
        // The ledger counts the lease from a step that came after the sending.
        let lease = options.usableLease
        if isLeased { (leaseEnd, leaseWallEnd) = (exchange.sent + lease, exchange.wall.map { $0 + lease }) }
        if answer.grants.contains(where: { !$0.starts.isEmpty }) { lastGrant = now }
        if hasUntold { hasUntold = accounts.values.contains { $0.adopted > .zero } }
        let known = exchange.buckets.map { accounts[$0.index]?.key == $0.key }
        for (place, state) in answer.buckets.prefix(known.count).enumerated() where known[place] {
            let index = exchange.buckets[place].index
            accounts[index]?.seen = state.level
            accounts[index]?.stand = state
            accounts[index]?.lower = nil
            accounts[index]?.isShut = state.gate != nil
        }
        takeGrants(answer, exchange, known, at: now)
        return exchange.buckets.indices.filter { known[$0] }.map { exchange.buckets[$0].index }
    }

    /// - Parameter known: For each bucket of the request whether it is there yet, by the name that it had.
    private mutating func takeGrants(_ answer: LedgerAnswer, _ exchange: Pending, _ known: [Bool], at now: Instant) {
        var levels = answer.buckets.map(\.level)
        // A level counts all that was granted: from the last grant back.
        for (want, grant) in zip(exchange.request.wants, answer.grants).reversed() {
            for start in grant.starts.reversed() {
                for part in want.parts where part.bucket < levels.count {
                    let instant = now + .microseconds(start)
                    take(part, from: instant, level: levels[part.bucket], exchange, isKnown: known[part.bucket])
                    levels[part.bucket] -= part.cost
                }
            }
        }
        for (want, grant) in zip(exchange.wants, answer.grants) { noteNext(grant, of: want, at: now) }
        for (place, state) in answer.buckets.prefix(known.count).enumerated() where state.gate == 0 && known[place] {
            let isProbe = zip(exchange.request.wants, answer.grants).contains { want, grant in
                want.parts.contains { $0.bucket == place } && !grant.starts.isEmpty
            }
            if isProbe { accounts[exchange.buckets[place].index]?.probing = .granted }
        }
    }

    /// One request's part of a grant. What was granted of a bucket that is none any more goes back.
    private mutating func take(
        _ part: LedgerRequest.Part, from start: Instant, level: Int64, _ exchange: Pending, isKnown: Bool
    ) {
        let units = Units(millionths: part.cost)
        guard !isKnown else {
            accounts[exchange.buckets[part.bucket].index]?.grant(units, from: start, level: level)
            return
        }
        let named = exchange.request.buckets[part.bucket]
        var farewell = LedgerRequest.Bucket(key: named.key, rule: named.rule, grace: named.grace)
        farewell.returned = part.cost
        farewell.probe = .ended
        farewells.append(farewell)
    }

    private mutating func noteNext(_ grant: LedgerAnswer.Grant, of want: Want, at now: Instant) {
        if let next = grant.next {
            setNextAsk(now + .microseconds(next), for: want)
        }
        guard let lower = grant.lower else { return }
        for index in want.buckets { accounts[index]?.lower = now + .microseconds(lower) }
    }
}
