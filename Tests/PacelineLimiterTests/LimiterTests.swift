import PacelineLimiter
import PacelineTesting
import Synchronization
import Testing

/// The limiter with real tasks, in a time that the test moves.
@Suite(.timeLimit(.minutes(1))) struct LimiterTests {
    private let time = ManualTimeSource()

    private func limiter(_ limit: RateLimit) -> (RateLimiter, BucketHandle) {
        let limiter = RateLimiter(time: time.source, random: { 0 })
        return (limiter, limiter.bucket(limit, name: "bucket", key: "key"))
    }

    private static let oneInTenSeconds = RateLimit(quota: 1, window: .seconds(10), clockMargin: .none)

    private func waitUntil(_ condition: () -> Bool) async {
        while !condition(), !Task.isCancelled { await Task.yield() }
    }

    /// The task's value; when the time limit ends the test, the task is cancelled with it.
    private func end<Value, Failure: Error>(of task: Task<Value, Failure>) async throws -> Value {
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    @Test func tryAcquire() {
        let (limiter, bucket) = limiter(LimiterTests.oneInTenSeconds)
        #expect(response(limiter.tryAcquire(bucket)) == .finished)
        time.advance(by: .seconds(1))
        #expect(response(limiter.tryAcquire(bucket)) == .wait(.seconds(10)))
        #expect(response(limiter.tryAcquire(bucket, cost: 2)) == .never(.exceedsQuota))
    }

    @Test func tryAcquireAllOrNone() {
        let (limiter, bucket) = limiter(LimiterTests.oneInTenSeconds)
        let other = limiter.bucket(.concurrency(1), name: "other")
        #expect(response(limiter.tryAcquire([Draw(bucket), Draw(other)])) == .finished)
        #expect(response(limiter.tryAcquire([Draw(other), Draw(bucket)])) == .wait(.seconds(10)))
        #expect(limiter.snapshot(of: other).free == 1)
        #expect(response(limiter.tryAcquire([])) == .finished)
        let many = (0..<6).map { limiter.bucket(.concurrency(2), name: "\($0)") }
        #expect(response(limiter.tryAcquire((many + many).map { Draw($0) })) == .finished)
        #expect(response(limiter.tryAcquire((many + many + many).map { Draw($0) })) == .never(.exceedsQuota))
        #expect(many.allSatisfy { limiter.snapshot(of: $0).free == 2 })
    }

    /// Where time alone does not help, there is no time to wait until.
    @Test func tryAcquireOfABusyBucketTellsNoTime() async throws {
        let (limiter, places) = limiter(.concurrency(1))
        let permit = try await limiter.acquire([Draw(places)])
        #expect(response(limiter.tryAcquire(places)) == .wait(nil))
        permit.finish()
        #expect(response(limiter.tryAcquire(places)) == .finished)
        // A response that has yet to come is held for ten seconds at least.
        let window = limiter.bucket(LimiterTests.oneInTenSeconds, name: "window")
        let unanswered = try await limiter.acquire([Draw(window)])
        time.advance(by: .seconds(3))
        #expect(response(limiter.tryAcquire(window)) == .wait(.seconds(13)))
        unanswered.finish()
    }

    /// It does not overtake, and says when those before it are through at the soonest.
    @Test func tryAcquireBehindOthers() async throws {
        let (limiter, bucket) = limiter(LimiterTests.oneInTenSeconds)
        #expect(response(limiter.tryAcquire(bucket)) == .finished)
        let tasks = (0..<2).map { _ in Task { await outcome(of: limiter, bucket) } }
        await waitUntil { limiter.snapshot()[0].waiting == 2 }
        #expect(response(limiter.tryAcquire(bucket)) == .wait(.seconds(30)))
        for task in tasks {
            task.cancel()
            _ = try await end(of: task)
        }
    }

    private enum Response: Equatable {
        case finished, wait(Instant?), never(RateLimitError.Code)
    }

    /// Finishes the permit, if there is one.
    private func response(_ attempt: consuming Attempt) -> Response {
        switch consume attempt {
        case .permit(let permit):
            permit.finish()
            return .finished
        case .wait(let until): return .wait(until)
        case .never(let error): return .never(error.code)
        }
    }

    @Test func continuousTimeGoesOn() async throws {
        let before = TimeSource.continuous.now()
        try await TimeSource.continuous.sleep(until: before)
        #expect(TimeSource.continuous.now() > before)
    }

    @Test func noDemandsNoWait() async throws {
        let (limiter, _) = limiter(LimiterTests.oneInTenSeconds)
        try await limiter.acquire([]).finish()
    }

    @Test func waiterStartsWhenTheTimerFires() async throws {
        let (limiter, bucket) = limiter(LimiterTests.oneInTenSeconds)
        try await limiter.acquire([Draw(bucket)]).finish()
        let waits = Mutex<[WaitInfo]>([])
        let task = Task {
            let permit = try await limiter.acquire(
                [Draw(bucket)], onWait: { info in waits.withLock { $0.append(info) } })
            permit.finish()
        }
        await waitUntil { time.sleeperCount == 1 }
        #expect(waits.withLock(\.count) == 1)
        #expect(time.nextWake == .seconds(10))
        time.advance(by: .seconds(10))
        try await end(of: task)
        #expect(limiter.snapshot()[0].held == 1)
    }

    @Test func withPermitThrowsWhatTheBodyThrows() async throws {
        struct Broken: Error {}
        let (limiter, bucket) = limiter(LimiterTests.oneInTenSeconds)
        do {
            try await limiter.withPermit(for: [bucket]) { permit throws(Broken) in
                permit.responded()
                throw Broken()
            }
            Issue.record("the body threw")
        } catch .body {
            #expect(limiter.snapshot()[0].held == 1)
        } catch .limit {
            Issue.record("there was a permit")
        }
        do throws(RateLimitError) {
            _ = try await limiter.withPermit(for: [bucket], deadline: .seconds(1)) { _ in 1 }
            Issue.record("there is no room before the deadline")
        } catch {
            #expect(error.code == .deadline && error.earliest == .seconds(10))
        }
    }

    @Test func droppedPermitIsLostUnlessAnswered() async throws {
        let (limiter, bucket) = limiter(RateLimit(quota: 2, window: .seconds(10), clockMargin: .none))
        limiter.grace = .seconds(5)
        do { _ = try await limiter.acquire([Draw(bucket)]) }
        do {
            let permit = try await limiter.acquire([Draw(bucket)])
            permit.responded()
        }
        #expect(limiter.snapshot()[0].held == 2)
        time.advance(by: .seconds(10))
        #expect(limiter.snapshot()[0].held == 1)
        time.advance(by: .seconds(5))
        #expect(limiter.snapshot()[0].held == 0)
    }

    @Test func lostAndRefundedAndRefused() async throws {
        let (limiter, bucket) = limiter(RateLimit(quota: 3, window: .seconds(10), clockMargin: .none))
        try await limiter.acquire([Draw(bucket)]).refund()
        #expect(limiter.snapshot()[0].free == 3)
        try await limiter.acquire([Draw(bucket)]).lost(grace: .seconds(2))
        time.advance(by: .seconds(11))
        #expect(limiter.snapshot()[0].held == 1)
        try await limiter.acquire([Draw(bucket)]).refused(retryAfter: .seconds(4))
        #expect(limiter.snapshot()[0].gatedUntil == .seconds(15))
    }

    @Test func concurrencyIsFreeAtTheEndOfTheBody() async throws {
        let (limiter, bucket) = limiter(.concurrency(1))
        let permit = try await limiter.acquire([Draw(bucket)])
        permit.responded()
        #expect(limiter.snapshot()[0].free == 0)
        permit.finish()
        #expect(limiter.snapshot()[0].free == 1)
    }

    /// The window's part is held from the head of the response on, the other's is free at the end of the body.
    @Test func windowAndConcurrencyOnOneRequest() async throws {
        let (limiter, window) = limiter(LimiterTests.oneInTenSeconds)
        let concurrency = limiter.bucket(.concurrency(1), name: "concurrency")
        let permit = try await limiter.acquire([Draw(window), Draw(concurrency)])
        time.advance(by: .seconds(1))
        permit.responded()
        #expect(limiter.snapshot(of: window).held == 1 && limiter.snapshot(of: concurrency).inFlight == 1)
        time.advance(by: .seconds(10))
        #expect(limiter.snapshot(of: window).free == 1 && limiter.snapshot(of: concurrency).free == 0)
        permit.finish()
        #expect(limiter.snapshot(of: window).free == 1 && limiter.snapshot(of: concurrency).free == 1)
    }

    @Test func observedLowers() async throws {
        let (limiter, bucket) = limiter(RateLimit(quota: 9, window: .seconds(10), clockMargin: .none))
        let permit = try await limiter.acquire([Draw(bucket)])
        permit.responded()
        permit.update(remaining: 0, of: bucket, resetIn: .seconds(2))
        permit.finish()
        #expect(limiter.snapshot(of: bucket).nextFree == .seconds(2))
        #expect(response(limiter.tryAcquire(bucket)) == .wait(.seconds(2)))
    }

    @Test func cancelledBeforeItStarts() async {
        let (limiter, bucket) = limiter(LimiterTests.oneInTenSeconds)
        let code = await Task { () -> RateLimitError.Code? in
            withUnsafeCurrentTask { $0?.cancel() }
            return await outcome(of: limiter, bucket)
        }.value
        #expect(code == .cancelled)
        #expect(limiter.snapshot()[0].free == 1)
    }

    @Test func cancelledWhileItWaits() async throws {
        let (limiter, bucket) = limiter(LimiterTests.oneInTenSeconds)
        try await limiter.acquire([Draw(bucket)]).finish()
        let task = Task { await outcome(of: limiter, bucket) }
        await waitUntil { time.sleeperCount == 1 }
        task.cancel()
        #expect(try await end(of: task) == .cancelled)
        #expect(limiter.snapshot()[0].waiting == 0)
        await waitUntil { time.sleeperCount == 0 }
    }

    /// The permit has been granted, but the task has not come to run again: the slot goes back at once.
    @Test func cancelledAtTheInstantOfBeingResumed() async throws {
        let (limiter, bucket) = limiter(LimiterTests.oneInTenSeconds)
        let permit = try await limiter.acquire([Draw(bucket)])
        let client = Client()
        let task = Task { await client.code(of: limiter, bucket) }
        try await client.executor.runNext()
        #expect(limiter.snapshot()[0].waiting == 1)
        permit.refund()
        try await client.executor.waitForJob()
        #expect(limiter.snapshot()[0].inFlight == 1)
        task.cancel()
        try await client.executor.runNext()
        #expect(try await end(of: task) == .cancelled)
        #expect(limiter.snapshot()[0].inFlight == 0)
        #expect(limiter.snapshot()[0].held == 0, "a cancelled waiter keeps nothing")
    }

    private actor Client {
        nonisolated let executor = ManualExecutor()

        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

        func code(of limiter: RateLimiter, _ bucket: BucketHandle) async -> RateLimitError.Code? {
            do throws(RateLimitError) {
                try await limiter.acquire([Draw(bucket)]).finish()
                return nil
            } catch {
                return error.code
            }
        }
    }

    private func outcome(of limiter: RateLimiter, _ bucket: BucketHandle) async -> RateLimitError.Code? {
        do throws(RateLimitError) {
            try await limiter.acquire([Draw(bucket)]).finish()
            return nil
        } catch {
            return error.code
        }
    }
}
