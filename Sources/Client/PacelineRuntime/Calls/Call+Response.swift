import HTTPTypes
import PacelineLimiter

/// A request that a limit refused, and what the call may do about it.
struct RefusedRequest {
    let error: CallError
    /// The time until the request may be sent again.
    let wait: Duration
    /// Whether it may be sent again at all: it was not processed, or does no harm twice, and the wait is not too long.
    let mayRepeat: Bool
    /// How many refusals of one call are waited out.
    let repetitions: Int
    /// For how long they are; nil means as long as it takes.
    var longest: Duration?
}

extension Call {
    /// What the response means for the call.
    ///
    /// - Parameters:
    ///   - renewable: Those of the request's credentials that can be renewed.
    ///   - refusals: How often the call has been refused before.
    ///   - hasBody: Whether the response has its body: it may have broken off.
    func decide(
        _ response: Response, renewable: [CredentialSet.Shown] = [], _ permit: consuming Permit,
        afterRefusals refusals: Int = 0, hasBody: Bool = true
    ) -> CallRun.Outcome {
        let isSuccess = operation.isSuccess(response.status)
        let mayBeRefusal = !isSuccess || limits.isDecidedByBody(response.status)
        if mayBeRefusal || limits.areToldByBody {
            var reader = ResponseReader(response)
            let refusal =
                mayBeRefusal
                ? RefusalRecognition.refusal(
                    by: limits.draws.map(\.policy), claimsAll429: limits.route == nil, in: &reader) : nil
            if limits.areTold {
                let clock = ResponseClock(response.headerFields, wall: core.options.wallTime())
                limits.tell(
                    permit, &reader, .whole, isWaitingForBody: true, hasBody: hasBody, refused: refusal?.places ?? [],
                    clock: clock)
            }
            if let refusal { return refused(&reader, refusal, permit, refusals) }
        }
        var open: Permit? = consume permit
        if !isSuccess, let refused = observedRefusal(response, &open) { return refused }
        guard let permit = open.take() else { return failed(response) }
        permit.finish(accepted: Self.showsRoom(response.status))
        if isSuccess { return .success(response, nil) }
        guard response.status == 401, !renewable.isEmpty else { return failed(response) }
        for credential in renewable { credential.invalidate() }
        return .unauthorized(CallError(.response, "the server answered 401", response: response))
    }

    /// What a response means that is neither a success nor a refusal by a declared limit.
    func failed(_ response: Response) -> CallRun.Outcome {
        let mayRepeat = isIdempotent
        let clock = ResponseClock(response.headerFields, wall: core.options.wallTime())
        let told = RetryAfterField.wait(response.headerFields, clock: clock)
        if response.status == 429 {
            // Without a declared limit it is not known that the request was not processed.
            let message = "the server refused the call, by a limit that the document does not declare"
            return .failed(CallError(.refused, message, retryAfter: told, response: response), mayRepeat: mayRepeat)
        }
        let isPassing = retry.statuses.contains(response.status)
        let error = CallError(
            .response, "the server answered \(response.status)", retryAfter: isPassing ? told : nil, response: response)
        return isPassing ? .failed(error, mayRepeat: mayRepeat) : .ended(error)
    }

    /// Whether a response that is no refusal shows that the limits let the request through. A server in trouble, and
    /// one that does not know the caller, may answer before they are looked at.
    private static func showsRoom(_ status: Int) -> Bool {
        status < 500 && ![401, 407, 408, 421, 425, 429].contains(status)
    }

    /// Shuts the buckets that refused, each for the time that was told of it; or the one that most likely did, where
    /// the response does not say.
    private func refused(
        _ response: inout ResponseReader, _ recognised: RefusalRecognition.Refusal, _ permit: consuming Permit,
        _ refusals: Int
    ) -> CallRun.Outcome {
        let clock = ResponseClock(response.response.headerFields, wall: core.options.wallTime())
        let draws = recognised.places.map { limits.draws[$0] }
        let told = draws.map { RefusalWait.wait(after: $0.policy, &response, clock: clock) }
        let waits = told.map { told in
            // Nothing is known of the end: as after a failure, but slower.
            told ?? retry.throttledBackoff.delay(afterFailure: refusals + 1, random: core.options.random())
        }
        let candidates = zip(draws, zip(told, waits)).map { draw, wait in
            Refusal(
                // What is found out has a backoff of its own.
                draw.bucket, wait: draw.policy.isFoundOut ? wait.0 : wait.1,
                probeWithin: max(retry.longestShut(by: draw.policy), core.options.retry.longestShut(by: draw.policy)),
                isCounted: draw.policy.refusal.isCounted, alsoShuts: draw.everyCall.map { [$0] } ?? [])
        }
        let decisive: Int
        if recognised.isOpen {
            decisive = permit.refused(byOneOf: candidates) ?? 0
        } else {
            permit.refused(by: candidates)
            decisive = waits.indices.max { waits[$0] < waits[$1] } ?? 0
        }
        let (draw, wait) = (draws[decisive], waits[decisive])
        // Whichever refused, the request must do no harm twice.
        let isHarmless = draws.allSatisfy { $0.policy.isRefusedUnprocessed || isIdempotent }
        let deciding = recognised.isOpen ? [draw] : draws
        let isAwaited = deciding.allSatisfy {
            $0.policy.retry.exhausted != .fail && wait <= retry.maximumWait(of: $0.policy)
        }
        let error = CallError(
            .refused, "the server refused the call: its rate limit is reached",
            limit: (draw.policy.name, draw.key), retryAfter: wait, response: response.response)
        return .refused(
            RefusedRequest(
                error: error, wait: wait, mayRepeat: isHarmless && isAwaited,
                repetitions: deciding.map { retry.refusals(of: $0.policy) }.min() ?? 0))
    }
}
