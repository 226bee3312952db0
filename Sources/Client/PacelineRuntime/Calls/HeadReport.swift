import HTTPTypes
import PacelineLimiter

/// Tells a permit what the head of a response says.
struct HeadReport: Sendable {
    private let head: HTTPResponse
    private let limits: RequestLimits
    /// Whether the body is read only by the caller, so that it tells nothing.
    private let isStreamed: Bool
    /// What the route of the request is told.
    private let quotas: [ReportedQuota]
    /// Nil where the head is read by nobody.
    private let clock: ResponseClock?

    /// - Parameter wallTime: The client's clock, in seconds since 1970; asked at most once.
    init(_ head: HTTPResponse, limits: RequestLimits, isStreamed: Bool, wallTime: () -> Double) {
        self.head = head
        self.limits = limits
        self.isStreamed = isStreamed
        let observing = limits.route.flatMap { $0.reads(head.headerFields) ? $0 : nil }
        guard limits.areTold || observing != nil else {
            (clock, quotas) = (nil, [])
            return
        }
        let clock = ResponseClock(head.headerFields, wall: wallTime())
        self.clock = clock
        let isTold = observing != nil && QuotaState.isTold(head.status.code, head.headerFields)
        quotas = isTold ? observing?.quotas(in: head.headerFields, clock: clock) ?? [] : []
    }

    func tell(_ permit: borrowing Permit) {
        // What is left comes first: nothing may start in between that the server would refuse.
        if let route = limits.route, !quotas.isEmpty { permit.report(quotas, of: route.bucket) }
        if let clock, limits.areTold {
            var reader = ResponseReader(Response(status: head.status.code, headerFields: head.headerFields, body: []))
            limits.tell(permit, &reader, .head, isWaitingForBody: !isStreamed, clock: clock)
        }
        // Unless its body may say otherwise, a success is no refusal: what waits behind it need not wait for the body.
        // A refusal that the server did not count is refunded, which it cannot be once the hold has begun.
        let mayBeObservedRefusal = limits.route != nil && ObservedRefusal.statuses.contains(head.status.code)
        let isOpen = !isStreamed && (limits.isDecidedByBody(head.status.code) || limits.areToldByBody)
        if !isOpen, !mayBeObservedRefusal {
            if head.status.code < 400 { permit.accepted() } else { permit.responded() }
        }
    }
}
