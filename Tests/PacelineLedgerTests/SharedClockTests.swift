@testable import PacelineLedger
@testable import PacelineLimiter
import Testing

/// Clocks that jump, machines that are frozen, and ledgers that forget while a session is over.
@Suite struct SharedClockTests {
    private static let limit = RateLimit(quota: 10, window: .seconds(60), clockMargin: .none)

    /// A ledger whose clock is set forward would free everything too early: who notices refuses what it is granted,
    /// and all pause and tell anew what they use.
    @Test(arguments: [5.0, 3_600]) func theLedgersClockIsSetForward(seconds: Double) {
        var shared = SharedCores()
        let buckets = [0, 1].map { shared.bucket($0, Self.limit) }
        shared.enter(0, buckets[0], 6)
        shared.exchange(0)
        shared.enter(1, buckets[1], 4)
        shared.exchange(1)
        let first = [shared.take(0), shared.take(1)]
        #expect(first.map(\.count) == [6, 4])
        for index in 0...1 { shared.finish(index, first[index]) }
        shared.pass(.seconds(1))
        for index in 0...1 { shared.exchange(index) }
        shared.ahead = .seconds(seconds)
        var most = 0
        for _ in 0..<58 {
            shared.pass(.seconds(1))
            for index in 0...1 {
                shared.enter(index, buckets[index])
                shared.exchange(index)
                most += shared.take(index).count
            }
        }
        #expect(most == 0)
        for _ in 0..<120 {
            shared.pass(.seconds(1))
            for index in 0...1 {
                shared.exchange(index)
                most += shared.take(index).count
            }
        }
        #expect((1...20).contains(most))
    }

    /// A clock that goes a little faster, or exchanges that are far apart, are no jump.
    @Test func theLedgersClockGoesFaster() {
        var shared = SharedCores()
        let bucket = shared.bucket(0, Self.limit)
        for step in 1...40 {
            shared.pass(.seconds(Double(step)))
            shared.ahead += .milliseconds(1) * Double(step)
            shared.enter(0, bucket)
            shared.exchange(0)
            shared.finish(0, shared.take(0))
        }
        #expect(shared.requests.allSatisfy { !$0.hasLost })
    }

    /// A machine that was frozen sees it by the time of the day alone. What it was granted is worth nothing, and what
    /// waits is granted anew.
    @Test func theMachineWasFrozen() throws {
        var shared = SharedCores()
        let bucket = shared.bucket(0, Self.limit)
        shared.enter(0, bucket)
        shared.exchange(0, wall: Instant(nanoseconds: 1_000_000_000_000))
        let permit = try #require(shared.take(0).first)
        let later = { (seconds: Int64) in Instant(nanoseconds: (1_000 + seconds) * 1_000_000_000) }
        #expect(shared.with(0) { core, now in core.mayStart(permit, at: now, wall: later(9)) })
        #expect(!shared.with(0) { core, now in core.mayStart(permit, at: now, wall: later(11)) })
        shared.with(0) { core, now in core.refund(permit, at: now) }
        shared.enter(0, bucket)
        shared.exchange(0, wall: later(11))
        let another = try #require(shared.take(0).first)
        #expect(shared.with(0) { core, now in core.mayStart(another, at: now, wall: later(12)) })
        #expect(Set(shared.requests.map(\.session)).count == 2)
    }

    /// A loss is one, however many notice it: nobody begins a further life of the ledger by telling of it.
    @Test func aLossIsNoticedOnce() throws {
        var shared = SharedCores(4)
        let buckets = (0...3).map { shared.bucket($0, Self.limit) }
        for index in 0...3 {
            shared.enter(index, buckets[index], 2)
            shared.exchange(index)
        }
        shared.ledger = LedgerState()
        var epochs: Set<Int64> = []
        for _ in 0..<8 {
            shared.pass(.seconds(1))
            for index in 0...3 {
                shared.enter(index, buckets[index])
                shared.exchange(index)
                if let epoch = shared.ledger.epoch { epochs.insert(epoch) }
            }
        }
        #expect(epochs.count == 1)
        #expect(shared.ledger.buckets["quota"]?.inFlight == 8_000_000)
        for index in 0...3 { #expect(shared.take(index).count == 2) }
    }

    /// Until a ledger that lost everything knows of it again, a process starts nothing beyond its old lease.
    @Test func stoppedWhileTheLedgerWasLost() throws {
        var shared = SharedCores(1)
        let bucket = shared.bucket(0, Self.limit)
        shared.enter(0, bucket)
        shared.exchange(0)
        let permit = try #require(shared.take(0).first)
        shared.ledger = LedgerState()
        shared.pass(.seconds(4))
        shared.exchange(0, atMost: 1)
        #expect(shared.requests.last?.hasLost == false)
        #expect(shared.with(0) { core, now in core.mayStart(permit, at: now) })
        shared.loseExchange(0)
        shared.pass(.seconds(7))
        #expect(!shared.with(0) { core, now in core.mayStart(permit, at: now) })
    }

    /// A process whose session lapsed while the ledger lost everything tells late what it uses.
    @Test func lateDeclaration() {
        var options = LedgerOptions()
        options.longestPause = .zero
        var shared = SharedCores(2, options)
        let limit = RateLimit(quota: 10, window: .seconds(600), clockMargin: .none)
        let buckets = [0, 1].map { shared.bucket($0, limit) }
        shared.enter(0, buckets[0], 7)
        shared.exchange(0)
        let permits = shared.take(0)
        shared.finish(0, Array(permits.prefix(5)))
        shared.pass(.milliseconds(200))
        shared.exchange(0)
        shared.pass(.seconds(20))
        shared.ledger = LedgerState()
        shared.enter(1, buckets[1])
        shared.exchange(1)
        #expect(shared.take(1).count == 1)
        // Five answered and two in flight.
        shared.enter(0, buckets[0], 9)
        shared.exchange(0)
        shared.enter(1, buckets[1], 9)
        shared.exchange(1)
        #expect(shared.take(0).count + shared.take(1).count == 2)
        // What was in flight then is told when it ends.
        shared.finish(0, Array(permits.suffix(2)))
        shared.pass(.milliseconds(200))
        shared.exchange(0)
        #expect(shared.requests.last?.buckets.first?.settled.count == 1)
    }
}
