/// Notices that the clock of a ledger was set forward: then all that it holds becomes free too early.
///
/// A step of the ledger's lies between the sending of its request and the arrival of its answer. So between two steps
/// no more time passes than from the first sending to the second arrival. (A clock that is set back only holds for
/// longer.)
struct ClockGuard: Sendable {
    private var last: (epoch: Int64, clock: Int64, sent: Instant)?

    /// Whether the ledger's clock was set forward between the last answer and this one.
    /// - Parameter tolerance: Microseconds that do no harm.
    mutating func hasJumped(_ answer: LedgerAnswer, sent: Instant, tolerance: Int64, at now: Instant) -> Bool {
        defer { last = (answer.epoch, answer.now, sent) }
        guard let last, last.epoch == answer.epoch else { return false }
        let own = now.microseconds(since: last.sent)
        let most = own.addingSaturated(own / 500).addingSaturated(ClockGuard.grain + tolerance)
        return answer.now.subtractingSaturated(last.clock) > most
    }

    /// Begins anew: a process that was frozen has missed time itself.
    mutating func forget() { last = nil }

    /// What is no jump, in microseconds.
    private static let grain: Int64 = 5_000
}
