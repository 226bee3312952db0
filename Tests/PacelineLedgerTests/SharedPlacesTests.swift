@testable import PacelineLedger
@testable import PacelineLimiter
import Testing

/// Buckets that come, go and change their names while the ledger is asked, and those who wait beside others.
@Suite struct SharedPlacesTests {
    private static let limit = RateLimit(quota: 10, window: .seconds(60), clockMargin: .none)

    /// A bucket that is given up before the ledger was told of its last request leaves nothing behind.
    @Test func forgottenBeforeItIsTold() {
        var shared = SharedCores(1)
        for _ in 0..<3 {
            let bucket = shared.bucket(0, .concurrency(1))
            shared.enter(0, bucket)
            shared.exchange(0)
            let permits = shared.take(0)
            #expect(permits.count == 1)
            shared.finish(0, permits)
            shared.with(0) { core, now in core.forget(bucket, at: now) }
            shared.exchange(0)
            #expect(shared.ledger.buckets["quota"]?.inFlight == 0)
        }
    }

    /// What is granted of a bucket that has gone meanwhile is not taken for another one's.
    @Test func forgottenWhileItIsAskedFor() throws {
        var shared = SharedCores(1)
        let first = shared.bucket(0, Self.limit, "first")
        guard case .waiting(let ticket, _) = shared.with(0, { $0.enter(.one(Draw(first)), at: $1) }) else { return }
        shared.begin(0)
        shared.with(0) { core, now in core.cancel(ticket, at: now) }
        shared.with(0) { core, now in core.forget(first, at: now) }
        let second = shared.bucket(0, Self.limit, "second")
        shared.exchange(0)
        shared.pass(.milliseconds(100))
        shared.exchange(0)
        #expect(shared.ledger.buckets["first"]?.inFlight == 0)
        shared.enter(0, second)
        #expect(shared.take(0).isEmpty)
    }

    /// A bucket gets another name while it is asked for: what is granted by its old one goes back.
    @Test func renamedWhileItIsAskedFor() {
        var shared = SharedCores(2)
        let buckets = (0...1).map { shared.bucket($0, Self.limit, "route") }
        shared.enter(0, buckets[0], 2)
        shared.exchange(0)
        let permits = shared.take(0)
        shared.enter(0, buckets[0], 3)
        shared.begin(0)
        shared.with(0) { core, now in
            core.identify(buckets[0], as: BucketName(name: "server's", key: ""), at: now)
        }
        shared.exchange(0)
        #expect(shared.take(0).count == 3)
        #expect(shared.ledger.buckets["route"]?.inFlight == 0)
        #expect(shared.ledger.buckets["server's"]?.inFlight == 5_000_000)
        #expect(Set(shared.requests.compactMap(\.epoch)).count == 1)
        shared.finish(0, permits)
        shared.exchange(0)
        shared.enter(1, buckets[1], 9)
        shared.exchange(1)
        // Two of them run out under the old name.
        #expect(shared.take(1).count == 8)
    }

    /// Who waits for one bucket keeps nothing of another one that has room.
    @Test func waitingForAnother() {
        var shared = SharedCores(2)
        let all = (0...1).map { shared.bucket($0, Self.limit, "all") }
        let own = shared.bucket(0, RateLimit(quota: 1, window: .seconds(86_400), clockMargin: .none), "own")
        shared.with(0) { core, now in _ = core.enter(DrawList([Draw(all[0]), Draw(own)]), at: now) }
        shared.exchange(0)
        #expect(shared.take(0).count == 1)
        for _ in 0..<9 { shared.with(0) { core, now in _ = core.enter(DrawList([Draw(all[0]), Draw(own)]), at: now) } }
        shared.exchange(0)
        shared.pass(.milliseconds(20))
        shared.enter(1, all[1], 9)
        for _ in 0..<3 {
            shared.exchange(1)
            shared.pass(.milliseconds(3))
        }
        #expect(shared.take(1).count == 9)
    }

    /// What is too little for anybody who is first goes back, and is granted with the rest.
    @Test func tooLittleInStock() {
        var shared = SharedCores(1)
        let bucket = shared.bucket(0, RateLimit(quota: 100, window: .seconds(60), clockMargin: .none))
        shared.with(0) { core, now in _ = core.enter(.one(Draw(bucket, cost: 10)), at: now) }
        shared.exchange(0)
        let small = shared.take(0)
        shared.with(0) { core, now in _ = core.enter(.one(Draw(bucket, cost: 95)), at: now) }
        for permit in small { shared.with(0) { core, now in core.refund(permit, at: now) } }
        shared.exchange(0)
        #expect(shared.take(0).count == 1)
    }

    /// However many kinds of requests wait for long, another kind is asked for at once.
    @Test func manyKinds() {
        var shared = SharedCores(1)
        for number in 0..<20 {
            let bucket = shared.bucket(0, RateLimit(quota: 1, window: .seconds(3_600), clockMargin: .none), "\(number)")
            shared.enter(0, bucket, 2)
            shared.exchange(0)
            #expect(shared.take(0).count == 1)
        }
        let last = shared.bucket(0, Self.limit, "last")
        shared.enter(0, last)
        let count = shared.requests.count
        shared.exchange(0)
        #expect(shared.take(0).count == 1)
        #expect(shared.requests.count <= count + 3)
    }

    /// A probe is not kept in stock from those who wait.
    @Test func aProbeIsNoSpareRequest() throws {
        var shared = SharedCores(2, LedgerOptions(spare: 1))
        let buckets = (0...1).map { shared.bucket($0, Self.limit) }
        shared.enter(0, buckets[0])
        shared.exchange(0)
        let permit = try #require(shared.take(0).first)
        shared.with(0) { core, now in
            core.refuse(permit, by: [buckets[0]], for: .seconds(2), counted: true, jitter: 0, at: now)
        }
        shared.exchange(0)
        shared.pass(.milliseconds(2_100))
        shared.exchange(0)
        shared.enter(1, buckets[1], 2)
        for _ in 0..<4 {
            shared.exchange(1)
            shared.exchange(0)
            shared.pass(.milliseconds(260))
        }
        let probe = shared.take(1)
        #expect(probe.count == 1)
        shared.finish(1, probe)
        shared.exchange(1)
        #expect(shared.take(1).count == 1)
    }

    /// Nothing is kept for those who have given up, though their process lives.
    @Test func givenUp() {
        var shared = SharedCores(2, isLeased: false)
        let limit = RateLimit(quota: 8, window: .seconds(3_600), clockMargin: .none)
        let buckets = (0...1).map { shared.bucket($0, limit) }
        shared.enter(0, buckets[0], 8)
        shared.exchange(0)
        let permits = shared.take(0)
        let waiting = (0..<8).compactMap { _ in
            if case .waiting(let ticket, _) = shared.with(0, { $0.enter(.one(Draw(buckets[0])), at: $1) }) {
                ticket
            } else {
                nil
            }
        }
        shared.exchange(0)
        for ticket in waiting { shared.with(0) { core, now in core.cancel(ticket, at: now) } }
        for permit in permits { shared.with(0) { core, now in core.refund(permit, at: now) } }
        shared.pass(.milliseconds(200))
        shared.exchange(0)
        shared.enter(1, buckets[1], 8)
        shared.exchange(1)
        #expect(shared.take(1).count == 8)
    }

    /// What is answered is told within a tenth of a second, whatever was lost before it.
    @Test func answeredAfterALostOne() {
        var shared = SharedCores(1, isLeased: false)
        let bucket = shared.bucket(0, Self.limit)
        shared.enter(0, bucket, 2)
        shared.exchange(0)
        let permits = shared.take(0)
        shared.with(0) { core, now in core.lose(permits[0], grace: .seconds(10), at: now) }
        shared.finish(0, [permits[1]])
        shared.pass(.milliseconds(100))
        shared.exchange(0)
        #expect(shared.ledger.buckets["quota"]?.inFlight == 0)
    }
}
