import PacelineLimiter
import PacelineTesting
import Testing

/// Requests that do not wait for as long as a bucket holds them back.
@Suite(.timeLimit(.minutes(1))) struct WaitLimitsTests {
    private let time = ManualTimeSource()
    private let limiter: RateLimiter
    private let minute: BucketHandle

    init() {
        limiter = RateLimiter(time: time.source, random: { 0 })
        minute = limiter.bucket(RateLimit(quota: 1, window: .seconds(60), clockMargin: .none), name: "minute", key: "k")
    }

    private func acquire(_ waitLimits: WaitLimits?) async throws(RateLimitError) {
        let permit = try await limiter.acquire([Draw(minute)], waitLimits: waitLimits.map { [$0] } ?? [])
        permit.finish()
    }

    private func refuse(for wait: Duration) async throws {
        try await limiter.acquire([Draw(minute)]).refused(by: [Refusal(minute, wait: wait)])
    }

    /// Fails at once, with the bucket and the time, and leaves nothing in the queue.
    @Test(arguments: [(59, false), (60, true)]) func quota(waitLimits: Int, isPatient: Bool) async throws {
        try await acquire(nil)
        let waiting = Task { try await acquire(WaitLimits(minute, quota: .seconds(waitLimits))) }
        if isPatient {
            try await time.sleepers()
            time.advance(by: .seconds(60))
            try await waiting.value
        } else {
            let result = await waiting.result
            let error = try #require(throws: RateLimitError.self) { try result.get() }
            #expect(error.code == .exhausted)
            #expect(error.bucketName == "minute" && error.bucketKey == "k")
            #expect(error.earliest == .zero + .seconds(60))
            #expect(limiter.snapshot(of: minute).waiting == 0)
        }
    }

    /// Each cause has a limit of its own.
    @Test func gate() async throws {
        try await refuse(for: .seconds(100))
        await #expect(throws: RateLimitError.self) { try await acquire(WaitLimits(minute, gate: .seconds(99))) }
        await #expect(throws: RateLimitError.self) { try await acquire(WaitLimits(minute, quota: .seconds(59))) }
        let waiting = Task { try await acquire(WaitLimits(minute, quota: .seconds(60), gate: .seconds(100))) }
        try await time.sleepers()
        time.advance(by: .seconds(100))
        try await waiting.value
    }

    /// Who waits already goes when a refusal shuts the bucket for too long.
    @Test func whileWaiting() async throws {
        let permit = try await limiter.acquire([Draw(minute)])
        let waiting = Task { try await acquire(WaitLimits(minute, gate: .seconds(99))) }
        while limiter.snapshot(of: minute).waiting == 0, !Task.isCancelled { await Task.yield() }
        permit.refused(by: [Refusal(minute, wait: .seconds(100))])
        let result = await waiting.result
        #expect(try #require(throws: RateLimitError.self) { try result.get() }.code == .exhausted)
    }

    /// Even distances are no shortage; what is in flight is.
    @Test func pacingAndFlight() async throws {
        var limit = RateLimit(quota: 2, window: .seconds(60), clockMargin: .none)
        limit.pacing = .even
        let even = limiter.bucket(limit, name: "even")
        let first = try await limiter.acquire([Draw(even)], waitLimits: [WaitLimits(even, quota: .zero)])
        let waiting = Task {
            try await limiter.acquire([Draw(even)], waitLimits: [WaitLimits(even, quota: .zero)]).finish()
        }
        try await time.sleepers()
        time.advance(by: .seconds(30))
        try await waiting.value
        await #expect(throws: RateLimitError.self) {
            try await limiter.acquire([Draw(even)], waitLimits: [WaitLimits(even, quota: .zero)]).finish()
        }
        first.finish()
    }

    /// Other buckets may hold it back for as long as it takes.
    @Test func ofOthers() async throws {
        try await acquire(nil)
        let other = limiter.bucket(RateLimit(quota: 1, window: .seconds(1), clockMargin: .none), name: "other")
        let waiting = Task {
            try await limiter.acquire([Draw(minute), Draw(other)], waitLimits: [WaitLimits(other, quota: .zero)])
                .finish()
        }
        try await time.sleepers()
        time.advance(by: .seconds(60))
        try await waiting.value
    }
}
