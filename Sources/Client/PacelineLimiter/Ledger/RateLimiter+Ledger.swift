import Synchronization

// A limiter that shares its quotas with others.

extension RateLimiter {
    /// Returns when the ledger knows all that was used so far, and has got back what was granted and not used: for the
    /// end of a job, or of an invocation of a function that is frozen afterwards. It returns at once where nothing is
    /// shared, after the time of a lease where the ledger does not answer, and when the task is cancelled.
    public func settle() async {
        guard let link, let lease = state.withLock({ $0.core.lease }) else { return }
        await link.settle(atMost: lease)
    }

    /// Whether the ledger answers; nil where nothing is shared.
    public var ledger: LedgerStatus? {
        let now = time.now()
        return state.withLock { $0.core.ledgerStatus(at: now) }
    }

    /// In the child of a fork nothing is granted: what the ledger granted is the parent's.
    func heedFork() {
        guard let link, link.isParents else { return }
        let now = time.now()
        state.withLock { state in
            state.core.endInChild(at: now)
            // Nobody is there to hear of it.
            _ = state.takeDeferredEffects()
        }
    }

    /// Whether a permit's request may still be sent.
    func mayStart(_ permit: PermitID) -> Bool {
        guard link != nil else { return true }
        heedFork()
        let now = time.now()
        let wall = time.wall?()
        let mayStart = state.withLock { $0.core.mayStart(permit, at: now, wall: wall) }
        if !mayStart { link?.kick() }
        return mayStart
    }
}
