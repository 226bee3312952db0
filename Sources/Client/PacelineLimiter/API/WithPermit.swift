extension RateLimiter {
    /// Waits for a permit, runs `body` with it, and finishes the permit.
    ///
    /// Call ``Permit/responded()`` in the body when the head of the response has come. If the body throws before that,
    /// the request counts as lost. Where the quota is shared, ask ``Permit/mayStart()`` before the request is written,
    /// and use ``acquire(_:priority:position:deadline:waitLimits:progressInterval:onWait:)`` to give back what may not:
    /// a body that throws instead has the request count as lost, too.
    /// - Parameters:
    ///   - buckets: The buckets to draw on.
    ///   - cost: Units that the request takes from each.
    ///   - priority: How urgent the request is.
    ///   - deadline: The latest start.
    ///   - body: Makes the request.
    /// - Throws: ``PermitError/limit(_:)`` if there was no permit, ``PermitError/body(_:)`` if the body threw.
    public nonisolated(nonsending) func withPermit<Result: ~Copyable, Failure: Error>(
        for buckets: [BucketHandle], cost: Double = 1, priority: Priority = .normal, deadline: Instant? = nil,
        _ body: nonisolated(nonsending) (borrowing Permit) async throws(Failure) -> Result
    ) async throws(PermitError<Failure>) -> Result {
        let draws = buckets.map { Draw($0, cost: cost) }
        let permit: Permit
        do throws(RateLimitError) {
            permit = try await acquire(draws, priority: priority, deadline: deadline)
        } catch {
            throw .limit(error)
        }
        do throws(Failure) {
            let result = try await body(permit)
            permit.finish()
            return result
        } catch {
            throw .body(error)
        }
    }

    /// Waits for a permit, runs a `body` that cannot fail with it, and finishes the permit.
    /// - Parameters:
    ///   - buckets: The buckets to draw on.
    ///   - cost: Units that the request takes from each.
    ///   - priority: How urgent the request is.
    ///   - deadline: The latest start.
    ///   - body: Makes the request.
    /// - Throws: A ``RateLimitError`` of any code.
    public nonisolated(nonsending) func withPermit<Result: ~Copyable>(
        for buckets: [BucketHandle], cost: Double = 1, priority: Priority = .normal, deadline: Instant? = nil,
        _ body: nonisolated(nonsending) (borrowing Permit) async -> Result
    ) async throws(RateLimitError) -> Result {
        let draws = buckets.map { Draw($0, cost: cost) }
        let permit = try await acquire(draws, priority: priority, deadline: deadline)
        let result = await body(permit)
        permit.finish()
        return result
    }
}
