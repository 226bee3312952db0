package import PacelineLimiter

/// A ledger: what all processes together use of the buckets of one account. A value without clock, lock or store; each
/// change of it is one ``exchange(_:at:by:)``.
///
/// It is what keeps the promise: no more than the capacity of a bucket is granted to occupy it at any instant, from the
/// start of a request until a hold after its response. A session that ends without a word, in a crash or cut off, may
/// have sent all that it had: that counts as answered when the last of it must have arrived.
package struct LedgerState: Hashable, Sendable {
    /// The ledger's clock, in microseconds; never goes back.
    package var last = LedgerState.longAgo
    /// What the clock of its surroundings is behind this one, since it was set back.
    package var offset: Int64 = 0
    /// The ledger's life; nil before its first step.
    package var epoch: Int64?
    /// Nobody starts before.
    package var quietUntil = LedgerState.longAgo
    package var sessions: [String: LedgerSession] = [:]
    package var buckets: [String: LedgerBucket] = [:]

    package init() {}

    /// Before all that a clock shows, in microseconds.
    static let longAgo: Int64 = -1 << 51

    /// What a step knows of where the ledger is kept.
    package struct Surroundings: Sendable {
        /// Whether another engine keeps it than at the last step, which may have forgotten what this one had
        /// acknowledged.
        package var isOtherEngine = false
        /// Whether the engine is so young that a ledger which it does not know may have been lost with an earlier one.
        package var isYoung = false
        /// Whether a session has ended; nil where its lease tells.
        package var hasEnded: (@Sendable (String) -> Bool)?

        package init(
            isOtherEngine: Bool = false, isYoung: Bool = false, hasEnded: (@Sendable (String) -> Bool)? = nil
        ) {
            self.isOtherEngine = isOtherEngine
            self.isYoung = isYoung
            self.hasEnded = hasEnded
        }
    }

    /// What a step leaves to be done outside.
    package struct Outcome: Hashable, Sendable {
        package var reply: LedgerReply
        package var news = LedgerNews.none
    }

    /// One step: says and asks everything that a session has to, and takes effect whole or not at all.
    /// - Parameter time: What the clock shows, in microseconds.
    package mutating func exchange(
        _ request: LedgerRequest, at time: Int64, in surroundings: Surroundings = Surroundings()
    ) -> Outcome {
        let now = advance(to: time)
        if let known = sessions[request.session], known.sequence == request.sequence, let reply = known.reply {
            return Outcome(reply: .made(reply))
        }
        noteLosses(request, surroundings, at: now)
        let epoch = epoch ?? now
        let known = sessions[request.session]
        let isNext = request.sequence == (known?.sequence ?? 0) + 1
        let isOfThisLife = request.epoch == nil || request.epoch == epoch || request.hasLost
        guard isNext, isOfThisLife else { return Outcome(reply: .gone(epoch: epoch)) }
        dropFormer(of: request)
        let freed = endSessions(but: request.session, surroundings, at: now)
        var step = LedgerStep(request, known ?? LedgerSession(deadline: now + request.lease), at: now)
        if surroundings.hasEnded == nil, let known, known.deadline <= now {
            judge(request.session, known, at: known.deadline)
            let news = firstInLine(for: freed.union(known.freed), but: request.session)
            return Outcome(reply: .gone(epoch: epoch), news: news)
        }
        step.takeReports(&self, epoch: epoch)
        let answer = step.grant(&self, epoch: epoch)
        let news = step.isForAll ? .all : firstInLine(for: freed.union(step.freed), but: request.session)
        return Outcome(reply: .made(answer), news: news)
    }

    /// Who has waited longest for one of these buckets: room that nobody foresaw is theirs.
    private func firstInLine(for freed: Set<String>, but own: String) -> LedgerNews {
        guard !freed.isEmpty else { return .none }
        let line = sessions.compactMap { name, session in
            session.waiting.flatMap { name != own ? (rank: $0.rank, name: name, wanted: $0.wanted.keys) : nil }
        }
        let first = line.sorted { ($0.rank, $0.name) < ($1.rank, $1.name) }.prefix(LedgerStep.mostAhead)
            .first { !freed.isDisjoint(with: $0.wanted) }
        return first.map { .session($0.name) } ?? .none
    }

    /// The time goes on. Where the clock was set back, what it is behind is added from now on: the ledger's own goes on
    /// from where it was.
    private mutating func advance(to time: Int64) -> Int64 {
        if time + offset < last { offset = last - time }
        last = time + offset
        return last
    }

    /// The ledger as the next step would find it.
    func advanced(to time: Int64, in surroundings: Surroundings) -> LedgerState {
        var next = self
        let now = next.advance(to: time)
        _ = next.endSessions(but: "", surroundings, at: now)
        for key in next.buckets.keys { next.buckets[key]?.forget(at: now) }
        return next
    }

    // MARK: Losses

    /// Begins a new life, and a quiet time, where something that was acknowledged has been forgotten.
    private mutating func noteLosses(_ request: LedgerRequest, _ surroundings: Surroundings, at now: Int64) {
        guard let epoch else {
            self.epoch = now
            // Who knows a life of it, or has asked before, knew one that is lost.
            let wasKnown = request.hasLost || request.epoch != nil || request.sequence > 1
            if wasKnown || surroundings.isYoung { quietUntil = now + request.quiet }
            return
        }
        let hasForgotten = request.hasLost && request.epoch == epoch
        guard surroundings.isOtherEngine || hasForgotten || isBehind(request) else { return }
        self.epoch = max(now, epoch + 1)
        quietUntil = max(quietUntil, now + request.quiet)
    }

    /// Whether a bucket's level is lower than the session has seen it.
    private func isBehind(_ request: LedgerRequest) -> Bool {
        guard request.epoch == epoch else { return false }
        return request.buckets.contains { bucket in
            guard let seen = bucket.seen else { return false }
            return buckets[bucket.key].map { LedgerLevel.isBefore($0.level, seen) } ?? (seen > 0)
        }
    }

    // MARK: Sessions

    /// The session that this one goes on for is dropped: all of it is declared anew.
    private mutating func dropFormer(of request: LedgerRequest) {
        guard request.former != request.session, let former = sessions.removeValue(forKey: request.former) else {
            return
        }
        for (key, units) in former.inFlight { buckets[key]?.inFlight -= units }
        releaseProbes(of: former, request.former)
    }

    /// Ends the sessions that are over. Returns the buckets in which that makes room which nobody could foresee.
    private mutating func endSessions(but own: String, _ surroundings: Surroundings, at now: Int64) -> Set<String> {
        let over = sessions.filter { name, session in
            name != own && (surroundings.hasEnded.map { $0(name) } ?? (session.deadline <= now))
        }
        for (name, session) in over.sorted(by: { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }) {
            judge(name, session, at: surroundings.hasEnded == nil ? session.deadline : now)
        }
        return over.values.reduce(into: []) { $0.formUnion($1.freed) }
    }

    /// A session ended at `end` without a word: what it had in flight has arrived one grace later, if ever.
    private mutating func judge(_ name: String, _ session: LedgerSession, at end: Int64) {
        sessions[name] = nil
        for (key, units) in session.inFlight {
            guard let grace = buckets[key]?.grace else { continue }
            buckets[key]?.inFlight -= units
            buckets[key]?.settle(units, at: end + grace, now: last)
        }
        releaseProbes(of: session, name)
    }

    private mutating func releaseProbes(of session: LedgerSession, _ name: String) {
        for key in session.probes where buckets[key]?.probe == name { buckets[key]?.probe = "" }
    }

    /// The numbers that keep to all sessions' declarations of a bucket.
    func rule(of key: String, with own: LedgerRequest.Rule, but session: String) -> LedgerRequest.Rule {
        var rule = own
        for (name, other) in sessions where name != session {
            guard let theirs = other.rules[key] else { continue }
            rule.capacity = min(rule.capacity, theirs.capacity)
            rule.hold = max(rule.hold, theirs.hold)
            rule.isRefilled = rule.isRefilled && theirs.isRefilled
        }
        return rule
    }
}
