import HTTPTypes
import PacelineLimiter

/// Tells a permit what the head of a response says.
struct HeadReport: Sendable {
    let limits: RequestLimits
    let wallTime: @Sendable () -> Double

    func tell(_ permit: borrowing Permit, of head: HTTPResponse) {
        // What is left comes first: nothing may start in between that the server would refuse.
        noteRemaining(permit, head)
        // Unless its body may say otherwise, a success is no refusal: what waits behind it need not wait for the body.
        // A refusal that the server did not count is refunded, which it cannot be once the hold has begun.
        let mayBeObservedRefusal = limits.route != nil && ObservedRefusal.statuses.contains(head.status.code)
        if !limits.isDecidedByBody(head.status.code), !mayBeObservedRefusal {
            if head.status.code < 400 { permit.accepted() } else { permit.responded() }
        }
    }

    /// Tells the permit what the head says is left of each policy's quota.
    private func noteRemaining(_ permit: borrowing Permit, _ head: HTTPResponse) {
        let observes = limits.route?.reads(head.headerFields) ?? false
        guard limits.hasFields || observes, QuotaState.isTold(head.status.code, head.headerFields) else { return }
        let clock = ResponseClock(head.headerFields, wall: wallTime())
        if observes, let route = limits.route {
            let quotas = route.quotas(in: head.headerFields, clock: clock)
            if !quotas.isEmpty { permit.report(quotas, of: route.bucket) }
        }
        for draw in limits.draws {
            let state = QuotaState(of: draw.policy, head.headerFields, clock: clock)
            if let remaining = state?.remaining {
                permit.update(remaining: remaining, of: draw.bucket, resetIn: state?.reset)
            }
        }
    }
}
