// The life of a permit.

extension LimiterCore {
    /// The head of the response has come.
    package mutating func response(_ permit: PermitID, at time: Instant) {
        step(permit, at: time) { store, now in store.response(permit, at: now) }
    }

    /// The response is known not to be a refusal.
    package mutating func accept(_ permit: PermitID, at time: Instant) {
        step(permit, at: time) { store, now in
            store.response(permit, at: now)
            store.accept(permit, at: now)
        }
    }

    /// The response said that `remaining` is left in a bucket, until `reset` from now.
    package mutating func observe(
        _ permit: PermitID, remaining: Double, of bucket: BucketHandle, reset: Duration?, at time: Instant
    ) {
        guard !remaining.isNaN else { return }
        advance(to: time)
        let units = Units(min(max(0, remaining), Units.maximum))
        for index in drawn(bucket) {
            store.observe(permit, bucket: index, remaining: units, reset: reset, at: now)
            if waiting.count > 0 { touch(index) }
        }
        if waiting.count > 0 { settle() }
    }

    /// The response has ended, and it was not a refusal. Unless it was `accepted`, it says nothing about the limits.
    package mutating func finish(_ permit: PermitID, accepted: Bool = true, at time: Instant) {
        step(permit, at: time) { store, now in
            if !accepted { store.disregard(permit, at: now) }
            store.finish(permit, accepted: accepted, at: now)
        }
    }

    /// The request was never sent. (If it was answered all the same, it is finished.)
    package mutating func refund(_ permit: PermitID, at time: Instant) {
        step(permit, at: time) { store, now in
            store.isAnswered(permit) ? store.finish(permit, accepted: false, at: now) : store.refund(permit, at: now)
        }
    }

    /// The response was a refusal by `buckets` (nil: it does not say by which), told to last `wait` (nil: one hold
    /// each).
    /// - Parameters:
    ///   - counted: Whether the server counted the request.
    ///   - jitter: 0 to 1.
    package mutating func refuse(
        _ permit: PermitID, by buckets: [BucketHandle]?, for wait: Duration?, counted: Bool, jitter: Double,
        at time: Instant
    ) {
        let refusals = (buckets ?? store.draws(of: permit).map(\.bucket)).map {
            Refusal($0, wait: wait, isCounted: counted)
        }
        refuse(permit, refusals, isOpen: buckets == nil, jitter: jitter, at: time)
    }

    /// Refusals of the buckets that callers' handles stand for.
    package func resolved(_ refusals: [Refusal]) -> [Refusal] {
        guard routes.isRedirecting else { return refusals }
        return refusals.map { refusal in
            var refusal = refusal
            if let drawn = drawn(refusal.bucket).first { refusal.bucket = names.handle(drawn) }
            return refusal
        }
    }

    /// The response was a refusal by these buckets, each for its own time, or by one of them if that `isOpen`.
    /// - Returns: The place of the one that was shut, where it was open.
    @discardableResult package mutating func refuse(
        _ permit: PermitID, _ refusals: [Refusal], isOpen: Bool = false, jitter: Double, at time: Instant
    ) -> Int? {
        advance(to: time)
        for refusal in refusals { names.check(refusal.bucket) }
        let culprit = isOpen ? store.culprit(of: permit, among: refusals.map(\.bucket.index), at: now) : nil
        let shut = culprit.map { [refusals[$0]] } ?? refusals
        let buckets = shut.flatMap { [$0.bucket] + $0.alsoShuts }
        // Whether any of them counted it is as open as which of them refused.
        let isCounted = isOpen && refusals.contains(where: \.isCounted)
        let uncounted = isCounted ? [] : refusals.filter { !$0.isCounted }.map(\.bucket.index)
        note(.refused(shut.map(\.bucket.index)), permit, store.draws(of: permit))
        step(permit, at: time) { store, now in
            for var refusal in shut {
                refusal.isCounted = !uncounted.contains(refusal.bucket.index)
                store.shut(by: permit, refusal, isGuess: isOpen && refusals.count > 1, jitter: jitter, at: now)
            }
            store.refuse(permit, uncountedBy: uncounted, at: now)
        }
        if waiting.count > 0 {
            for bucket in buckets { touch(bucket.index) }
            settle()
        }
        guard isRecording else { return culprit }
        for bucket in buckets {
            guard let until = store.gate(ofBucket: bucket.index) else { continue }
            effects.events?.append(.gated(names[bucket.index], until: until, at: now))
        }
        return culprit
    }

    /// No response will come; the request reaches the server within `grace`, if ever.
    package mutating func lose(_ permit: PermitID, grace: Duration, at time: Instant) {
        if isRecording {
            advance(to: time)
            note(.lost, permit, store.draws(of: permit))
        }
        step(permit, at: time) { store, now in store.lose(permit, at: now, grace: grace) }
    }

    /// Nobody said what became of the request: it is lost, or, if it was answered, finished.
    package mutating func drop(_ permit: PermitID, grace: Duration, at time: Instant) {
        store.isAnswered(permit) ? finish(permit, at: time) : lose(permit, grace: grace, at: time)
    }

    private mutating func step(
        _ permit: PermitID, at time: Instant, _ change: (inout BucketStore, Instant) -> Void
    ) {
        advance(to: time)
        guard waiting.count > 0 || isRecording else { return change(&store, now) }
        let draws = store.draws(of: permit)
        let gated = isRecording ? draws.map(\.bucket.index).filter { store.gate(ofBucket: $0) != nil } : []
        let limits = isRecording ? draws.map { store.limit(ofBucket: $0.bucket.index) } : []
        change(&store, now)
        for (draw, limit) in zip(draws, limits) where store.limit(ofBucket: draw.bucket.index) != limit {
            noteLearned(draw.bucket.index)
        }
        for index in gated where store.gate(ofBucket: index) == nil {
            effects.events?.append(.opened(names[index], at: now))
        }
        for draw in draws where waiting.wants(draw.bucket.index) {
            touch(draw.bucket.index)
        }
        settle()
    }
}
