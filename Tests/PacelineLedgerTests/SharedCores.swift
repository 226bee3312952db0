@testable import PacelineLedger
@testable import PacelineLimiter

/// Whole limiters that share one ledger, by a time that stands still unless it is moved. Nothing takes time, and nothing
/// is asked unless the test says so.
struct SharedCores {
    var ledger = LedgerState()
    var now = Instant.zero
    /// What the ledger's clock is ahead.
    var ahead = Duration.zero
    private(set) var cores: [LimiterCore]
    private var granted: [[PermitID]]
    private(set) var failed: [RateLimitError] = []
    private var timers: [Instant?]
    /// The news of the last step.
    private(set) var news = LedgerNews.none
    /// The requests, for who looks at what is said.
    private(set) var requests: [LedgerRequest] = []

    init(_ count: Int = 2, _ options: LedgerOptions = LedgerOptions(), isLeased: Bool = true) {
        cores = (0..<count).map { number in
            let names = Counter(number)
            var core = LimiterCore(identity: Int32(number))
            core.share(options, isLeased: isLeased) { names.next() }
            return core
        }
        granted = Array(repeating: [], count: count)
        timers = Array(repeating: nil, count: count)
    }

    /// Changes one of the limiters.
    @discardableResult
    mutating func with<Result>(_ index: Int, _ body: (inout LimiterCore, Instant) -> Result) -> Result {
        let result = body(&cores[index], now)
        takeEffects(index)
        return result
    }

    private mutating func takeEffects(_ index: Int) {
        let effects = cores[index].takeEffects()
        for (_, outcome) in effects.outcomes {
            switch outcome {
            case .granted(let permit): granted[index].append(permit)
            case .failed(let error): failed.append(error)
            }
        }
        switch effects.timer {
        case .set(let due): timers[index] = due
        case .stop: timers[index] = nil
        case nil: break
        }
    }

    mutating func bucket(_ index: Int, _ limit: RateLimit, _ name: String = "quota") -> BucketHandle {
        with(index) { core, now in core.bucket(limit, name: name, key: "", at: now) }
    }

    /// Requests that come.
    mutating func enter(_ index: Int, _ bucket: BucketHandle, _ count: Int = 1, priority: Priority = .normal) {
        for _ in 0..<count {
            switch cores[index].enter(.one(Draw(bucket)), priority: priority, at: now) {
            case .granted(let permit): granted[index].append(permit)
            case .waiting: break
            case .failed(let error): failed.append(error)
            }
            takeEffects(index)
        }
    }

    /// A request that does not wait. Returns whether it starts.
    mutating func attempt(_ index: Int, _ bucket: BucketHandle) -> Bool {
        with(index) { core, now in
            if case .granted = core.attempt(.one(Draw(bucket)), at: now) { true } else { false }
        }
    }

    /// The permits that a limiter has given since it was asked last.
    mutating func take(_ index: Int) -> [PermitID] {
        defer { granted[index] = [] }
        return granted[index]
    }

    /// All exchanges that are due now, and first the one that had no answer.
    mutating func exchange(_ index: Int, wall: Instant? = nil, atMost count: Int = 20) {
        for _ in 0..<count {
            let lost = cores[index].store.book?.pending?.request
            guard let request = lost ?? cores[index].beginExchange(at: now, wall: wall) else {
                return takeEffects(index)
            }
            requests.append(request)
            let outcome = ledger.exchange(request, at: Int64((now - .zero + ahead) / .microseconds(1)))
            if outcome.news != .none { news = outcome.news }
            cores[index].takeReply(outcome.reply, at: now)
            takeEffects(index)
        }
    }

    /// An exchange that is answered by the next ``exchange(_:wall:atMost:)``.
    mutating func begin(_ index: Int) { requests += [cores[index].beginExchange(at: now)].compactMap(\.self) }

    /// An exchange that has no answer.
    mutating func loseExchange(_ index: Int, _ error: LedgerError = LedgerError("no answer")) {
        _ = cores[index].beginExchange(at: now)
        cores[index].noteUnreachable(error, at: now)
        takeEffects(index)
    }

    /// The time goes on; timers fire.
    mutating func pass(_ duration: Duration) {
        let end = now + duration
        while let due = timers.compactMap(\.self).min(), due <= end {
            now = max(now, due)
            for index in cores.indices where timers[index] == due {
                timers[index] = nil
                cores[index].timerFired(for: due, at: now)
                takeEffects(index)
            }
        }
        now = end
    }

    mutating func finish(_ index: Int, _ permits: [PermitID]) {
        for permit in permits { cores[index].finish(permit, at: now) }
        takeEffects(index)
    }
}
