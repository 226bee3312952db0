import PacelineLimiter

/// What a ledger knows of one session: not its permits, but how many units it has in flight of each bucket. So what it
/// takes to remember a session does not depend on how much it does, and a dead one leaves a few numbers behind.
package struct LedgerSession: Hashable, Sendable {
    /// The number of its last request, and what that was answered.
    package var sequence: Int64 = 0
    var reply: LedgerAnswer?
    /// Without a further step it is over then.
    package var deadline: Int64
    /// What it has in flight, by bucket.
    package var inFlight: [String: Int64] = [:]
    /// What it declares of each bucket.
    var rules: [String: LedgerRequest.Rule] = [:]
    /// The buckets whose gates it tries.
    package var probes: Set<String> = []
    /// While it waits: its place, when it was told to come again, and what is kept for it.
    package var waiting: Waiting?

    /// The buckets in which its end makes room.
    var freed: Set<String> { probes.union(inFlight.keys) }

    package init(sequence: Int64 = 0, deadline: Int64) { (self.sequence, self.deadline) = (sequence, deadline) }

    package struct Waiting: Hashable, Sendable {
        /// The arrival of its first waiter, less the head start of its priority.
        package var rank: Int64
        package var told: Int64
        package var wanted: [String: Int64]

        package init(rank: Int64, told: Int64, wanted: [String: Int64]) {
            (self.rank, self.told, self.wanted) = (rank, told, wanted)
        }
    }
}
