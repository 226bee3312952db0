import Synchronization

/// Carries a limiter's exchanges to a ledger, one at a time: the next one takes with it what has gathered meanwhile.
final class LedgerLink: Sendable {
    private struct State {
        /// When the timer fires; nil without one.
        var due: Instant?
        var timer: Task<Void, Never>?
        var news: Task<Void, Never>?
        /// Who waits until all is told.
        var settling: [CheckedContinuation<Void, Never>] = []
    }

    private let ledger: any Ledger
    private let time: TimeSource
    private let random: @Sendable () -> Double
    private let kicks: AsyncStream<Void>
    private let kicking: AsyncStream<Void>.Continuation
    private let state = Mutex(State())

    init(_ ledger: any Ledger, time: TimeSource, random: @escaping @Sendable () -> Double) {
        self.ledger = ledger
        self.time = time
        self.random = random
        (kicks, kicking) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Begins to carry; ends when the limiter is gone.
    func start(_ limiter: RateLimiter) {
        Task(executorPreference: time.executor) { [self, weak limiter] in
            for await _ in kicks {
                guard let limiter else { break }
                await turn(limiter)
            }
            await ledger.close()
            resumeSettled()
        }
        let news = ledger.news().map { news in
            Task(executorPreference: time.executor) { [kicking, weak limiter] in
                for await _ in news {
                    limiter?.state.withLock { $0.core.hurry() }
                    kicking.yield()
                }
            }
        }
        state.withLock { $0.news = news }
    }

    /// Something has happened in the limiter.
    func kick() { kicking.yield() }

    /// Ends the loop.
    func stop() {
        kicking.finish()
        let (timer, news) = state.withLock { ($0.timer, $0.news) }
        timer?.cancel()
        news?.cancel()
    }

    private func turn(_ limiter: RateLimiter) async {
        while let request = limiter.linkStep({ core, now in core.beginExchange(at: now) }) {
            await carry(request, limiter)
        }
        let isSettling = state.withLock { !$0.settling.isEmpty }
        if isSettling {
            // All is told in one exchange; what has come meanwhile is told in the next.
            if limiter.linkStep({ core, now in core.settleLedger(at: now) }) {
                resumeSettled()
            } else {
                kick()
            }
        }
        setTimer(limiter.linkStep { core, now in core.ledgerDue(at: now) })
    }

    private func resumeSettled() {
        let settled = state.withLock { state in
            defer { state.settling = [] }
            return state.settling
        }
        for continuation in settled { continuation.resume() }
    }

    /// Returns when all that this process used is told, and what it did not use is given back.
    func settle() async {
        await withCheckedContinuation { continuation in
            state.withLock { $0.settling.append(continuation) }
            kick()
        }
    }

    /// Sends a request until there is a reply, or its session is over.
    private func carry(_ request: LedgerRequest, _ limiter: RateLimiter) async {
        while true {
            do {
                let reply = try await ledger.exchange(request)
                return limiter.linkStep { core, now in core.takeReply(reply, at: now) }
            } catch {
                limiter.linkStep { core, now in core.noteUnreachable(error, at: now) }
                if limiter.linkStep({ core, now in core.lapseIfOver(at: now) }) { return }
                let pause = Duration.milliseconds(20) + .milliseconds(50) * random()
                do { try await time.sleep(until: time.now() + pause) } catch { return }
            }
        }
    }

    /// Wakes the loop when the next exchange is due.
    private func setTimer(_ due: Instant?) {
        let old = state.withLock { present -> Task<Void, Never>? in
            guard present.due != due else { return nil }
            let old = present.timer
            present.due = due
            present.timer = due.map { due in
                Task(executorPreference: time.executor) { [time, kicking, self] in
                    do { try await time.sleep(until: due) } catch { return }
                    state.withLock { if $0.due == due { $0.due = nil } }
                    kicking.yield()
                }
            }
            return old
        }
        old?.cancel()
    }
}
