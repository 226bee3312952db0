@testable import PacelineLedger
import PacelineLimiter

/// A ledger with a time of its own, and sessions that number their requests.
struct LedgerFixture {
    var ledger = LedgerState()
    /// Seconds.
    var now = 1_000.0
    private var sequences: [String: Int64] = [:]
    private var epochs: [String: Int64] = [:]
    var news = LedgerNews.none

    /// Whole units as the ledger counts them, and seconds as microseconds.
    static func units(_ units: Double) -> Int64 { Int64(units * 1e6) }
    static func micro(_ seconds: Double) -> Int64 { Int64((seconds * 1e6).rounded()) }

    static func bucket(
        _ capacity: Double = 10, hold: Double = 2, key: String = "m", isRefilled: Bool = false,
        _ change: (inout LedgerRequest.Bucket) -> Void = { _ in }
    ) -> LedgerRequest.Bucket {
        var bucket = LedgerRequest.Bucket(
            key: key, rule: .init(capacity: units(capacity), hold: micro(hold), isRefilled: isRefilled),
            grace: micro(0.5))
        change(&bucket)
        return bucket
    }

    static func want(
        _ count: Int64, age: Double = 0, later: Double = 0, costs: [Double] = [1], before: Double = 0,
        after: Double = 0
    ) -> LedgerRequest.Want {
        LedgerRequest.Want(
            count: count, age: micro(age), laterAge: micro(later),
            parts: costs.enumerated().map { place, cost in
                .init(
                    bucket: place, cost: units(cost), distanceBefore: micro(before), distanceAfter: micro(after))
            })
    }

    /// The next request of a session.
    func request(
        _ session: String, _ buckets: [LedgerRequest.Bucket], _ wants: [LedgerRequest.Want] = [], horizon: Double = 0
    ) -> LedgerRequest {
        LedgerRequest(
            session: session, sequence: sequences[session, default: 0] + 1, epoch: epochs[session],
            lease: Self.micro(1), quiet: Self.micro(3.5), horizon: Self.micro(horizon), buckets: buckets, wants: wants)
    }

    @discardableResult
    mutating func send(
        _ request: LedgerRequest, in surroundings: LedgerState.Surroundings = LedgerState.Surroundings()
    ) -> LedgerReply {
        let outcome = ledger.exchange(request, at: Self.micro(now), in: surroundings)
        news = outcome.news
        if case .made(let answer) = outcome.reply {
            (sequences[request.session], epochs[request.session]) = (request.sequence, answer.epoch)
        }
        return outcome.reply
    }

    /// The answer to the next request of a session.
    @discardableResult
    mutating func exchange(
        _ session: String, _ buckets: [LedgerRequest.Bucket] = [bucket()], _ wants: [LedgerRequest.Want] = [],
        horizon: Double = 0
    ) throws -> LedgerAnswer {
        guard case .made(let answer) = send(request(session, buckets, wants, horizon: horizon)) else { throw Gone() }
        return answer
    }

    /// How many of so many requests a session is granted, at once or within the horizon.
    mutating func granted(
        _ count: Int64, to session: String, _ bucket: LedgerRequest.Bucket = bucket(), age: Double = 0,
        horizon: Double = 0
    ) throws -> Int {
        try exchange(session, [bucket], [Self.want(count, age: age)], horizon: horizon).grants[0].starts.count
    }

    struct Gone: Error {}
}
