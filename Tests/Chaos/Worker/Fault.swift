import PacelineLimiter

/// A rule that the worker breaks on purpose, by `CHAOS_BREAK`: the harness has to refuse each of these workers. The
/// library knows nothing of it.
enum Fault: String {
    /// What was granted is used however long the process was stopped: its lease is longer than it tells the ledger.
    case longLease = "long-lease"
    /// What may start in a while starts at once.
    case startAtOnce = "start-at-once"
    /// What was answered is said to be older than it is.
    case overstatedAges = "overstated-ages"
    /// After the store has lost something nobody pauses, and nothing is declared anew.
    case nothingDeclared = "nothing-declared"

    /// How the ledger is used.
    func alter(_ options: inout LedgerOptions) {
        switch self {
        case .longLease: (options.lease, options.horizon) = (.seconds(10), .seconds(1))
        case .startAtOnce: options.horizon = .milliseconds(700)
        case .overstatedAges, .nothingDeclared: break
        }
    }

    /// What is sent in place of a request.
    func altered(_ request: LedgerRequest, _ order: Order) -> LedgerRequest {
        var request = request
        switch self {
        case .longLease:
            request.lease = Int64(order.lease / .microseconds(1))
            forget(&request)
        case .overstatedAges:
            for index in request.buckets.indices {
                for place in request.buckets[index].settled.indices {
                    request.buckets[index].settled[place].age += 500_000
                }
            }
        case .nothingDeclared:
            forget(&request)
            for index in request.buckets.indices where request.buckets[index].adopted > 0 {
                (request.buckets[index].adopted, request.buckets[index].settled) = (0, [])
            }
        case .startAtOnce: break
        }
        return request
    }

    /// Nothing is said of an earlier life of the ledger's.
    private func forget(_ request: inout LedgerRequest) {
        (request.quiet, request.hasLost) = (0, false)
        if request.sequence == 1 { request.epoch = nil }
    }

    /// What is taken for the reply.
    func altered(_ reply: LedgerReply) -> LedgerReply {
        guard self == .startAtOnce, case .made(var answer) = reply else { return reply }
        for index in answer.grants.indices {
            answer.grants[index].starts = answer.grants[index].starts.map { _ in 0 }
        }
        return .made(answer)
    }
}
