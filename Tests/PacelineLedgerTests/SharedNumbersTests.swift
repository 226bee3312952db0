@testable import PacelineLedger
@testable import PacelineLimiter
import Testing

/// Numbers, refusals and names that responses tell one process, and what the others have of them.
@Suite struct SharedNumbersTests {
    private static let limit = RateLimit(quota: 10, window: .seconds(60), clockMargin: .none)

    /// What a response told one process holds for all; the newest word goes before older ones.
    @Test func toldNumbers() throws {
        var shared = SharedCores(3)
        let buckets = (0...2).map { shared.bucket($0, Self.limit) }
        for (index, quota) in [(0, 4.0), (1, 7.0)] {
            shared.enter(index, buckets[index])
            shared.exchange(index)
            let permit = try #require(shared.take(index).first)
            shared.pass(.seconds(2))
            shared.with(index) { core, now in
                core.learn(
                    RateLimit(quota: quota, window: .seconds(60), clockMargin: .none), of: buckets[index],
                    loosens: true, at: now)
            }
            shared.finish(index, [permit])
            shared.pass(.milliseconds(150))
            shared.exchange(index)
        }
        // Process 0 says the older numbers again.
        shared.pass(.seconds(4))
        shared.exchange(0)
        shared.enter(2, buckets[2], 10)
        shared.exchange(2)
        #expect(shared.take(2).count == 5)
    }

    /// Of numbers that nobody declared, refusals are shared: the others wait for the time that one was told, and begin
    /// again when a request of one has been let through.
    @Test func refusalsOfUndeclaredLimits() throws {
        var shared = SharedCores(2)
        let handles = (0...1).map { Self.undeclared($0, &shared) }
        shared.enter(0, handles[0])
        shared.enter(1, handles[1])
        let first = try #require(shared.take(0).first)
        shared.finish(1, shared.take(1))
        shared.with(0) { core, now in
            core.refuse(first, by: [handles[0]], for: .seconds(5), counted: true, jitter: 0, at: now)
        }
        shared.exchange(0)
        #expect(shared.news == .all)
        shared.with(1) { core, _ in core.hurry() }
        shared.exchange(1)
        shared.enter(1, handles[1], 3)
        #expect(shared.take(1).isEmpty)
        shared.pass(.seconds(4.9))
        #expect(shared.take(1).isEmpty)
        shared.pass(.seconds(0.2))
        // One request of each tries. What the first one finds lets all others start.
        let probe = shared.take(1)
        shared.enter(0, handles[0], 3)
        #expect(probe.count == 1 && shared.take(0).count == 1)
        shared.finish(1, probe)
        shared.exchange(1)
        #expect(shared.news == .all)
        shared.with(0) { core, _ in core.hurry() }
        shared.exchange(0)
        #expect(shared.take(0).count == 2)
    }

    /// A route of which nobody declared a limit.
    private static func undeclared(_ index: Int, _ shared: inout SharedCores) -> BucketHandle {
        shared.with(index) { core, now in
            core.observe(
                BucketName(name: "GET /a", key: ""), origin: BucketName(name: "https://a", key: ""), gently: false,
                api: "", at: now
            ).route
        }
    }

    /// What a response says is left of it keeps all processes: where it is nothing, they hear of it at once, else within
    /// a second; and all begin again when it is over.
    @Test(arguments: [0, 2]) func whatIsLeftOfUndeclaredLimits(left: Int) throws {
        var shared = SharedCores(2)
        let handles = (0...1).map { Self.undeclared($0, &shared) }
        for index in 0...1 {
            shared.enter(index, handles[index])
            shared.finish(index, shared.take(index))
            shared.exchange(index)
        }
        shared.enter(0, handles[0])
        let permit = try #require(shared.take(0).first)
        shared.with(0) { core, now in
            core.report(
                permit, [ReportedQuota(remaining: Double(left), reset: .seconds(8))], of: handles[0], at: now)
        }
        shared.finish(0, [permit])
        if left > 0 { shared.pass(.seconds(1)) }
        shared.exchange(0)
        #expect(shared.news == (left > 0 ? .none : .all))
        shared.with(1) { core, _ in core.hurry() }
        shared.exchange(1)
        for index in 0...1 {
            shared.enter(index, handles[index], 5)
            #expect(shared.take(index).count == left)
        }
        shared.pass(.seconds(6.9))
        for index in 0...1 { #expect(shared.take(index).isEmpty) }
        shared.pass(.seconds(1.2))
        for index in 0...1 { #expect(shared.take(index).count == 5 - left) }
    }

    /// When the server names what a bucket counts, its requests count under that name in the ledger, too.
    @Test func anotherName() throws {
        var shared = SharedCores(2)
        let buckets = (0...1).map { shared.bucket($0, Self.limit, "route \($0)") }
        shared.enter(0, buckets[0], 4)
        shared.enter(1, buckets[1], 3)
        for index in 0...1 { shared.exchange(index) }
        let permits = (0...1).map { shared.take($0) }
        #expect(permits.map(\.count) == [4, 3])
        for index in 0...1 {
            shared.finish(index, Array(permits[index].prefix(2)))
            shared.with(index) { core, now in
                core.identify(buckets[index], as: BucketName(name: "server's", key: ""), at: now)
            }
            shared.pass(.milliseconds(150))
            shared.exchange(index)
        }
        #expect(shared.ledger.buckets["server's"].map { $0.inFlight + $0.log.total } == 7_000_000)
        #expect(shared.ledger.buckets["route 0"]?.inFlight == 0)
        shared.enter(0, buckets[0], 9)
        shared.exchange(0)
        #expect(shared.take(0).count == 3)
        for index in 0...1 { shared.finish(index, Array(permits[index].suffix(from: 2))) }
        shared.pass(.milliseconds(150))
        for index in 0...1 { shared.exchange(index) }
        #expect(shared.ledger.buckets["server's"]?.inFlight == 3_000_000)
    }

    /// Two buckets of one process that the server does not tell apart.
    @Test func oneOfTwo() throws {
        var shared = SharedCores(1)
        let buckets = ["one", "two"].map { shared.bucket(0, Self.limit, $0) }
        for bucket in buckets { shared.enter(0, bucket, 3) }
        shared.exchange(0)
        let permits = shared.take(0)
        #expect(permits.count == 6)
        for bucket in buckets {
            shared.with(0) { core, now in core.identify(bucket, as: BucketName(name: "both", key: ""), at: now) }
        }
        shared.pass(.milliseconds(150))
        shared.exchange(0)
        #expect(shared.ledger.buckets["both"]?.inFlight == 6_000_000)
        shared.finish(0, permits)
        shared.pass(.milliseconds(150))
        shared.exchange(0)
        #expect(shared.ledger.buckets["both"]?.inFlight == 0)
        #expect(shared.ledger.buckets["both"]?.log.total == 6_000_000)
        for bucket in buckets { shared.enter(0, bucket, 3) }
        shared.exchange(0)
        #expect(shared.take(0).count == 4)
    }

    /// One who does not wait can start what was granted to be in stock.
    @Test func spare() {
        var shared = SharedCores(1, LedgerOptions(spare: 2))
        let bucket = shared.bucket(0, Self.limit)
        shared.enter(0, bucket)
        shared.exchange(0)
        #expect(shared.take(0).count == 1)
        shared.pass(.milliseconds(60))
        shared.exchange(0)
        let first = (0..<3).map { _ in shared.attempt(0, bucket) }
        shared.exchange(0)
        let second = (0..<4).map { _ in shared.attempt(0, bucket) }
        #expect(first == [true, true, false] && second == [true, true, true, false])
    }

    /// One who tries and does not wait has the ledger asked, and starts with its next try; what is granted to nobody in
    /// the end goes back.
    @Test func tries() {
        var shared = SharedCores(1)
        let bucket = shared.bucket(0, Self.limit)
        let first = shared.attempt(0, bucket)
        shared.exchange(0)
        shared.pass(.milliseconds(300))
        shared.exchange(0)
        let later = (0..<2).map { _ in shared.attempt(0, bucket) }
        #expect(!first && later == [true, false])
        shared.exchange(0)
        shared.pass(.milliseconds(1_100))
        shared.exchange(0)
        #expect(shared.ledger.buckets["quota"]?.inFlight == 1_000_000)
        #expect(shared.requests.count <= 4)
    }

    /// A request of high priority goes before those of other processes that came earlier, and waits no longer than its
    /// head start allows.
    @Test func priorities() {
        var shared = SharedCores(2)
        let buckets = (0...1).map { shared.bucket($0, RateLimit.concurrency(1)) }
        shared.enter(0, buckets[0])
        shared.exchange(0)
        let first = shared.take(0)
        shared.enter(0, buckets[0], 2, priority: .low)
        shared.exchange(0)
        shared.pass(.milliseconds(50))
        shared.enter(1, buckets[1], priority: .high)
        shared.exchange(1)
        shared.finish(0, first)
        shared.exchange(0)
        #expect(shared.take(0).isEmpty)
        shared.with(1) { core, _ in core.hurry() }
        shared.exchange(1)
        #expect(shared.take(1).count == 1)
    }
}
