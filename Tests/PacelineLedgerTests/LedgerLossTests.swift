@testable import PacelineLedger
import PacelineLimiter
import Testing

/// A ledger that has forgotten something, and clocks that are set.
@Suite struct LedgerLossTests {
    private var fixture = LedgerFixture()

    private func bucket(
        _ capacity: Double = 10, _ change: (inout LedgerRequest.Bucket) -> Void = { _ in }
    ) -> LedgerRequest.Bucket {
        LedgerFixture.bucket(capacity, change)
    }

    /// A ledger that has forgotten what it acknowledged pauses, and the session declares anew.
    @Test mutating func losses() throws {
        #expect(try fixture.granted(10, to: "a") == 10)
        fixture.ledger = LedgerState()
        guard case .gone = fixture.send(fixture.request("a", [bucket()])) else {
            Issue.record("it is known")
            return
        }
        var anew = fixture.request("a2", [bucket { $0.adopted = LedgerFixture.units(10) }], [LedgerFixture.want(1)])
        (anew.hasLost, anew.former, anew.epoch) = (true, "a", fixture.ledger.epoch)
        fixture.ledger = LedgerState()
        guard case .made(let answer) = fixture.send(anew) else { throw LedgerFixture.Gone() }
        #expect(answer.quiet == 3_500_000 && answer.grants[0].starts.isEmpty)
        #expect(answer.buckets[0].inFlight == LedgerFixture.units(10))
        fixture.now += 0.9
        #expect(try fixture.granted(9, to: "b", bucket(20)) == 0)
    }

    /// Whoever has asked a ledger before knows that one which is new was lost, even if it has nothing to declare.
    @Test mutating func whoWasKnownComesFirst() throws {
        #expect(try fixture.granted(3, to: "a") == 3)
        fixture.ledger = LedgerState()
        guard case .gone = fixture.send(fixture.request("a", [bucket()])) else { throw LedgerFixture.Gone() }
        let answer = try fixture.exchange("b", [bucket()], [LedgerFixture.want(1)])
        #expect(answer.quiet == 3_500_000 && answer.grants[0].starts.isEmpty)
    }

    /// A bucket whose level is lower than a session has seen it was lost.
    @Test mutating func levelsThatGoBack() throws {
        let level = try fixture.exchange("a", [bucket()], [LedgerFixture.want(4)]).buckets[0].level
        fixture.ledger.buckets["m"] = nil
        let epoch = fixture.ledger.epoch
        guard case .gone(let new) = fixture.send(fixture.request("a", [bucket { $0.seen = level }])) else {
            Issue.record("nothing was noticed")
            return
        }
        #expect(new != epoch)
        #expect(try fixture.granted(1, to: "b") == 0)
    }

    /// Another engine: a pause, and every session begins anew.
    @Test mutating func anotherEngine() throws {
        try fixture.exchange("a")
        let other = LedgerState.Surroundings(isOtherEngine: true)
        guard case .gone = fixture.send(fixture.request("a", [bucket()]), in: other) else {
            Issue.record("nothing was noticed")
            return
        }
        #expect(try fixture.granted(1, to: "b") == 0)
        fixture.now += 3.6
        #expect(try fixture.granted(1, to: "c") == 1)
    }

    /// A clock that is set back does not stop the ledger: its own goes on.
    @Test mutating func clocksThatAreSetBack() throws {
        #expect(try fixture.granted(10, to: "a") == 10)
        try fixture.exchange("a", [bucket { $0.settled = [.init(units: LedgerFixture.units(10), age: 0)] }])
        fixture.now -= 3_600
        for _ in 0..<3 {
            try fixture.exchange("a")
            fixture.now += 0.7
        }
        #expect(try fixture.granted(10, to: "b") == 10)
    }
}
