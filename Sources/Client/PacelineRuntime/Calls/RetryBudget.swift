import Synchronization

/// Bounds how many of a client's requests may be repetitions of failed ones, so that a server in trouble is not met by
/// a multiple of its load (gRPC's retry throttling, proposal A6).
///
/// It keeps what failures have spent, in thousandths of a token. The numbers come with each call, since a call may have
/// its own.
final class RetryBudget: Sendable {
    private let spent = Atomic(0)

    /// A request failed in passing.
    func spend(_ numbers: RetryOptions.Budget?) {
        guard let numbers else { return }
        update { min($0 + 1000, numbers.bounded * 1000) }
    }

    /// A request was answered as it should be.
    func earn(_ numbers: RetryOptions.Budget?) {
        // Nothing to do is the common case, and costs one load.
        guard let numbers, spent.load(ordering: .relaxed) > 0 else { return }
        let earned = Int(min(max(0, numbers.ratio), 1000) * 1000)
        update { max(0, $0 - earned) }
    }

    /// Whether a failed request may be repeated: while more than half of the tokens are left.
    func allowsRepetition(_ numbers: RetryOptions.Budget?) -> Bool {
        guard let numbers else { return true }
        return spent.load(ordering: .relaxed) < numbers.bounded * 500
    }

    private func update(_ change: (Int) -> Int) {
        var known = spent.load(ordering: .relaxed)
        while true {
            let (exchanged, original) = spent.compareExchange(
                expected: known, desired: change(known), ordering: .relaxed)
            if exchanged { return }
            known = original
        }
    }
}

extension RetryOptions.Budget {
    /// The tokens, as far as thousandths of them can be counted.
    fileprivate var bounded: Int { min(max(0, tokens), 1 << 40) }
}
