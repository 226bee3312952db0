import PacelineLedger
@testable import PacelineLimiter
import Testing

/// What processes do while their ledger does not answer.
@Suite struct OutageTests {
    private static let limit = RateLimit(quota: 60, window: .seconds(60), clockMargin: .none)

    private static func options(_ reserve: Double) -> LedgerOptions {
        var options = LedgerOptions()
        options.whenUnreachable = .share(of: 2)
        options.reserve = reserve
        return options
    }

    /// The ledger never grants what is kept back, so that two processes without it and any number with it stay within
    /// the quota.
    @Test func reserve() {
        var shared = SharedCores(3, Self.options(0.1))
        let buckets = (0...2).map { shared.bucket($0, Self.limit) }
        shared.enter(0, buckets[0], 100)
        shared.exchange(0)
        #expect(shared.take(0).count == 54)
        for index in 1...2 {
            shared.enter(index, buckets[index], 10)
            shared.loseExchange(index)
            // Three of the six that are kept back.
            #expect(shared.take(index).count == 3)
            shared.pass(.seconds(5))
            shared.enter(index, buckets[index], 1)
            #expect(shared.take(index).isEmpty)
        }
    }

    /// What was taken from the reserve is held there, and the ledger is never told of it.
    @Test func theReserveIsUsedAgain() {
        var shared = SharedCores(1, Self.options(0.1))
        let bucket = shared.bucket(0, Self.limit)
        shared.enter(0, bucket, 5)
        shared.loseExchange(0)
        let permits = shared.take(0)
        #expect(permits.count == 3)
        #expect(permits.allSatisfy { permit in shared.with(0) { core, now in core.mayStart(permit, at: now) } })
        shared.finish(0, permits)
        shared.pass(.seconds(59))
        #expect(shared.take(0).isEmpty)
        shared.pass(.seconds(2))
        #expect(shared.take(0).count == 2)
        shared.enter(0, bucket, 3)
        #expect(shared.take(0).count == 1)
        // The ledger is back: it grants all of its own.
        #expect(shared.with(0) { core, now in core.lapseIfOver(at: now) })
        shared.exchange(0)
        shared.enter(0, bucket, 70)
        shared.exchange(0)
        #expect(shared.take(0).count == 54)
        #expect(shared.requests.flatMap(\.buckets).allSatisfy { $0.adopted == 0 && $0.settled.isEmpty })
    }

    /// Where nothing is kept back each goes on with its part of the quota, less what it has in use, and tells the
    /// ledger when it is back.
    @Test func share() {
        var shared = SharedCores(2, Self.options(0))
        let buckets = (0...1).map { shared.bucket($0, Self.limit) }
        shared.enter(0, buckets[0], 20)
        shared.exchange(0)
        #expect(shared.take(0).count == 20)
        shared.enter(0, buckets[0], 20)
        shared.loseExchange(0)
        #expect(shared.take(0).count == 10)
        shared.pass(.seconds(11))
        #expect(shared.with(0) { core, now in core.lapseIfOver(at: now) })
        shared.exchange(0)
        shared.exchange(0)
        shared.enter(1, buckets[1], 60)
        shared.exchange(1)
        // Others wait: of what the process has in use, none is granted twice.
        #expect(shared.take(0).count + shared.take(1).count <= 30)
    }

    /// Where requests fail, they do so at once; where they wait, their deadlines hold.
    @Test func failing() {
        var options = LedgerOptions()
        options.whenUnreachable = .fail
        var shared = SharedCores(1, options)
        let bucket = shared.bucket(0, Self.limit)
        shared.enter(0, bucket)
        shared.loseExchange(0)
        #expect(shared.failed.map(\.code) == [.ledgerUnavailable])
    }
}
