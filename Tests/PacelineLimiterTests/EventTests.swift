import PacelineLimiter
import PacelineTesting
import Synchronization
import Testing

/// What a limiter tells of itself.
@Suite(.timeLimit(.minutes(1))) struct EventTests {
    private let time = ManualTimeSource()

    private func limiter(_ quota: Double) -> (RateLimiter, BucketHandle) {
        let limiter = RateLimiter(time: time.source, random: { 0 })
        let limit = RateLimit(quota: quota, window: .seconds(10), clockMargin: .none)
        return (limiter, limiter.bucket(limit, name: "bucket", key: "key"))
    }

    private func first(_ count: Int, of events: LimiterEvents) async -> [LimiterEvent] {
        var found: [LimiterEvent] = []
        for await event in events {
            found.append(event)
            if found.count == count { break }
        }
        return found
    }

    private let name = BucketName(name: "bucket", key: "key")

    @Test func permitsAndRefusals() async throws {
        let (limiter, bucket) = limiter(5)
        let events = limiter.events
        let permits = [try await limiter.acquire([Draw(bucket)]).number]
        let refused = try await limiter.acquire([Draw(bucket)])
        let number = refused.number
        refused.refused(by: [Refusal(bucket, wait: .seconds(3))])
        time.advance(by: .seconds(3))
        try await limiter.acquire([Draw(bucket)]).finish()
        let found = await first(7, of: events)
        #expect(
            found[0...1] == [
                .admitted(permit: permits[0], buckets: [name], at: .zero),
                .lost(permit: permits[0], buckets: [name], at: .zero),
            ])
        #expect(found[3] == .refused(permit: number, buckets: [name], at: .zero))
        #expect(found[4] == .gated(name, until: .seconds(3), at: .zero))
        #expect(found[6] == .opened(name, at: .seconds(3)))
        #expect(found.map(\.instant) == found.map(\.instant).sorted())
    }

    @Test func waits() async throws {
        let (limiter, bucket) = limiter(1)
        try await limiter.acquire([Draw(bucket)]).finish()
        let events = limiter.events
        let task = Task {
            let permit = try await limiter.acquire([Draw(bucket)])
            let number = permit.number
            permit.finish()
            return number
        }
        try await time.sleepers()
        let ticket = try #require(limiter.waits().first?.ticket)
        #expect(limiter.progress(of: ticket)?.expectedStart == .seconds(10))
        time.advance(by: .seconds(10))
        let permit = try await task.value
        let found = await first(2, of: events)
        #expect(found[0].kind == .queued && found[0].instant == .zero && found[0].wait?.ticket == ticket)
        #expect(
            found[1]
                == .waited(permit: permit, ticket: ticket, buckets: [name], after: .seconds(10), at: .seconds(10)))
    }

    @Test func endsOfWaitsWithoutAPermit() async throws {
        let (limiter, bucket) = limiter(1)
        let events = limiter.events
        await #expect(throws: RateLimitError.self) {
            try await limiter.acquire([Draw(bucket, cost: 2)]).finish()
        }
        let found = await first(1, of: events)
        #expect(found[0].kind == .expired && found[0].ticket == nil && found[0].duration == .zero)
        #expect(found[0].error?.code == .exceedsQuota)
    }

    @Test func oldestAreDroppedAndCounted() async throws {
        let (limiter, bucket) = limiter(100)
        let events = limiter.events(bufferingNewest: 3)
        var numbers: [UInt64] = []
        for _ in 0..<5 {
            let permit = try await limiter.acquire([Draw(bucket)])
            numbers.append(permit.number)
            permit.finish()
        }
        #expect(events.droppedCount == 2)
        let found = await first(3, of: events)
        #expect(
            found.map { "\($0)" }
                == numbers[2...].map { number in
                    "\(LimiterEvent.admitted(permit: number, buckets: [name], at: .zero))"
                })
    }

    @Test func nobodyListensAnyMore() async throws {
        let (limiter, bucket) = limiter(100)
        do { _ = limiter.events }
        try await limiter.acquire([Draw(bucket)]).finish()
        let events = limiter.events
        #expect(events.droppedCount == 0)
        #expect(limiter.isObserved)
        let task = Task { await first(2, of: events) }
        task.cancel()
        _ = await task.value
        while limiter.isObserved { await Task.yield() }
    }

    @Test func progressIsReported() async throws {
        let (limiter, bucket) = limiter(1)
        try await limiter.acquire([Draw(bucket)]).finish()
        let reports = Mutex<[Instant]>([])
        let task = Task {
            try await limiter.acquire([Draw(bucket)], progressInterval: .seconds(4)) { [time] _ in
                reports.withLock { $0.append(time.now) }
            }.finish()
        }
        for count in 1...3 {
            while reports.withLock(\.count) < count || time.sleeperCount < 2 { await Task.yield() }
            time.advance(by: .seconds(count < 3 ? 4 : 2))
        }
        try await task.value
        #expect(reports.withLock(\.self) == [.zero, .seconds(4), .seconds(8)])
        while time.sleeperCount > 0 { await Task.yield() }
    }

    @Test(arguments: [Duration.zero, .seconds(-1)]) func noProgressIsReportedWithoutAnInterval(
        interval: Duration
    ) async throws {
        let (limiter, bucket) = limiter(1)
        try await limiter.acquire([Draw(bucket)]).finish()
        let reports = Mutex(0)
        let task = Task {
            try await limiter.acquire([Draw(bucket)], progressInterval: interval) { _ in
                reports.withLock { $0 += 1 }
            }.finish()
        }
        while time.sleeperCount < 1 { await Task.yield() }
        time.advance(by: .seconds(10))
        try await task.value
        #expect(reports.withLock(\.self) == 1)
    }
}
