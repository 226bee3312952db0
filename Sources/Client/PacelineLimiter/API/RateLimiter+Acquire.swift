import Synchronization

extension RateLimiter {
    /// Takes a permit if the request may start now.
    ///
    /// It does not overtake: while others wait for the bucket, the outcome is to wait.
    /// - Parameters:
    ///   - bucket: The bucket to draw on.
    ///   - cost: Units that the request takes.
    public func tryAcquire(_ bucket: BucketHandle, cost: Double = 1) -> Attempt {
        tryAcquire(.one(Draw(bucket, cost: cost)))
    }

    /// Takes a permit if the request may start now: all draws are met, or none is.
    ///
    /// It does not overtake: while others wait for one of the buckets, the outcome is to wait.
    /// - Parameter draws: What the request takes from which buckets. With none, there is a permit.
    public func tryAcquire(_ draws: [Draw]) -> Attempt {
        tryAcquire(DrawList(draws))
    }

    private func tryAcquire(_ draws: DrawList) -> Attempt {
        heedFork()
        let (decision, now) = step { core, now in (core.attempt(draws, at: now), now) }
        switch decision {
        case .granted(let permit):
            return .permit(Permit(limiter: self, id: permit))
        case .blocked(let blocked):
            guard let delay = blocked.delay else {
                return .never(step { core, _ in core.error(.exceedsQuota, at: blocked.bucket) })
            }
            return .wait(until: delay.earliest > now ? delay.earliest : nil)
        }
    }

    /// Waits until a request may start.
    ///
    /// All draws are met together or none is. Whoever is cancelled leaves nothing behind, at whatever moment.
    /// - Parameters:
    ///   - draws: What the request takes from which buckets. With none, the permit comes at once.
    ///   - priority: How urgent the request is.
    ///   - position: Where it enters the queue, among those of its priority.
    ///   - deadline: The latest start. The call fails as soon as it is certain that the request cannot start by then,
    ///     at once if that is known at once.
    ///   - waitLimits: How long which buckets may hold the request back; others may for as long as it takes.
    ///   - progressInterval: If it is given, `onWait` is called again each time that so much of the wait has passed;
    ///     zero or less counts as nothing given.
    ///   - onWait: Called if the request has to wait, before it does.
    /// - Throws: A ``RateLimitError`` of any code.
    public nonisolated(nonsending) func acquire(
        _ draws: [Draw], priority: Priority = .normal, position: QueuePosition = .back, deadline: Instant? = nil,
        waitLimits: [WaitLimits] = [], progressInterval: Duration? = nil, onWait: (@Sendable (WaitInfo) -> Void)? = nil
    ) async throws(RateLimitError) -> Permit {
        if Task.isCancelled { throw RateLimitError(.cancelled) }
        heedFork()
        let list = DrawList(draws)
        let admission = step { core, now in
            core.enter(
                list, priority: priority, position: position, deadline: deadline, waitLimits: waitLimits, at: now)
        }
        switch admission {
        case .granted(let permit):
            return Permit(limiter: self, id: permit)
        case .failed(let error):
            throw error
        case .waiting(let ticket, let info):
            onWait?(info)
            let reports = onWait.flatMap { report in
                progressInterval.flatMap { $0 > .zero ? reportProgress(of: ticket, every: $0, report) : nil }
            }
            defer { reports?.cancel() }
            return try permit(await outcome(of: ticket))
        }
    }

    private func permit(_ outcome: Outcome) throws(RateLimitError) -> Permit {
        switch outcome {
        case .failed(let error):
            throw error
        case .granted(let id):
            let permit = Permit(limiter: self, id: id)
            if Task.isCancelled {
                permit.refund()
                throw RateLimitError(.cancelled)
            }
            return permit
        }
    }

    private nonisolated(nonsending) func outcome(of ticket: Ticket) async -> Outcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome = state.withLock { $0.waits.wait(for: ticket, continuation) }
                if let outcome { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            step { core, now in core.cancel(ticket, at: now) }
        }
    }

    // MARK: Those who wait

    /// Where a request stands that waits; nil when it does not wait any more.
    /// - Parameter ticket: What its ``WaitInfo`` says.
    public func progress(of ticket: Ticket) -> WaitInfo? {
        step { core, now in core.progress(of: ticket, at: now) }
    }

    /// Where everybody stands who waits, in the order of arrival.
    public func waits() -> [WaitInfo] {
        step { core, now in core.waits(at: now) }
    }

    private func reportProgress(
        of ticket: Ticket, every interval: Duration, _ report: @escaping @Sendable (WaitInfo) -> Void
    ) -> Task<Void, Never> {
        Task(executorPreference: time.executor) { [self] in
            while true {
                do { try await time.sleep(until: time.now() + interval) } catch { return }
                guard let info = progress(of: ticket), !Task.isCancelled else { return }
                report(info)
            }
        }
    }
}
