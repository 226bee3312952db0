import PacelineLimiter

/// One session's step: first what became of what it had, then what it is granted.
struct LedgerStep {
    private let request: LedgerRequest
    private var session: LedgerSession
    private let now: Int64
    /// The buckets in which there is more room than those who wait could foresee.
    private(set) var freed: Set<String> = []
    /// Whether the server has refused a request, or let a probe through.
    private(set) var isForAll = false
    private var granted: Int64 = 0

    init(_ request: LedgerRequest, _ session: LedgerSession, at now: Int64) {
        self.request = request
        self.session = session
        self.now = now
    }

    // MARK: What became of it

    mutating func takeReports(_ ledger: inout LedgerState, epoch: Int64) {
        for report in request.buckets {
            var bucket = ledger.buckets[report.key] ?? LedgerBucket(report.rule, grace: report.grace)
            bucket.begin(epoch)
            take(report.rule, of: report.key, &bucket, ledger)
            bucket.grace = max(report.grace, 0)
            takeUnits(report, &bucket)
            if let probe = report.probe {
                bucket.end(probe, of: request.session, now: now)
                session.probes.remove(report.key)
            }
            if let gate = report.gate { bucket.shut(gate, now: now) }
            if report.probe != nil { freed.insert(report.key) }
            if report.probe == .accepted || report.gate != nil { isForAll = true }
            for ceiling in report.ceilings {
                bucket.ceilings.add(ceiling, at: now)
                if report.rule.isUndeclared, ceiling.remaining < LedgerStep.unit { isForAll = true }
            }
            if let last = session.reply?.now { for end in report.ends { bucket.add(end, after: last, now: now) } }
            bucket.forget(at: now)
            ledger.buckets[report.key] = bucket
        }
    }

    /// Of numbers that responses told the newest hold; of declared ones the strictest.
    private mutating func take(
        _ rule: LedgerRequest.Rule, of key: String, _ bucket: inout LedgerBucket, _ ledger: LedgerState
    ) {
        if let age = rule.toldAge {
            // What one session says again is a little older or newer by what the way to the ledger took.
            guard bucket.teller == request.session || bucket.toldAt.map({ $0 <= now - age }) ?? true else { return }
            bucket.toldAt = max(bucket.toldAt ?? now - age, now - age)
            bucket.teller = request.session
            return bucket.keep(to: rule, now: now)
        }
        session.rules[key] = rule
        guard bucket.toldAt == nil else { return }
        let present = (bucket.capacity, bucket.hold, bucket.isRefilled)
        guard bucket.isDisputed || present != (rule.capacity, rule.hold, rule.isRefilled) else { return }
        let strictest = ledger.rule(of: key, with: rule, but: request.session)
        bucket.isDisputed = strictest != rule
        bucket.keep(to: strictest, now: now)
    }

    private mutating func takeUnits(_ report: LedgerRequest.Bucket, _ bucket: inout LedgerBucket) {
        let had = session.inFlight[report.key] ?? 0
        let returned = min(report.returned, had + report.adopted)
        var left = had + report.adopted - returned
        bucket.inFlight += report.adopted - returned
        bucket.level = LedgerLevel.sum(bucket.level, report.adopted)
        for settlement in report.settled {
            let units = min(settlement.units, left)
            left -= units
            bucket.inFlight -= units
            bucket.settle(units, at: now - settlement.age, now: now)
        }
        session.inFlight[report.key] = left > 0 ? left : nil
        if returned > 0 || bucket.hold == 0 && !report.settled.isEmpty { freed.insert(report.key) }
    }

    // MARK: What is granted

    mutating func grant(_ ledger: inout LedgerState, epoch: Int64) -> LedgerAnswer {
        let reserved = self.reserved(&ledger)
        // While others wait, nobody takes more than a quantum at a time.
        let isCrowded = ledger.sessions.contains { $0.key != request.session && $0.value.waiting != nil }
        let most = isCrowded ? request.quantum : .max
        var answer = LedgerAnswer(now: now, epoch: epoch, quiet: max(0, ledger.quietUntil - now))
        var waiting: LedgerSession.Waiting?
        for want in request.wants {
            let grant = self.grant(want, reserved, most, &ledger)
            answer.grants.append(grant)
            let open = want.count - Int64(grant.starts.count)
            guard open > 0 else { continue }
            var line = waiting ?? LedgerSession.Waiting(rank: rank, told: now, wanted: [:])
            line.told = max(line.told, now + (grant.next ?? 0))
            for part in lacking(want, reserved, ledger) {
                line.wanted[request.buckets[part.bucket].key, default: 0] += min(open, request.quantum) * part.cost
            }
            waiting = line
        }
        // Whoever got a quantum stands behind those who came before its next one.
        if granted >= request.quantum { waiting?.rank = now - (request.wants.map(\.laterAge).max() ?? 0) }
        answer.buckets = request.buckets.map { state(of: $0.key, ledger) }
        session.sequence = request.sequence
        session.reply = answer
        session.waiting = waiting
        session.deadline = now + request.lease
        ledger.sessions[request.session] = session
        return answer
    }

    /// What keeps the next request of a want: in other buckets nothing is kept for it, where others could use it
    /// meanwhile.
    private func lacking(
        _ want: LedgerRequest.Want, _ reserved: [String: Int64], _ ledger: LedgerState
    ) -> [LedgerRequest.Part] {
        let start = start(of: want, reserved, ledger).start
        return want.parts.filter { part in
            let key = request.buckets[part.bucket].key
            guard let bucket = ledger.buckets[key] else { return true }
            let own = bucket.availability(part, reserved: reserved[key] ?? 0, at: now)
            return max(own.start, ledger.quietUntil) >= start - request.horizon
        }
    }

    /// The arrival of who waits longest.
    private var rank: Int64 { now - (request.wants.map(\.age).max() ?? 0) }

    /// What is kept for the sessions that wait longer and are still there. Those that did not come when they were told
    /// to lose their place.
    private func reserved(_ ledger: inout LedgerState) -> [String: Int64] {
        guard !request.wants.isEmpty else { return [:] }
        var reserved: [String: Int64] = [:]
        let rank = rank
        let ahead = ledger.sessions.compactMap { name, session in
            session.waiting.flatMap { name != request.session && $0.rank < rank ? (name, $0) : nil }
        }
        for (name, waiting) in ahead.sorted(by: { ($0.1.rank, $0.0) < ($1.1.rank, $1.0) }).prefix(Self.mostAhead) {
            if waiting.told + request.patience < now {
                ledger.sessions[name]?.waiting = nil
            } else {
                for (key, units) in waiting.wanted { reserved[key, default: 0] += units }
            }
        }
        return reserved
    }

    /// So many sessions ahead are looked at.
    static let mostAhead = 32

    private mutating func grant(
        _ want: LedgerRequest.Want, _ reserved: [String: Int64], _ most: Int64, _ ledger: inout LedgerState
    ) -> LedgerAnswer.Grant {
        var grant = LedgerAnswer.Grant(starts: [])
        while grant.starts.count < want.count {
            let (start, _, isOpen) = start(of: want, reserved, ledger)
            guard isOpen, start <= now + request.horizon, granted < most else {
                // What can be foreseen is granted ahead.
                grant.next = max(Self.turn, start - now - (isOpen ? request.horizon / 10 * 8 : 0))
                grant.lower = max(0, self.start(of: want, [:], ledger).bound - now)
                break
            }
            granted += 1
            for part in want.parts {
                let key = request.buckets[part.bucket].key
                ledger.buckets[key]?.take(part, from: start, by: request.session, now: now)
                if ledger.buckets[key]?.probe == request.session { session.probes.insert(key) }
                if part.cost > 0 { session.inFlight[key, default: 0] += part.cost }
            }
            grant.starts.append(start - now)
        }
        return grant
    }

    /// Nobody is told to come again sooner, as one is who got a quantum.
    private static let turn: Int64 = 2_000

    /// When one request may start by all its buckets, and whether that can be foreseen.
    private func start(
        of want: LedgerRequest.Want, _ reserved: [String: Int64], _ ledger: LedgerState
    ) -> (start: Int64, bound: Int64, isOpen: Bool) {
        var (start, isOpen) = (max(now, ledger.quietUntil), ledger.quietUntil <= now)
        var bound = start
        for part in want.parts {
            let key = request.buckets[part.bucket].key
            guard let availability = ledger.buckets[key]?.availability(part, reserved: reserved[key] ?? 0, at: now)
            else { continue }
            start = max(start, availability.start)
            bound = max(bound, availability.bound)
            isOpen = isOpen && availability.isOpen
        }
        return (start, bound, isOpen)
    }

    private func state(of key: String, _ ledger: LedgerState) -> LedgerAnswer.Bucket {
        guard let bucket = ledger.buckets[key] else {
            return LedgerAnswer.Bucket(gate: nil, level: 0, capacity: 0, hold: 0, inFlight: 0, held: 0)
        }
        var state = LedgerAnswer.Bucket(
            gate: bucket.reopens > 0 ? max(0, bucket.reopens - now) : nil, level: bucket.level,
            capacity: bucket.capacity, hold: bucket.hold, inFlight: bucket.inFlight, held: bucket.held(at: now))
        // Of what nobody declared: what responses said is left, and for how long.
        if bucket.isUndeclared, let left = bucket.ceilings.entries.first {
            let isLeft = LedgerLevel.isBefore(bucket.level, left.level)
            state.capacity = isLeft ? LedgerLevel.distance(from: bucket.level, to: left.level) : 0
            state.hold = left.end - now
        }
        return state
    }

    /// What one request takes, in millionths.
    private static let unit: Int64 = 1_000_000
}
