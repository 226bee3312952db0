import HTTPTypes
import PacelineLimiter

extension ObservedRefusal {
    /// The statuses of refusals: see ``init(_:_:clock:probeWithin:)``.
    static let statuses: Set<Int> = [403, 420, 429, 503]

    /// What a response refuses under a limit that nobody declared; nil when it is no refusal.
    ///
    /// It is one with the status 429 (RFC 6585, section 4), and with 503, 403 or 420 where it says when to come again:
    /// so do servers that take one of these for a spent quota.
    init?(_ response: Response, _ quotas: [ReportedQuota], clock: ResponseClock, probeWithin: Duration) {
        let told = RetryAfterField.wait(response.headerFields, clock: clock)
        switch response.status {
        case 429: break
        case 403, 420, 503: guard told != nil else { return nil }
        default: return nil
        }
        let resets = quotas.filter { $0.remaining ?? 0 == 0 }.compactMap(\.reset)
        self.init(
            wait: (told ?? resets.max()).map { min($0, .longestWait) }, probeWithin: probeWithin,
            isOfOrigin: response.headerFields.refusesAll)
    }
}

extension HTTPFields {
    /// Whether a refusal is one of all requests, not of those of one operation.
    fileprivate var refusesAll: Bool {
        value(of: "X-RateLimit-Scope")?.lowercased() == "global"
            || value(of: "X-RateLimit-Global")?.lowercased() == "true"
    }
}
