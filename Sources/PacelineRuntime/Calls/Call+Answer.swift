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
}

extension Call {
    /// What the answer means for the call.
    func decide(
        _ answer: CallError.Answer, _ request: AuthorizedRequest, _ permit: consuming Permit
    ) -> Outcome {
        let isSuccess = builder.operation.isSuccess(answer.status)
        if !isSuccess || limits.isDecidedByBody(answer.status) {
            var reader = AnswerReader(answer)
            let places = RefusalRecognition.places(of: limits.draws.map(\.policy), refusing: &reader)
            if !places.isEmpty { return refused(&reader, by: places.map { limits.draws[$0] }, permit) }
        }
        permit.finish()
        if isSuccess { return .success(answer) }
        guard answer.status == 401, !request.renewable.isEmpty else { return failed(answer) }
        for credential in request.renewable { credential.invalidate() }
        return .unauthorized(CallError(.response, "the server answered 401", answer: answer))
    }

    private func failed(_ answer: CallError.Answer) -> Outcome {
        let mayRepeat = builder.operation.isIdempotent
        let clock = AnswerClock(answer.headerFields, wall: core.options.wallTime())
        let told = RetryAfterField.wait(answer.headerFields, clock: clock)
        if answer.status == 429 {
            // Without a declared limit it is not known that the request was not processed.
            let message = "the server refused the call, by a limit that the document does not declare"
            return .failed(CallError(.refused, message, retryAfter: told, answer: answer), mayRepeat: mayRepeat)
        }
        let isPassing = retry.statuses.contains(answer.status)
        let error = CallError(
            .response, "the server answered \(answer.status)", retryAfter: isPassing ? told : nil, answer: answer)
        return isPassing ? .failed(error, mayRepeat: mayRepeat) : .ended(error)
    }

    /// Shuts the buckets that refused, each for the time that was told of it.
    private func refused(
        _ answer: inout AnswerReader, by draws: [LimitDraw], _ permit: consuming Permit
    ) -> Outcome {
        let clock = AnswerClock(answer.answer.headerFields, wall: core.options.wallTime())
        var waits: [(draw: LimitDraw, wait: Duration)] = []
        for draw in draws {
            // Nothing is known of the end: as after a failure, but slower.
            let wait =
                RefusalWait.wait(after: draw.policy, &answer, clock: clock)
                ?? retry.throttledBackoff.delay(afterFailure: refusals + 1, random: core.options.random())
            waits.append((draw, wait))
        }
        permit.refused(
            by: waits.flatMap { draw, wait in
                [draw.bucket, draw.everyCall].compactMap(\.self).map { Refusal($0, wait: wait) }
            }, counted: isCounted(refusedBy: draws))
        guard let longest = waits.max(by: { $0.wait < $1.wait }) else { return failed(answer.answer) }
        let mayRepeat = waits.allSatisfy { draw, wait in
            (draw.policy.isRefusedUnprocessed || builder.operation.isIdempotent)
                && draw.policy.retry.exhausted != .fail && wait <= retry.maximumWait(of: draw.policy)
        }
        let error = CallError(
            .refused, "the server refused the call: its rate limit is reached",
            limit: (longest.draw.policy.name, longest.draw.key), retryAfter: longest.wait, answer: answer.answer)
        return .refused(
            RefusedRequest(
                error: error, wait: longest.wait, mayRepeat: mayRepeat,
                repetitions: draws.map { retry.refusals(of: $0.policy) }.min() ?? 0))
    }

    /// Whether the refused request was counted by the server: unless each policy that counts it says that it was not.
    private func isCounted(refusedBy draws: [LimitDraw]) -> Bool {
        limits.draws.contains { draw in
            guard draw.cost > 0, draw.policy.numbers.window != nil else { return false }
            return draw.policy.refusal.isCounted || !draws.contains { $0.bucket == draw.bucket }
        }
    }
}

extension OperationDescriptor {
    /// Whether a request may be sent again though it may have reached the server.
    var isIdempotent: Bool {
        switch idempotency {
        case .method: method.isIdempotent
        case .declared(let isIdempotent): isIdempotent
        case .key: true
        }
    }
}
