import PacelineLimiter
import PacelineTesting
import Synchronization
import Testing

/// Shared limits through the public interface, with tasks that wait, in virtual time.
@Suite(.timeLimit(.minutes(2))) struct StackedTimelineTests {
    private static let latency = Duration.milliseconds(25)

    private func window(_ quota: Double, _ seconds: Double) -> RateLimit {
        RateLimit(quota: quota, window: .seconds(seconds), clockMargin: .none)
    }

    /// Makes one call that draws on these buckets and takes 25 ms to the server and back each.
    private func call(_ timeline: Timeline, _ buckets: [BucketHandle]) async throws -> Instant {
        let permit = try await timeline.limiter.acquire(buckets.map { Draw($0) })
        let start = timeline.time.now
        try await timeline.time.source.sleep(until: start + Self.latency)
        try await timeline.time.source.sleep(until: start + Self.latency * 2)
        permit.responded()
        permit.finish()
        return start
    }

    /// When the last of so many calls that need the account alone starts, and how many posts have by then.
    private func lastList(_ lists: Int, posts: Int) async -> (start: Instant, posts: Int) {
        let timeline = Timeline()
        let account = timeline.limiter.bucket(window(10, 1), name: "account")
        let channel = timeline.limiter.bucket(window(1, 5), name: "channel")
        let starts = Mutex<[(start: Instant, isList: Bool)]>([])
        for number in 0..<posts + lists {
            timeline.call("\(number)") {
                let isList = number >= posts
                let start = try await self.call(timeline, isList ? [account] : [account, channel])
                starts.withLock { $0.append((start, isList)) }
            }
        }
        await timeline.run()
        let all = starts.withLock(\.self)
        let last = all.filter(\.isList).map(\.start).max() ?? .zero
        return (last, all.count { !$0.isList && $0.start <= last })
    }

    /// Account 10/1 s and channel 1/5 s: ten posts on one channel, 400 list calls.
    @Test func hotChannelDoesNotHoldUpTheAccount() async {
        let stacked = await lastList(400, posts: 10)
        let alone = await lastList(400 + stacked.posts, posts: 0)
        #expect((stacked.start - .zero) <= (alone.start - .zero) * 1.01)
    }

    /// Ten routes of 5/5 s share 50/1 s with others; and a key of 1/10 s shares four places.
    @Test(arguments: [true, false]) func sharedLimitIsUsedUp(isWindow: Bool) async {
        let timeline = Timeline()
        let shared = timeline.limiter.bucket(isWindow ? window(50, 1) : .concurrency(4), name: "shared")
        let keys = (0..<(isWindow ? 10 : 1)).map { key in
            timeline.limiter.bucket(isWindow ? window(5, 5) : window(1, 10), name: "key", key: "\(key)")
        }
        let starts = Mutex(0)
        let end = Instant.seconds(30)
        let hot = keys.flatMap { key in Array(repeating: [shared, key], count: 20) }
        for (number, buckets) in (hot + Array(repeating: [shared], count: 60)).enumerated() {
            timeline.call("\(number)") {
                while true {
                    if try await self.call(timeline, buckets) < end { starts.withLock { $0 += 1 } }
                }
            }
        }
        await timeline.run(until: .seconds(30.2))
        let admitted = isWindow ? 50 * 30 / 1.05 : 4 * 30 / 0.05
        #expect(Double(starts.withLock(\.self)) >= 0.98 * admitted)
    }
}
