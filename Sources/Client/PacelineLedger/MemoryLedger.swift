package import PacelineLimiter
import Synchronization

/// A ledger in the memory of this process, for several limiters of it: what a test needs, and where nothing is to be
/// kept.
package final class MemoryLedger: Ledger {
    private struct State {
        var ledger = LedgerState()
        var listeners: [AsyncStream<Void>.Continuation] = []
    }

    private let state = Mutex(State())
    private let time: TimeSource
    package let isLeased: Bool

    /// - Parameter time: Its clock.
    package init(time: TimeSource = .continuous, isLeased: Bool = true) {
        self.time = time
        self.isLeased = isLeased
    }

    package func exchange(_ request: LedgerRequest) async throws(LedgerError) -> LedgerReply {
        var surroundings = LedgerState.Surroundings()
        if !isLeased { surroundings.hasEnded = { _ in false } }
        let now = (time.now() - .zero).microsecondsRoundedDown
        let given = surroundings
        let outcome = state.withLock { $0.ledger.exchange(request, at: now, in: given) }
        if outcome.news != .none { for listener in state.withLock({ $0.listeners }) { listener.yield() } }
        return outcome.reply
    }

    package func news() -> AsyncStream<Void>? {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.listeners.append(continuation) }
        return stream
    }

    /// What the ledger knows.
    package var snapshot: LedgerState { state.withLock { $0.ledger } }
}

extension Duration {
    var microsecondsRoundedDown: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
