@testable import PacelineLedger
import PacelineLimiter
import Testing

/// What one step of a ledger does, case by case.
@Suite struct LedgerStateTests {
    private var fixture = LedgerFixture()

    private func bucket(
        _ capacity: Double = 10, hold: Double = 2, key: String = "m", isRefilled: Bool = false,
        _ change: (inout LedgerRequest.Bucket) -> Void = { _ in }
    ) -> LedgerRequest.Bucket {
        LedgerFixture.bucket(capacity, hold: hold, key: key, isRefilled: isRefilled, change)
    }

    private func settling(_ units: Double, age: Double, _ bucket: LedgerRequest.Bucket) -> LedgerRequest.Bucket {
        var bucket = bucket
        bucket.settled = [.init(units: LedgerFixture.units(units), age: LedgerFixture.micro(age))]
        return bucket
    }

    // MARK: Units

    /// Two sessions share what is there; a unit is free one hold after its response, whenever that is reported.
    @Test mutating func holdsBeginWithResponses() throws {
        #expect(try fixture.granted(6, to: "a") == 6)
        #expect(try fixture.granted(6, to: "b") == 4)
        fixture.now += 0.5
        try fixture.exchange("a", [settling(6, age: 0.4, bucket())])
        fixture.now += 0.4
        try fixture.exchange("b")
        fixture.now += 0.4
        try fixture.exchange("a")
        fixture.now += 0.4
        try fixture.exchange("b")
        fixture.now += 0.3
        #expect(try fixture.granted(9, to: "b") == 0)
        // 0.1 after the start they were answered.
        fixture.now += 0.102
        #expect(try fixture.granted(9, to: "b") == 6)
    }

    /// What becomes free within the horizon is granted with its start; what is in flight is not foreseen.
    @Test mutating func grantsAhead() throws {
        #expect(try fixture.granted(10, to: "a") == 10)
        try fixture.exchange("a", [settling(4, age: 0, bucket())])
        fixture.now += 0.9
        try fixture.exchange("a")
        fixture.now += 0.9
        let answer = try fixture.exchange("a", [bucket()], [LedgerFixture.want(9)], horizon: 0.3)
        #expect(answer.grants[0].starts.count == 4)
        #expect(answer.grants[0].starts.allSatisfy { (200_000...202_000).contains($0) })
        #expect(answer.grants[0].lower == 2_000_000)
        fixture.now += 0.5
        #expect(try fixture.granted(9, to: "a") == 0)
    }

    /// Levels wrap around: neither what was seen nor what servers said is misjudged by it.
    @Test mutating func levelsWrapAround() throws {
        let much = LedgerLevel.modulus / 2 - LedgerFixture.units(2)
        for _ in 0..<2 {
            try fixture.exchange(
                "a",
                [
                    bucket {
                        $0.adopted = much
                        $0.settled = [.init(units: much, age: 9_000_000)]
                    }
                ])
        }
        let before = try fixture.exchange("a", [bucket()], [LedgerFixture.want(3)]).buckets[0].level
        let epoch = fixture.ledger.epoch
        let after = try fixture.exchange("a", [bucket { $0.seen = before }], [LedgerFixture.want(4)]).buckets[0].level
        #expect(after < before)
        // One more than seven is left after the third: of the four that came later it knows nothing.
        try fixture.exchange(
            "a",
            [bucket { $0.ceilings = [.init(mark: before, remaining: LedgerFixture.units(5), age: 0, length: 900_000)] }]
        )
        #expect(try fixture.granted(3, to: "a", bucket { $0.seen = after }) == 1)
        #expect(fixture.ledger.epoch == epoch)
    }

    /// Requests at a time become free with their ends alone.
    @Test mutating func requestsAtATime() throws {
        let places = bucket(2, hold: 0)
        #expect(try fixture.granted(5, to: "a", places, horizon: 0.5) == 2)
        fixture.now += 0.5
        #expect(try fixture.granted(5, to: "a", places, horizon: 0.5) == 0)
        #expect(try fixture.granted(1, to: "b", places) == 0)
        try fixture.exchange("a", [settling(1, age: 0, places)])
        #expect(fixture.news == .session("b"))
        #expect(try fixture.granted(5, to: "b", places, horizon: 0.5) == 1)
    }

    /// A bucket of tokens becomes free bit by bit, and what is lost is queued only when it must have arrived.
    @Test mutating func tokens() throws {
        let tokens = bucket(4, hold: 2, isRefilled: true)
        #expect(try fixture.granted(9, to: "a", tokens) == 4)
        try fixture.exchange("a", [settling(2, age: 0, tokens)])
        try fixture.exchange("a", [settling(2, age: -0.7, tokens)])
        for (seconds, count) in [(0.49, 0), (0.02, 1), (0.49, 1), (0.6, 1), (0.5, 1)] {
            fixture.now += seconds
            #expect(try fixture.granted(9, to: "a", tokens) == count, "\(fixture.now)")
        }
    }

    /// What was not used is free at once, and more cannot be given back than was had.
    @Test mutating func returnedUnits() throws {
        #expect(try fixture.granted(10, to: "a") == 10)
        #expect(try fixture.granted(9, to: "b") == 0)
        #expect(try fixture.granted(9, to: "c", bucket(1, key: "other")) == 1)
        #expect(try fixture.granted(9, to: "c", bucket(1, key: "other")) == 0)
        try fixture.exchange("a", [bucket { $0.returned = LedgerFixture.units(3) }])
        #expect(fixture.news == .session("b"))
        #expect(try fixture.granted(9, to: "b") == 3)
        try fixture.exchange("b", [bucket { $0.returned = LedgerFixture.units(50) }])
        #expect(try fixture.granted(9, to: "b") == 3)
    }

    /// All buckets of a request or none.
    @Test mutating func severalBuckets() throws {
        let both = [bucket(10), bucket(3, key: "n")]
        let first = try fixture.exchange("a", both, [LedgerFixture.want(9, costs: [1, 1])])
        #expect(first.grants[0].starts.count == 3)
        #expect(first.buckets.map(\.inFlight) == [3_000_000, 3_000_000])
        #expect(try fixture.granted(9, to: "b") == 7)
    }

    // MARK: Sessions

    /// A repetition is the same step; any other number is none.
    @Test mutating func repetitions() throws {
        let request = fixture.request("a", [bucket()], [LedgerFixture.want(4)])
        let first = fixture.send(request)
        fixture.now += 0.1
        #expect(fixture.send(request) == first)
        #expect(try fixture.granted(9, to: "b") == 6)
        var later = request
        later.sequence = 3
        #expect(fixture.send(later) == .gone(epoch: fixture.ledger.epoch ?? 0))
    }

    /// A session whose lease is over: what it had counts as answered one grace later.
    @Test mutating func deadSessions() throws {
        #expect(try fixture.granted(10, to: "a") == 10)
        fixture.now += 1.1
        #expect(try fixture.granted(9, to: "b") == 0)
        // Its lease ended after 1 s, its requests arrived by 1.5 s, and are held until 3.5 s.
        for _ in 0..<2 {
            fixture.now += 0.9
            try fixture.exchange("b")
        }
        fixture.now += 0.59
        #expect(try fixture.granted(9, to: "b") == 0)
        fixture.now += 0.02
        #expect(try fixture.granted(9, to: "b") == 9)
        #expect(fixture.send(fixture.request("a", [bucket()])) == .gone(epoch: fixture.ledger.epoch ?? 0))
        #expect(fixture.ledger.sessions.count == 1)
    }

    /// Where a lock tells who lives, a lease does not matter.
    @Test mutating func locks() throws {
        let lives = LedgerState.Surroundings(hasEnded: { _ in false })
        let ends = LedgerState.Surroundings(hasEnded: { $0 == "a" })
        fixture.send(fixture.request("a", [bucket()], [LedgerFixture.want(10)]), in: lives)
        fixture.now += 50
        fixture.send(fixture.request("b", [bucket()]), in: lives)
        #expect(fixture.ledger.sessions.count == 2)
        fixture.send(fixture.request("b", [bucket()]), in: ends)
        #expect(fixture.ledger.sessions.count == 1)
        #expect(fixture.ledger.buckets["m"]?.log.total == LedgerFixture.units(10))
    }

    // MARK: Order

    /// Who waits longer comes first; while others wait, nobody takes more than a quantum.
    @Test mutating func order() throws {
        #expect(try fixture.granted(10, to: "z") == 10)
        #expect(try fixture.granted(20, to: "a", age: 5) == 0)
        #expect(try fixture.granted(20, to: "b", age: 3) == 0)
        try fixture.exchange("z", [bucket { $0.returned = LedgerFixture.units(10) }])
        // 8 are kept for a.
        #expect(try fixture.granted(20, to: "b", age: 3) == 2)
        #expect(try fixture.granted(20, to: "a", age: 5) == 8)
    }

    /// A session that does not come when it was told to loses its place.
    @Test mutating func placesAreNotKeptForever() throws {
        #expect(try fixture.granted(10, to: "z") == 10)
        try fixture.exchange("z", [settling(10, age: 1.5, bucket())])
        #expect(try fixture.granted(20, to: "a", age: 5) == 0)
        fixture.now += 0.55
        #expect(try fixture.granted(20, to: "b") == 2)
        fixture.now += 0.1
        #expect(try fixture.granted(20, to: "b") == 8)
    }

    // MARK: Gates

    /// A refusal shuts the bucket for all; one session's probe opens it.
    @Test mutating func gates() throws {
        try fixture.exchange("a", [bucket { $0.gate = .init(told: 600_000, reopens: 700_000) }])
        #expect(fixture.news == .all)
        #expect(try fixture.granted(1, to: "b", horizon: 0.9) == 0)
        fixture.now += 0.75
        #expect(try fixture.granted(5, to: "b") == 1)
        #expect(try fixture.granted(5, to: "a") == 0)
        try fixture.exchange("b", [bucket { $0.probe = .ended }])
        #expect(try fixture.granted(5, to: "a") == 1)
        try fixture.exchange("a", [bucket { $0.probe = .accepted }])
        #expect(try fixture.granted(5, to: "b") == 5)
    }

    /// The probe of a session that ends is free for another.
    @Test mutating func probesOfTheDead() throws {
        try fixture.exchange("a", [bucket { $0.gate = .init(told: 0, reopens: 1) }])
        fixture.now += 0.1
        #expect(try fixture.granted(5, to: "b") == 1)
        fixture.now += 0.8
        #expect(try fixture.granted(5, to: "a") == 0)
        fixture.now += 0.3
        #expect(try fixture.granted(5, to: "a") == 1)
    }

    // MARK: Numbers

    /// Declared numbers that differ: the strictest hold while their session lives.
    @Test mutating func disputes() throws {
        try fixture.exchange("a", [bucket(10)])
        #expect(try fixture.exchange("b", [bucket(4, hold: 3)]).buckets[0].capacity == LedgerFixture.units(4))
        let stricter = try fixture.exchange("a", [bucket(10)]).buckets[0]
        #expect(stricter.capacity == LedgerFixture.units(4) && stricter.hold == 3_000_000)
        fixture.now += 0.9
        try fixture.exchange("a", [bucket(10)])
        fixture.now += 0.2
        #expect(try fixture.exchange("a", [bucket(10)]).buckets[0].capacity == LedgerFixture.units(10))
    }

    /// Of numbers that responses told the newest hold.
    @Test mutating func toldNumbers() throws {
        func told(_ capacity: Double, age: Double) -> LedgerRequest.Bucket {
            bucket(capacity) { $0.rule.toldAge = LedgerFixture.micro(age) }
        }
        try fixture.exchange("a", [bucket(10)])
        try fixture.exchange("b", [told(30, age: 0.1)])
        #expect(try fixture.exchange("a", [told(5, age: 0.5)]).buckets[0].capacity == LedgerFixture.units(30))
        #expect(try fixture.exchange("a", [told(5, age: 0)]).buckets[0].capacity == LedgerFixture.units(5))
    }

    /// What responses say is left bounds what all sessions start.
    @Test mutating func ceilings() throws {
        let first = try fixture.exchange("a", [bucket()], [LedgerFixture.want(2)])
        try fixture.exchange(
            "a",
            [
                bucket {
                    $0.ceilings = [.init(mark: first.buckets[0].level, remaining: 3_000_000, age: 0, length: 1_000_000)]
                }
            ])
        #expect(try fixture.granted(9, to: "b") == 3)
        fixture.now += 0.9
        #expect(try fixture.granted(9, to: "b") == 0)
        fixture.now += 0.11
        #expect(try fixture.granted(9, to: "b") == 5)
    }

    /// The distances of paced requests hold across sessions.
    @Test mutating func distances() throws {
        let want = LedgerFixture.want(3, after: 0.2)
        #expect(try fixture.exchange("a", [bucket()], [want], horizon: 0.3).grants[0].starts == [0, 200_000])
        #expect(try fixture.exchange("b", [bucket()], [want], horizon: 0.5).grants[0].starts == [400_000])
    }

    /// When a fixed window ends, what was answered in it is free.
    @Test mutating func windowEnds() throws {
        #expect(try fixture.granted(10, to: "a") == 10)
        try fixture.exchange("a", [settling(6, age: 0, bucket())])
        fixture.now += 0.1
        try fixture.exchange("a", [bucket { $0.ends = [.init(through: 100_000, due: 300_000)] }])
        #expect(try fixture.granted(9, to: "a", horizon: 0.25) == 0)
        #expect(try fixture.granted(9, to: "a", horizon: 0.35) == 6)
    }
}
