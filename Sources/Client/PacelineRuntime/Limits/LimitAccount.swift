import HTTPTypes
import PacelineLimiter

// What a response tells of the limits of its request: where their quotas stand, and what the request did cost.

/// How much of a response is there.
enum ResponsePart {
    /// Its head: what the body tells comes later, or never.
    case head
    /// All of it, after its head was told.
    case whole
}

extension RequestLimits {
    /// Tells a permit what a response says, before anything else starts by it.
    ///
    /// - Parameters:
    ///   - part: What is there of the response. What the head told is not told again.
    ///   - isWaitingForBody: Whether the body is read, too: then all of a policy that reads it is told with it.
    ///   - hasBody: Whether the whole has its body: it may have broken off.
    ///   - refused: The places of the draws that refused. Whether these count, their refusals tell.
    func tell(
        _ permit: borrowing Permit, _ response: inout ResponseReader, _ part: ResponsePart, isWaitingForBody: Bool,
        hasBody: Bool = true, refused: [Int] = [], clock: ResponseClock
    ) {
        let status = response.response.status
        let isTold = QuotaState.isTold(status, response.response.headerFields)
        for (place, draw) in draws.enumerated() {
            let isWithBody = isWaitingForBody && draw.policy.readsBody
            if isTold, isWithBody == (part == .whole) { note(permit, &response, draw, clock: clock) }
            // At the head of an error it is not known yet who refused.
            let isCountedLater = isWithBody || isWaitingForBody && isDecidedByBody(status)
            guard isCountedLater == (part == .whole), !refused.contains(place) else { continue }
            settle(permit, &response, draw, hasBody: hasBody && part == .whole)
        }
    }

    /// Where a quota stands.
    private func note(
        _ permit: borrowing Permit, _ response: inout ResponseReader, _ draw: LimitDraw, clock: ResponseClock
    ) {
        let state = QuotaState(of: draw.policy, &response, clock: clock)
        if let state { note(permit, state, draw) }
        guard draw.policy.numbers.algorithm?.isFixed ?? false else { return }
        let told = isAlone(draw, state) ? state?.reset : nil
        // A window that is learned need not be the calendar's.
        let end = told ?? (draw.policy.isLearned ? nil : draw.calendar?.reset(clock))
        // By a clock that is ahead what the server still counts would be free.
        guard let end, end.isServers, end.wait > .zero, end.wait <= draw.longestWindow + end.grain else { return }
        let grain = end.grain + settings.clockMargin.length(for: end.wait) + draw.policy.numbers.granularity
        permit.windowEnds(of: draw.bucket, in: end.wait, grain: grain)
    }

    /// Whether what is told is certainly told of this policy: the reset of a shorter window would free a longer one's.
    private func isAlone(_ draw: LimitDraw, _ state: QuotaState?) -> Bool {
        if let limit = state?.limit, !draw.policy.isLearned, limit != draw.policy.numbers.quota { return false }
        return !draws.contains { $0.bucket != draw.bucket && $0.policy.fields == draw.policy.fields }
    }

    private func note(_ permit: borrowing Permit, _ state: QuotaState, _ draw: LimitDraw) {
        let identity = state.bucket.flatMap { draw.shared?.name(ofServers: $0) }
        if draw.policy.isFoundOut {
            let window = state.window ?? state.windowByRate
            permit.report(
                [
                    ReportedQuota(
                        identity: identity, isWhole: true, quota: state.limit, window: window,
                        remaining: state.remaining, reset: state.reset?.wait.ifLonger)
                ], of: draw.bucket)
            return
        }
        if let identity { permit.identify(draw.bucket, as: identity) }
        if let numbers = draw.policy.numbers(toldBy: state) {
            let limit = numbers.rateLimit(settings, pacing: settings.pacing(of: draw.policy))
            permit.learn(limit, of: draw.bucket, loosens: draw.policy.isLearned)
        }
        if let remaining = state.remaining {
            permit.update(remaining: remaining, of: draw.bucket, resetIn: state.reset?.wait)
        }
    }

    /// What the request did cost. Where the body is not read, nothing that it tells is known: what was taken stays.
    private func settle(
        _ permit: borrowing Permit, _ response: inout ResponseReader, _ draw: LimitDraw, hasBody: Bool
    ) {
        if let counts = draw.policy.counts, hasBody || !counts.readsBody, !counts.holds(in: &response) {
            permit.settle(cost: 0, of: draw.bucket)
        } else if let value = draw.policy.settlement, let cost = response.value(value).number, cost >= 0 {
            permit.settle(cost: settings.cost(cost, of: draw.policy), of: draw.bucket)
        }
    }
}

extension LimitDraw {
    /// The longest time until a window ends.
    fileprivate var longestWindow: Duration {
        let window = policy.numbers.window ?? .zero
        return calendar == nil ? window : window.longestCalendarPeriod
    }
}

extension BucketName {
    /// The name of the bucket for which the server has this identity.
    fileprivate func name(ofServers identity: String) -> BucketName { BucketName(name: name + identity, key: key) }
}

extension ResponsePattern {
    /// Whether a response is one of these.
    func holds(in response: inout ResponseReader) -> Bool {
        guard allows(response.response.status) else { return false }
        guard messages.isEmpty || messages.contains(where: { response.holds($0) }) else { return false }
        for condition in conditions where !condition.holds(in: &response) { return false }
        return true
    }
}

extension QuotaState {
    /// The time in which a bucket of so much is refilled.
    fileprivate var windowByRate: Duration? {
        guard let limit, let rate, rate > 0, limit > 0 else { return nil }
        return .atLeast(seconds: limit / rate)
    }
}

extension RateLimitPolicy {
    /// The numbers with those that a response told in their place; nil where it told none that are usable.
    ///
    /// What a token bucket holds is told as the limit where its rate is told, too; otherwise the limit is its quota. Of
    /// another window nothing is taken, unless the policy learns; and no number by which not even one unit would ever
    /// be free, since nobody would be told another then.
    fileprivate func numbers(toldBy state: QuotaState) -> RateLimitNumbers? {
        guard case .quota(let quota, let window, let algorithm, let granularity) = numbers,
            state.limit != nil || state.rate != nil,
            state.window.map({ isLearned ? $0 <= ReportedQuota.longestWindow : $0 == window }) ?? true
        else { return nil }
        let flow = state.rate.map { $0 * window.seconds }
        var (told, toldAlgorithm) = (state.limit ?? flow ?? quota, algorithm)
        if case .tokenBucket(let burst) = algorithm {
            if let flow {
                (told, toldAlgorithm) = (flow, .tokenBucket(burst: state.limit ?? burst))
            } else {
                toldAlgorithm = .tokenBucket(burst: burst == quota ? told : min(burst, told))
            }
        }
        let numbers = RateLimitNumbers.quota(
            told, per: state.window ?? window, algorithm: toldAlgorithm, granularity: granularity)
        let capacity = numbers.capacity ?? 0
        // A bucket that takes longer than the longest window to fill would be shut for good by one burst.
        let filling = numbers.window.map { $0.seconds * capacity / told } ?? 0
        let longest = max(ReportedQuota.longestWindow.seconds, window.seconds * (self.numbers.capacity ?? 1) / quota)
        let isUsable = told > 0 && told.isFinite && filling <= longest && numbers.problem == nil
        return isUsable && capacity >= min(1, self.numbers.capacity ?? 1) ? numbers : nil
    }
}
