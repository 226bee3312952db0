import HTTPTypes
import PacelineLimiter

/// Tells a permit what the head of a response says.
struct HeadReport: Sendable {
    let limits: RequestLimits
    /// Whether the body is read only by the caller, so that it tells nothing.
    let isStreamed: Bool
    let wallTime: @Sendable () -> Double

    func tell(_ permit: borrowing Permit, of head: HTTPResponse) {
        // What is left comes first: nothing may start in between that the server would refuse.
        note(permit, head)
        // Unless its body may say otherwise, a success is no refusal: what waits behind it need not wait for the body.
        // A refusal that the server did not count is refunded, which it cannot be once the hold has begun.
        let mayBeObservedRefusal = limits.route != nil && ObservedRefusal.statuses.contains(head.status.code)
        let isOpen = !isStreamed && (limits.isDecidedByBody(head.status.code) || limits.areToldByBody)
        if !isOpen, !mayBeObservedRefusal {
            if head.status.code < 400 { permit.accepted() } else { permit.responded() }
        }
    }

    /// Tells the permit what the head says of each quota, and of what the request did cost.
    private func note(_ permit: borrowing Permit, _ head: HTTPResponse) {
        let observes = limits.route?.reads(head.headerFields) ?? false
        guard limits.areTold || observes else { return }
        let clock = ResponseClock(head.headerFields, wall: wallTime())
        if observes, let route = limits.route, QuotaState.isTold(head.status.code, head.headerFields) {
            let quotas = route.quotas(in: head.headerFields, clock: clock)
            if !quotas.isEmpty { permit.report(quotas, of: route.bucket) }
        }
        guard limits.areTold else { return }
        var reader = ResponseReader(Response(status: head.status.code, headerFields: head.headerFields, body: []))
        limits.tell(permit, &reader, .head, isWaitingForBody: !isStreamed, clock: clock)
    }
}
