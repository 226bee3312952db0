import Synchronization

/// Carries a limiter's exchanges to a ledger, one at a time: the next one takes with it what has gathered meanwhile.
final class LedgerLink: Sendable {
    private struct State {
        /// When the timer fires; nil without one.
        var due: Instant?
        var timer: Task<Void, Never>?
        var news: Task<Void, Never>?
        /// Who waits until all is told.
        var settling: [Int: CheckedContinuation<Void, Never>] = [:]
        var settlers = 0
        /// When they are not kept any longer.
        var settlingEnd: Instant?
    }

    private let ledger: any Ledger
    private let time: TimeSource
    private let random: @Sendable () -> Double
    private let kicks: AsyncStream<Void>
    private let kicking: AsyncStream<Void>.Continuation
    private let state = Mutex(State())
    private let process = OwnProcess()

    /// Whether it carries for the parent of this process.
    var isParents: Bool { !process.isThis }

    init(_ ledger: any Ledger, time: TimeSource, random: @escaping @Sendable () -> Double) {
        self.ledger = ledger
        self.time = time
        self.random = random
        (kicks, kicking) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Begins to carry; ends when the limiter is gone.
    func start(_ limiter: RateLimiter) {
        Task(executorPreference: time.executor) { [self, weak limiter] in
            for await _ in kicks where limiter != nil { await turn { [weak limiter] in limiter } }
            await ledger.close()
            resumeSettled()
        }
        let news = ledger.news().map { news in
            Task(executorPreference: time.executor) { [kicking, time, random, weak limiter] in
                for await _ in news {
                    // Not all who wait come at once.
                    let pause = Duration.milliseconds(5) * random()
                    do { try await time.sleep(until: time.now() + pause) } catch { return }
                    limiter?.state.withLock { $0.core.hurry() }
                    kicking.yield()
                }
            }
        }
        state.withLock { $0.news = news }
    }

    /// Something has happened in the limiter.
    func kick() {
        // In the child of a fork there is no thread that could carry, and nothing may ask for one.
        if process.isThis { kicking.yield() }
    }

    /// Ends the loop.
    func stop() {
        kicking.finish()
        let (timer, news) = state.withLock { ($0.timer, $0.news) }
        timer?.cancel()
        news?.cancel()
    }

    /// - Parameter limiter: The limiter while there is one: whoever waits for a ledger does not keep it.
    private func turn(_ limiter: () -> RateLimiter?) async {
        while let request = limiter()?.linkStep({ [time] core, now in core.beginExchange(at: now, wall: time.wall?()) })
        {
            await carry(request, limiter)
        }
        guard let limiter = limiter() else { return }
        let settlers = state.withLock { Array($0.settling.keys) }
        if !settlers.isEmpty {
            // All is told in one exchange; what has come meanwhile is told in the next.
            if limiter.linkStep({ core, now in core.settleLedger(at: now) }) {
                for settler in settlers { resume(settler) }
            } else {
                kick()
            }
        }
        setTimer(limiter.linkStep { core, now in core.ledgerDue(at: now) })
    }

    private func resumeSettled() {
        let settled = state.withLock { state in
            defer { (state.settling, state.settlingEnd) = ([:], nil) }
            return state.settling.values
        }
        for continuation in settled { continuation.resume() }
    }

    /// Returns when all that this process used is told, and what it did not use is given back; or when the ledger has
    /// not answered for the time of a lease, or refuses to; or when the task is cancelled.
    func settle(atMost lease: Duration) async {
        let end = time.now() + lease
        let number = state.withLock { state in
            state.settlers += 1
            return state.settlers
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { state in
                    state.settling[number] = continuation
                    state.settlingEnd = max(state.settlingEnd ?? end, end)
                }
                if Task.isCancelled { resume(number) }
                kick()
            }
        } onCancel: {
            resume(number)
        }
    }

    private func resume(_ settler: Int) {
        let continuation = state.withLock { state in
            defer { if state.settling.isEmpty { state.settlingEnd = nil } }
            return state.settling.removeValue(forKey: settler)
        }
        continuation?.resume()
    }

    /// How long it takes at most until a request is sent again: at first, and after many times.
    private static let firstPause = Duration.milliseconds(70)
    private static let longestPause = Duration.milliseconds(500)

    /// Sends a request until there is a reply, or its session is over.
    private func carry(_ request: LedgerRequest, _ limiter: () -> RateLimiter?) async {
        var pause = Self.firstPause
        while true {
            do {
                let reply = try await ledger.exchange(request)
                limiter()?.linkStep { core, now in core.takeReply(reply, at: now) }
                return
            } catch {
                guard let limiter = limiter() else { return }
                limiter.linkStep { core, now in core.noteUnreachable(error, at: now) }
                if limiter.linkStep({ core, now in core.lapseIfOver(at: now) }) { return }
                let isHopeless = state.withLock { !error.isPassing || $0.settlingEnd.map { $0 <= time.now() } ?? false }
                if isHopeless { resumeSettled() }
                // Who refuses a password is not asked so often.
                if !error.isPassing { pause = Self.longestPause }
                do { try await time.sleep(until: time.now() + pause * (0.3 + 0.7 * random())) } catch { return }
                pause = min(pause * 1.5, Self.longestPause)
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
