import PacelineLimiter

// What becomes of a call that a limit refused which nobody declared.

extension Call {
    /// The outcome where the response is such a refusal; then its permit has ended.
    func observedRefusal(_ response: Response, _ permit: inout Permit?) -> CallRun.Outcome? {
        guard let route = limits.route else { return nil }
        let clock = ResponseClock(response.headerFields, wall: core.options.wallTime())
        let isTold = QuotaState.isTold(response.status, response.headerFields)
        let quotas = isTold ? route.quotas(in: response.headerFields, clock: clock) : []
        let longest = max(retry.maximumWait(of: nil), core.options.retry.maximumWait(of: nil))
        guard let refusal = ObservedRefusal(response, quotas, clock: clock, probeWithin: longest),
            let permit = permit.take()
        else { return nil }
        permit.refused(refusal, of: route.bucket, quotas)
        let gate = core.options.limiter.snapshot(of: refusal.isOfOrigin ? route.origin : route.bucket).gatedUntil
        let expected = gate.map { max(.zero, $0 - time.now()) } ?? .zero
        let wait = refusal.wait ?? expected
        let message = "the server refused the call, by a limit that the document does not declare"
        let error = CallError(.refused, message, retryAfter: wait, response: response)
        return .refused(
            RefusedRequest(
                error: error, wait: wait,
                mayRepeat: mayRepeatRefused(response.status) && wait <= retry.maximumWait(of: nil),
                repetitions: retry.refusals ?? .max, longest: retry.maximumWait(of: nil)))
    }

    /// Whether a request may be sent again that was refused with the status: 429 says that it was not processed.
    private func mayRepeatRefused(_ status: Int) -> Bool {
        guard status == 429, core.options.limits.undeclaredRefusals.areUnprocessed else { return isIdempotent }
        return isIdempotent || operation.idempotency != .declared(false)
    }
}
