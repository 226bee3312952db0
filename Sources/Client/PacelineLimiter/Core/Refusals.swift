/// What the server's refusals have taught of one bucket, and until when it is of account.
struct Refusals: Sendable {
    /// Shut, or waiting for its probe.
    private(set) var gate: Gate?
    private(set) var share: LearnedShare?
    /// When the present episode began: what was sent before says nothing new.
    private(set) var cut = Instant(nanoseconds: .min)
    /// Units that were refused, which the server counted; they are not part of the share.
    private var refused = WindowLog()
    private var suspicion: Suspicion?

    /// The bucket was shut for a refusal of which the response did not say which bucket it was.
    private struct Suspicion {
        var since: Instant
        /// Whether a probe was accepted since: then it seems to have been this bucket.
        var isProven = false
    }

    /// A bucket that lets a probe go first.
    init(probingSince now: Instant) {
        gate = Gate(shutAt: now, for: .zero, atMost: .zero, jitter: 0)
    }

    init() {}

    /// A request was refused.
    /// - Parameters:
    ///   - request: The request.
    ///   - new: The gate that the refusal asks for.
    ///   - admitted: What was answered within the last hold, without this request.
    ///   - scale: The size of the bucket's log.
    mutating func add(
        _ request: RefusedRequest, _ new: Gate, admitted: Units, scale: WindowLog.Scale, at now: Instant
    ) {
        let isProbe = gate?.isProbe(request.permit) ?? false
        if request.start > cut {
            cut = now
            // A probe that is refused tells that the quota is still spent, not how it is shared.
            if !isProbe, request.cost > .zero, scale.hold > 0 {
                share = LearnedShare(admitted: max(.zero, admitted - refused.total))
            }
            if request.isGuess { suspicion = Suspicion(since: now) }
        }
        share?.pause()
        if request.isCounted { refused.insert(request.cost, answeredAt: now, scale: scale) }
        shut(new, at: now)
    }

    /// Whether the bucket has just been shut by guess, so that another refusal is rather the next bucket's: within one
    /// hold after the refusal, and after the gate's end until a probe was accepted.
    func isSuspected(at now: Instant, hold: Int64) -> Bool {
        guard let suspicion else { return false }
        let end = suspicion.isProven ? suspicion.since : max(suspicion.since, gate?.reopens ?? suspicion.since)
        return now < end.later(by: hold)
    }

    mutating func begin(probe permit: PermitID) {
        gate?.begin(probe: permit)
    }

    /// A request came to an end, which matters if it was the probe. Returns whether the gate has opened.
    mutating func ended(_ permit: PermitID, succeeded: Bool, at now: Instant, hold: Int64) -> Bool {
        guard gate?.ended(permit, succeeded: succeeded, at: now) == true else { return false }
        gate = nil
        share?.resume(at: now, hold: hold)
        suspicion?.isProven = true
        return true
    }

    /// The server has let a request of another process through. Returns whether the gate has opened.
    mutating func open(at now: Instant, hold: Int64) -> Bool {
        guard let gate, gate.reopens <= now else { return false }
        self.gate = nil
        share?.resume(at: now, hold: hold)
        suspicion?.isProven = true
        return true
    }

    /// A request was refused whose limit nobody declared: nothing is known of a share.
    mutating func add(_ request: RefusedRequest, _ new: Gate?, scale: WindowLog.Scale, at now: Instant) {
        cut = max(cut, now)
        if request.isCounted { refused.insert(request.cost, answeredAt: now, scale: scale) }
        if let new { shut(new, at: now) }
    }

    /// Shuts, or stays shut for longer.
    mutating func shut(_ new: Gate, at now: Instant) {
        if gate == nil { gate = new } else { gate?.extend(by: new, at: now) }
    }

    /// Joins what refusals taught of a bucket that turned out to be this one.
    mutating func merge(_ other: Refusals, _ scale: WindowLog.Scale, at now: Instant) {
        cut = max(cut, other.cut)
        refused.add(other.refused, scale: scale)
        guard let theirs = other.gate else { return }
        shut(theirs, at: now)
    }

    /// Units that were refused and are still held.
    var refusedUnits: Units { refused.total }

    /// Forgets what is over; false when nothing is left.
    mutating func update(capacity: Units, hold: Int64, at now: Instant) -> Bool {
        refused.removeAnswered(through: now.earlier(by: hold))
        if share?.grow(to: capacity, hold: hold, at: now) == false { share = nil }
        return gate != nil || share != nil || cut.later(by: hold) > now || !refused.isEmpty
    }

    /// Whether nothing in it is worth to keep an unused bucket for: its gate was over a hold ago, and nobody came to
    /// probe.
    func isForgettable(at now: Instant, hold: Int64) -> Bool {
        gate?.isForgotten(after: hold, at: now) ?? true
    }
}

/// A request that the server refused, as one of its buckets sees it.
struct RefusedRequest: Sendable {
    let permit: PermitID
    /// What it takes from the bucket; zero when it does not draw on it.
    let cost: Units
    /// When it started.
    let start: Instant
    /// Whether the server counts it all the same.
    let isCounted: Bool
    /// Whether the response left open which of several buckets refused.
    let isGuess: Bool
}
